import Foundation
import Testing

/// `replay --format sigmf`, from a recording's files to spectra.
@Suite(.needsProgram, .serialized)
struct ReplaySigMFCommandTests {
    /// Half a second of one carrier at a tenth of the rate, in noise; 100 000 samples a second.
    private func write(_ folder: Folder) throws -> String {
        let base = folder.file("tone")
        try Data(
            (#"{"global": {"core:datatype": "ci16_le", "core:sample_rate": 100000}, "#
                + #""captures": [{"core:sample_start": 0, "core:frequency": 433000000}]}"#).utf8
        ).write(to: URL(filePath: base + ".sigmf-meta"))
        var bytes: [UInt8] = []
        var state: UInt64 = 88_172_645_463_325_252
        for index in 0..<50_000 {
            let angle = 2 * Double.pi * 0.1 * Double(index)
            for part in [cos(angle), sin(angle)] {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                let noise = Double(state >> 11) * 0x1p-53 - 0.5
                let step = UInt16(bitPattern: Int16(8_000 * part + 8_000 * noise))
                bytes += [UInt8(step & 255), UInt8(step >> 8)]
            }
        }
        try Data(bytes).write(to: URL(filePath: base + ".sigmf-data"))
        return base
    }

    @Test func `a recording is sampled, published and its spectrum worked out`() throws {
        let folder = Folder()
        defer { folder.remove() }
        let base = try write(folder)
        let outcome = try Program.run([
            "replay", base + ".sigmf-meta", "--format", "sigmf", "--cosets", "10", "--speed", "max",
            "--state-dir", folder.file("state"), "--json",
        ])
        #expect(outcome.status == 0, "\(outcome.complaints)")
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
                as? [String: Any])
        // 78 blocks of 640 samples, sixteen a frame.
        #expect(report["frames"] as? Int == 5)
        #expect(report["points"] as? Int == 78 * 160)
        #expect((report["spectra"] as? Int ?? 0) >= 1)
        #expect(report["rejected_total"] as? Int == 0)
        let spectrum = try #require((report["last_spectra"] as? [[String: Any]])?.first)
        let bands = try #require(spectrum["bands"] as? [[String: Any]])
        // The tone lies 10 kHz above the middle, within a bin of 156 Hz or two, at full scale / 4.
        let strongest = try #require(
            bands.max { ($0["power_dbm"] as? Double ?? 0) < ($1["power_dbm"] as? Double ?? 0) })
        #expect(abs((strongest["center_frequency_hz"] as? Double ?? 0) - 433.01e6) < 320)
        #expect(abs((strongest["power_dbm"] as? Double ?? 0) - 20 * log10(8_000 / 32_768)) < 1)
    }

    static let wrong: [(more: [String], status: Int32)] = [
        (["--offsets", "3,1"], 64), (["--cosets", "11"], 64), (["--offsets", "a"], 64),
        (["--factor", "1", "--offsets", "0"], 64), (["--every", "0"], 64), ([], 65),
    ]

    @Test(arguments: wrong)
    func `what cannot be is an error before anything is started`(
        more: [String], status: Int32
    )
        throws
    {
        let outcome = try Program.run(
            ["replay", "/nonexistent/x.sigmf-meta", "--format", "sigmf"] + more)
        #expect(outcome.status == status, "\(outcome.complaints)")
    }
}
