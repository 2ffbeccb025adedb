import Glibc
import Model
import Numerics
import Sensing

@testable import Engine

/// A wideband receiver in the small region, and frames of what it hears.
enum SpectrumFixture {
    static let offsets: [UInt32] = [0, 1, 7, 19, 23, 26, 32, 36, 37, 39]
    static let factor = 40
    static let width = 16
    static let centerHz = 2.45e9
    static let rateHz = 640e6
    /// Bins of 1 MHz.
    static let binCount = 640

    /// An occupied stretch of the receiver's span: places in ascending order, and its power.
    struct Carrier {
        var bins: Range<Int>
        var dbm: Double
    }

    /// A region whose bands lie in the span: b0 on places 340..<350, b1 on 100..<110, and b2 outside.
    static func region() -> Region {
        var region = Fixture.region()
        region.bands = [
            Band(id: "b0", centerFrequencyHz: frequency(of: 345), bandwidthHz: 10e6),
            Band(id: "b1", centerFrequencyHz: frequency(of: 105), bandwidthHz: 10e6),
            Band(id: "b2", centerFrequencyHz: 5e9, bandwidthHz: 10e6),
        ]
        return region
    }

    /// The lower edge of a place, hertz.
    static func frequency(of place: Int) -> Double {
        centerHz + (Double(place - binCount / 2) - 0.5) * rateHz / Double(binCount)
    }

    static func configuration(clock: RegionClock = .event) -> EngineConfiguration {
        var configuration = Fixture.configuration(clock: clock, region: region())
        configuration.estimation.interpolator = "idw"
        configuration.estimation.issEstimator = "absolute"
        return configuration
    }

    /// Nyquist samples of a block, root watts: carriers of new QPSK symbols, and white noise.
    static func record(
        _ carriers: [Carrier], noiseDbm: Double, using generator: inout SeededGenerator
    ) -> [ComplexFloat] {
        var bins = [ComplexFloat](repeating: .zero, count: binCount)
        for carrier in carriers {
            // Mean power of the record: Σ |X|² / (N L)² with a forward transform without a factor.
            let watts = Decibels.watts(fromDbm: carrier.dbm) / Double(carrier.bins.count)
            let amplitude = Float(watts.squareRoot()) * Float(binCount) * Float(0.5).squareRoot()
            for place in carrier.bins {
                let bin = (place + binCount / 2) % binCount
                let symbol = generator.next()
                bins[bin] = ComplexFloat(
                    real: symbol & 1 == 0 ? amplitude : -amplitude,
                    imaginary: symbol & 2 == 0 ? amplitude : -amplitude)
            }
        }
        FourierTransform(rowCount: 1, columnCount: binCount).inverse(&bins)
        let deviation = Float((Decibels.watts(fromDbm: noiseDbm) / 2).squareRoot())
        for index in bins.indices {
            bins[index].real += deviation * Float(generator.normal())
            bins[index].imaginary += deviation * Float(generator.normal())
        }
        return bins
    }

    /// A frame of some blocks.
    static func frame(
        _ carriers: [Carrier], sensor: SensorID = "wide-1", sequence: UInt64 = 1,
        at seconds: Double = 0, blocks: Int = 1, noiseDbm: Double = -70, scale: Float = 5e-8,
        seed: UInt64 = 1
    ) -> CosetFrame {
        var generator = SeededGenerator(seed: seed &* 1_000 &+ sequence)
        var iq: [UInt8] = []
        for _ in 0..<blocks {
            let record = record(carriers, noiseDbm: noiseDbm, using: &generator)
            for offset in offsets {
                for n in 0..<width {
                    let sample = record[n * factor + Int(offset)]
                    for part in [sample.real, sample.imaginary] {
                        let step = UInt16(
                            bitPattern: Int16(max(min((part / scale).rounded(), 32767), -32767)))
                        iq += [UInt8(step & 255), UInt8(step >> 8)]
                    }
                }
            }
        }
        return CosetFrame(
            sensor: sensor, bootID: 7, sequence: sequence, time: Fixture.time(seconds),
            position: Fixture.place(100, 100), centerFrequencyHz: centerHz, nyquistRateHz: rateHz,
            downsamplingFactor: UInt32(factor), cosetOffsets: offsets,
            samplesPerCoset: UInt32(width), blockCount: UInt32(blocks), iq: iq, iqScale: scale)
    }

    static func batch(_ frame: CosetFrame) throws -> CosetBatch {
        let region = region()
        return try FrameValidator(
            region: region, limits: IntakeLimits(), levelReachMetres: 25
        ).cosets(of: frame, topicSensor: frame.sensor, clock: frame.time)
    }
}
