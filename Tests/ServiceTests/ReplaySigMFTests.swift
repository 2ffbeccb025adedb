import Engine
import Formats
import Foundation
import Model
import Sensing
import Testing

@testable import Service

/// Recorded IQ sampled by multi-coset.
struct ReplaySigMFTests {
    private static let one = #"[{"core:sample_start": 0, "core:frequency": 1e9}]"#

    /// A plan of a recording of counted samples: the k-th is k + i (k mod 7), in int16 steps.
    private func plan(
        _ count: Int, captures: String = one, every stride: Int = 1, frequencyHz: Double? = nil
    ) throws -> ReplayPlan {
        let base = FileManager.default.temporaryDirectory
            .appending(path: "replay-\(UUID().uuidString)").path(percentEncoded: false)
        defer {
            for end in [".sigmf-meta", ".sigmf-data"] {
                try? FileManager.default.removeItem(atPath: base + end)
            }
        }
        let meta =
            #"{"global": {"core:datatype": "ci16_le", "core:sample_rate": 1000}, "#
            + #""captures": \#(captures)}"#
        try Data(meta.utf8).write(to: URL(filePath: base + ".sigmf-meta"))
        let steps = (0..<count).flatMap { [UInt16($0), UInt16($0 % 7)] }
        try Data(steps.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
            .write(to: URL(filePath: base + ".sigmf-data"))
        return try ReplayPlan(
            of: [try SigMFRecording(path: base)],
            sampling: SigMFSampling(
                pattern: try CosetPattern(
                    downsamplingFactor: 5, offsets: [0, 3], samplesPerCoset: 4),
                blockStride: stride,
                position: GeodeticPosition(
                    latitudeDegrees: 50, longitudeDegrees: 14, altitudeMetres: 0),
                centerFrequencyHz: frequencyHz),
            region: "replay", bootID: 3)
    }

    private func frames(of plan: ReplayPlan) -> [CosetFrame] {
        plan.tracks.flatMap(\.frames).compactMap(\.coset)
    }

    @Test func `every block gives its cosets' samples, bit for bit`() throws {
        let plan = try plan(70)
        let frame = try #require(frames(of: plan).first)
        #expect(frame.blockCount == 3 && frame.cosetOffsets == [0, 3])
        let steps = stride(from: 0, to: frame.iq.count, by: 4).map { Int(frame.iq[$0]) }
        let first = [0, 5, 10, 15, 3, 8, 13, 18]
        #expect(steps == first + first.map { $0 + 20 } + first.map { $0 + 40 })
        #expect(frame.iq[2] == 0 && frame.iq[6] == 5 % 7)
        // A full-scale sample is a milliwatt.
        #expect(abs(Double(frame.iqScale) * 32_768 - 0.001.squareRoot()) < 1e-6)
        #expect(frame.nyquistRateHz == 1_000 && frame.centerFrequencyHz == 1e9)
        let engine = plan.engine
        #expect(engine.clock == .event && engine.region.bands.map(\.id) == ["b1000"])
        let validator = FrameValidator(
            region: engine.region, limits: engine.intake,
            levelReachMetres: engine.evidence.levelReachMetres)
        let batch = try validator.cosets(
            of: CosetFrame(frame, sequence: 1), topicSensor: frame.sensor, clock: frame.time)
        #expect(batch.cell != SampleBatch.outside)
    }

    @Test func `of every third block one is taken, at its time`() throws {
        let found = frames(of: try plan(20 * 3 * 17 + 20, every: 3))
        #expect(found.map(\.blockCount) == [16, 2])
        #expect(abs(found[1].time.seconds(since: found[0].time) - 16 * 3 * 0.02) < 1e-6)
        #expect(found[0].iq[4 * 8] == 60)
    }

    @Test func `a recording without a frequency, or without a whole block, says what is missing`()
        throws
    {
        let silent = #"[{"core:sample_start": 0}]"#
        #expect(throws: ServiceError.self) { try plan(70, captures: silent) }
        #expect(try frames(of: plan(70, captures: silent, frequencyHz: 2e9)).count == 1)
        #expect(throws: ServiceError.self) { try plan(19) }
    }
}

extension CosetFrame {
    /// A frame with a sequence, as whoever sends it sets it.
    fileprivate init(_ frame: CosetFrame, sequence: UInt64) {
        self = frame
        self.sequence = sequence
        bootID = 3
    }
}
