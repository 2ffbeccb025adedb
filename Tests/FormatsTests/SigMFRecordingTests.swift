import Formats
import Foundation
import Model
import Testing

/// Recordings of IQ with a SigMF description.
struct SigMFRecordingTests {
    /// A recording in a folder of its own, gone with it.
    private final class Files {
        let base: String
        private let folder: URL

        init(meta: String, data: [UInt8], dataName: String = "x.sigmf-data") throws {
            folder = FileManager.default.temporaryDirectory
                .appending(path: "sigmf-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            base = folder.appending(path: "x").path(percentEncoded: false)
            try Data(meta.utf8).write(to: URL(filePath: base + ".sigmf-meta"))
            try Data(data).write(to: folder.appending(path: dataName))
        }

        deinit { try? FileManager.default.removeItem(at: folder) }
    }

    private static func meta(
        _ datatype: String, more: String = "",
        captures: String = #"[{"core:sample_start": 0, "core:frequency": 5925000000}]"#
    ) -> String {
        #"{"global": {"core:datatype": "\#(datatype)", "core:sample_rate": 10000000, "#
            + #""core:version": "1.2.0"\#(more)}, "captures": \#(captures), "annotations": []}"#
    }

    private static func bytes(_ values: [Float]) -> [UInt8] {
        values.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
        }
    }

    @Test func `singles are read piece by piece`() throws {
        let files = try Files(
            meta: Self.meta("cf32_le"), data: Self.bytes([1, -1, 0.5, 0.25, -2, 3]))
        for name in ["", ".sigmf-meta", ".sigmf-data"] {
            let recording = try SigMFRecording(path: files.base + name)
            #expect(recording.sampleCount == 3 && recording.sampleRateHz == 1e7)
            #expect(recording.captures.map(\.samples) == [0..<3])
            #expect(recording.captures[0].frequencyHz == 5.925e9)
            let parts = try recording.samples(in: 1..<3)
            #expect(parts.inPhase == [0.5, -2] && parts.quadrature == [0.25, 3])
        }
    }

    @Test(arguments: [
        ("ci16_le", [0x00, 0x40, 0x00, 0xC0] as [UInt8], Float(0.5), Float(-0.5)),
        ("ci16_be", [0x40, 0x00, 0xC0, 0x00], 0.5, -0.5),
        ("ci8", [64, 0xC0], 0.5, -0.5), ("cu8", [255, 0], 1, -1),
        ("cf32_be", [0x3F, 0x80, 0, 0, 0xBF, 0x80, 0, 0], 1, -1),
        ("cf64_le", [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0xF0, 0xBF], 1, -1),
    ])
    func `every type of sample is read against its full scale`(
        name: String, data: [UInt8], real: Float, imaginary: Float
    ) throws {
        let files = try Files(meta: Self.meta(name), data: data)
        let parts = try SigMFRecording(path: files.base).samples(in: 0..<1)
        #expect(parts.inPhase == [real] && parts.quadrature == [imaginary])
    }

    @Test func `captures have their own tuning, time and place, and data may have another name`()
        throws
    {
        let files = try Files(
            meta: Self.meta(
                "ci8",
                more: #", "core:dataset": "raw.iq", "core:geolocation": {"type": "Point", "#
                    + #""coordinates": [-78.5, 35.25, 100]}"#,
                captures: #"[{"core:sample_start": 2, "core:datetime": "2026-01-02T03:04:05.5Z"}, "#
                    + #"{"core:sample_start": 5, "core:frequency": 1e9}, "#
                    + #"{"core:sample_start": 90}]"#),
            data: Array(repeating: 1, count: 20), dataName: "raw.iq")
        let recording = try SigMFRecording(path: files.base)
        #expect(recording.captures.map(\.samples) == [2..<5, 5..<10])
        #expect(recording.captures[0].frequencyHz == nil)
        #expect(recording.captures[0].time == UnixTime(seconds: 1_767_323_045.5))
        #expect(recording.captures[1].frequencyHz == 1e9)
        #expect(recording.captures[1].position?.longitudeDegrees == -78.5)
    }

    @Test(arguments: [
        ("", "no SigMF description"), ("[]", "no SigMF description"),
        (#"{"global": {}, "captures": []}"#, "'global.core:datatype' is missing"),
        (meta("rf32_le"), "'core:datatype' is 'rf32_le'"),
        (meta("ci8", more: #", "core:num_channels": 2"#), "'core:num_channels' is 2"),
        (
            #"{"global": {"core:datatype": "ci8", "core:sample_rate": -4}, "captures": []}"#,
            "'core:sample_rate'"
        ),
        (meta("ci8", captures: #"[{"core:sample_start": -1}]"#), "do not ascend"),
        (
            meta("ci8", captures: #"[{"core:sample_start": 5}, {"core:sample_start": 1}]"#),
            "do not ascend"
        ),
        (meta("ci8", captures: #"[{"core:sample_start": 5000}]"#), "no capture begins"),
        (
            meta("ci8", captures: #"[{"core:sample_start": 0, "core:datetime": "yesterday"}]"#),
            "'core:datetime'"
        ),
        (
            meta("ci8", captures: #"[{"core:sample_start": 0, "core:header_bytes": 4}]"#),
            "'core:header_bytes'"
        ),
    ])
    func `a description that is none is refused with its reason`(
        text: String, reason: String
    )
        throws
    {
        let files = try Files(meta: text, data: Array(repeating: 1, count: 20))
        let error = #expect(throws: RecordingError.self) { try SigMFRecording(path: files.base) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test func `no samples, and samples that are no numbers, are refused`() throws {
        let empty = try Files(meta: Self.meta("cf32_le"), data: [1, 2, 3])
        #expect(throws: RecordingError.self) { try SigMFRecording(path: empty.base) }
        let absent = try Files(meta: Self.meta("cf32_le"), data: [], dataName: "other")
        #expect(throws: RecordingError.self) { try SigMFRecording(path: absent.base) }
        let broken = try Files(meta: Self.meta("cf32_le"), data: Self.bytes([.nan, 1]))
        let recording = try SigMFRecording(path: broken.base)
        #expect(throws: RecordingError.self) { try recording.samples(in: 0..<1) }
    }
}
