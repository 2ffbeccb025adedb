import Model
import Numerics
import Sensing
import Testing

@testable import Engine

/// Receivers whose cosets are of unlike gains and delays.
struct CalibratedSpectrumTests {
    private static let carriers = RegionEngineSpectrumTests.carriers

    /// A frame of eight blocks as cosets of some gains and delays give it.
    private static func frame(
        _ index: Int, mismatch: Double, sensor: SensorID = "wide-1"
    ) throws -> CosetFrame {
        let pattern = try CosetPattern(
            downsamplingFactor: SpectrumFixture.factor,
            offsets: SpectrumFixture.offsets.map { Int($0) },
            samplesPerCoset: SpectrumFixture.width)
        var random = SeededGenerator(seed: 77)
        let branches = CosetCalibration(
            pattern: pattern,
            gains: pattern.offsets.map { _ in 1 + 0.12 * mismatch * (2 * random.uniform() - 1) },
            delays: pattern.offsets.map { _ in 0.08 * mismatch * (2 * random.uniform() - 1) })
        let sampling = CosetSampling(pattern: pattern)
        let transform = FourierTransform(rowCount: 1, columnCount: pattern.binCount)
        var generator = SeededGenerator(seed: UInt64(500 + index))
        let scale: Float = 5e-8
        var iq: [UInt8] = []
        for _ in 0..<8 {
            var bins = SpectrumFixture.record(Self.carriers, noiseDbm: -62, using: &generator)
            transform.forward(&bins)
            var spectrum = ComplexMatrix(
                rowCount: pattern.rowCount, columnCount: pattern.samplesPerCoset)
            for (bin, value) in bins.enumerated() {
                let size = Float(pattern.binCount).squareRoot()
                spectrum.real[bin] = value.real / size
                spectrum.imaginary[bin] = value.imaginary / size
            }
            let samples = sampling.samples(of: branches.apply(spectrum))
            for place in samples.real.indices {
                for part in [samples.real[place], samples.imaginary[place]] {
                    let step = UInt16(bitPattern: Int16((part / scale).rounded()))
                    iq += [UInt8(step & 255), UInt8(step >> 8)]
                }
            }
        }
        var frame = SpectrumFixture.frame(
            [], sensor: sensor, sequence: UInt64(index + 1), at: Double(index) / 10)
        frame.blockCount = 8
        frame.iq = iq
        frame.iqScale = scale
        return frame
    }

    private static func run(
        _ engine: inout RegionEngine, frames: Range<Int>, mismatch: Double
    ) throws -> [SpectrumEstimate] {
        var estimates: [SpectrumEstimate] = []
        for index in frames {
            let frame = try frame(index, mismatch: mismatch)
            engine.accept(
                .cosets(try SpectrumFixture.batch(frame)), journalID: Int64(index + 1))
            while let tick = engine.dueTick(now: .zero) {
                estimates += try engine.runRound(closing: tick, windowBudget: 64).spectra
            }
        }
        return estimates
    }

    /// Bins that are called occupied two bins or more away from any carrier.
    private static func falseBins(_ estimate: SpectrumEstimate) -> Int {
        estimate.occupied.indices.filter { place in
            estimate.occupied[place]
                && !carriers.contains {
                    ($0.bins.lowerBound - 2..<$0.bins.upperBound + 2).contains(place)
                }
        }.count
    }

    @Test func `unlike cosets are corrected where that is asked for, and counted`() throws {
        var configuration = SpectrumFixture.configuration()
        var engine = try RegionEngine(configuration: configuration)
        let corrected = try Self.run(&engine, frames: 0..<40, mismatch: 1)
        #expect(engine.spectrumCounters.calibratedBlocks > 150)
        #expect(engine.spectrumCounters.named["coset_blocks_calibrated"] ?? 0 > 150)
        configuration.spectrum.calibratesCosets = false
        var bare = try RegionEngine(configuration: configuration)
        let raw = try Self.run(&bare, frames: 0..<40, mismatch: 1)
        #expect(bare.spectrumCounters.calibratedBlocks == 0)
        let last = try #require(corrected.last)
        let other = try #require(raw.last)
        #expect(Self.falseBins(other) > 10, "\(Self.falseBins(other))")
        #expect(Self.falseBins(last) == 0 && last.bands.count == 3, "\(last.bands)")
        // Small enough to be made good: nothing is said against the estimate.
        #expect(last.degradations.isEmpty)
    }

    @Test func `like cosets give the same spectra with a calibration and without`() throws {
        var configuration = SpectrumFixture.configuration()
        var engine = try RegionEngine(configuration: configuration)
        let calibrated = try Self.run(&engine, frames: 0..<30, mismatch: 0)
        configuration.spectrum.calibratesCosets = false
        var bare = try RegionEngine(configuration: configuration)
        #expect(try Self.run(&bare, frames: 0..<30, mismatch: 0) == calibrated)
        #expect(engine.spectrumCounters.calibratedBlocks == 0)
    }

    @Test func `delays beyond what correction makes good are told`() throws {
        var engine = try RegionEngine(configuration: SpectrumFixture.configuration())
        let estimates = try Self.run(&engine, frames: 0..<30, mismatch: 3)
        #expect(estimates.last?.degradations == [.mismatchedCosets])
    }

    @Test func `a restored engine corrects on as if nothing had been`() throws {
        let configuration = SpectrumFixture.configuration()
        var engine = try RegionEngine(configuration: configuration)
        _ = try Self.run(&engine, frames: 0..<21, mismatch: 1)
        let maps = Dictionary(uniqueKeysWithValues: engine.maps.map { ($0.key, $0) })
        var restored = try RegionEngine(
            configuration: configuration, restoring: engine.stateBytes, map: { maps[$0] })
        for index in Int(engine.snapshotJournalThrough)..<21 {
            let batch = try SpectrumFixture.batch(try Self.frame(index, mismatch: 1))
            restored.accept(.cosets(batch), journalID: Int64(index + 1))
        }
        let later = try Self.run(&engine, frames: 21..<40, mismatch: 1)
        #expect(try Self.run(&restored, frames: 21..<40, mismatch: 1) == later)
        #expect(!later.isEmpty)
        #expect(restored.stateBytes == engine.stateBytes)
    }
}
