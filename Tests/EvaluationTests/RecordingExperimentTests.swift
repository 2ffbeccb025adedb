import Foundation
import Numerics
import Scenario
import Sensing
import Synchronization
import Testing

@testable import Evaluation

/// A recorded signal among simulated carriers.
struct RecordingExperimentTests {
    /// Noise of 4 MHz in a recording of 10 MHz: a signal with clear edges.
    private static let recording: [ComplexFloat] = {
        var random = SeededGenerator(seed: 12)
        let count = 20_000
        var spectrum = [ComplexFloat](repeating: .zero, count: count)
        for bin in -4_000..<4_000 {
            spectrum[(bin + count) % count] = ComplexFloat(
                real: Float(random.normal()), imaginary: Float(random.normal()))
        }
        FourierTransform(rowCount: 1, columnCount: count).inverse(&spectrum)
        return spectrum
    }()

    @Test func `the composite holds the recording at its place and the carriers at theirs`() {
        let scene = CompositeScene(
            recording: Self.recording, samplesPerCoset: 64, frameCount: 10, snrDb: 10, seed: 1,
            number: 2)
        let truth = scene.frames[0].expectedPower
        #expect(truth.count == 2_560)
        let total = truth.reduce(0.0) { $0 + Double($1) }
        let noise = scene.frames[0].noisePower
        #expect(abs(noise * 2_560 / total - 0.1) < 1e-3)
        let recorded = BandReading(of: truth, about: scene.recordedBins)
        // Unit power in 2 560 bins' unit: 4 MHz of 1.2 MHz bins about the middle.
        #expect((0.8...1.2).contains(recorded.power / 2_560))
        let middle = (scene.recordedBins.lowerBound + scene.recordedBins.upperBound) / 2
        #expect(abs(Double(recorded.firstBin) - (middle - 1.67)) < 2)
        #expect(abs(Double(recorded.lastBin) - (middle + 1.67)) < 2)
        let all =
            recorded.power
            + scene.carrierBins.reduce(0.0) { $0 + BandReading(of: truth, about: $1).power }
        #expect(all > 0.97 * total)
        #expect((5...14).contains(scene.frames[0].isRowTouched.count { $0 }))
    }

    @Test func `edges are the outermost bins within 10 dB of the strongest`() {
        var spectrum = [Float](repeating: 0, count: 100)
        for bin in [98, 99, 0, 1] { spectrum[bin] = 10 }
        spectrum[97] = 0.9
        spectrum[2] = 1.1
        let reading = BandReading(of: spectrum, about: -4...3)
        #expect(reading.firstBin == -2 && reading.lastBin == 2)
        #expect(abs(reading.power - 42) < 1e-5)
    }

    @Test func `all samples find edges and power`() throws {
        let collected = Mutex<[RecordingSummary]>([])
        let plan = SpectrumExperiment.Plan(
            trialCount: 2, seed: 5, cosetCounts: [16], snrsDb: [10], frameCounts: [20])
        try RecordingExperiment(
            recording: Self.recording, plan: plan, contenders: [.nought, .fullRate]
        ).run(workerCount: 2, deliver: { rows in collected.withLock { $0 += rows } })
        let rows = collected.withLock { $0 }
        #expect(rows.map(\.samplesPerCoset) == [16, 16, 256, 256])
        for row in rows where row.contender == .fullRate {
            #expect(row.recorded.powerWithinDb.value == 1)
            #expect(row.recorded.edgesWithinBin.value == 1)
            #expect(row.binError.db < -15)
        }
        for row in rows where row.contender == .nought {
            #expect(row.recorded.powerWithinDb.value == 0)
        }
    }

    @Test func `frames have the sizes that are named, bins their width`() throws {
        let collected = Mutex<[RecordingSummary]>([])
        let plan = SpectrumExperiment.Plan(
            trialCount: 1, seed: 5, cosetCounts: [10], snrsDb: [10], frameCounts: [5])
        try RecordingExperiment(
            recording: Self.recording, plan: plan, samplesPerCoset: [64], contenders: [.fullRate]
        ).run(workerCount: 1, deliver: { rows in collected.withLock { $0 += rows } })
        #expect(collected.withLock { $0 }.map(\.samplesPerCoset) == [64])
        let scene = CompositeScene(
            recording: Self.recording, samplesPerCoset: 64, frameCount: 1, snrDb: 10, seed: 5,
            number: 0)
        let bins = scene.recordedBins.upperBound - scene.recordedBins.lowerBound
        // 10 MHz in bins of 1.2 MHz.
        #expect(abs(bins - 10 / 1.2) < 1e-9)
    }

    @Test func `a recording that is too short or silent is refused`() throws {
        let plan = SpectrumExperiment.Plan(trialCount: 1)
        func make(_ recording: [ComplexFloat]) throws {
            _ = try RecordingExperiment(
                recording: recording, plan: plan, samplesPerCoset: [256], contenders: [])
        }
        #expect(throws: RecordedSamplesError.self) { try make(Array(Self.recording.prefix(100))) }
        #expect(throws: RecordedSamplesError.self) {
            try make(Array(repeating: .zero, count: 1_000))
        }
        try make(Array(Self.recording.prefix(200)))
    }

    @Test func `files of samples are read, damaged ones are refused`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "recorded-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "x.cf32").path
        // 1 − 2i.
        try Data([0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]).write(to: URL(fileURLWithPath: path))
        #expect(
            try RecordedSamples.read(path: path) == [ComplexFloat(real: 1, imaginary: -2)])
        try Data([0, 0, 0x80]).write(to: URL(fileURLWithPath: path))
        #expect(throws: RecordedSamplesError.self) { try RecordedSamples.read(path: path) }
        try Data([0, 0, 0xC0, 0x7F, 0, 0, 0, 0]).write(to: URL(fileURLWithPath: path))
        #expect(throws: RecordedSamplesError.self) { try RecordedSamples.read(path: path) }
        #expect(throws: RecordedSamplesError.self) { try RecordedSamples.read(path: folder.path) }
    }
}
