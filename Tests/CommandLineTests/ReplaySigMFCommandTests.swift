import Foundation
import Testing

/// `replay --format sigmf`, from a recording's files to spectra.
@Suite(.needsProgram, .serialized)
struct ReplaySigMFCommandTests {
    /// Half a second of one carrier at a tenth of the rate, in noise; 100 000 samples a second.
    private func write(
        _ folder: Folder, captures: [(start: Int, frequencyHz: Int)] = [(0, 433_000_000)],
        amplitude: Double = 8_000
    ) throws -> String {
        let base = folder.file("tone")
        let list = captures.map {
            #"{"core:sample_start": \#($0.start), "core:frequency": \#($0.frequencyHz)}"#
        }.joined(separator: ", ")
        try Data(
            (#"{"global": {"core:datatype": "ci16_le", "core:sample_rate": 100000}, "#
                + #""captures": [\#(list)]}"#).utf8
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
                let step = UInt16(bitPattern: Int16(amplitude * part + 8_000 * noise))
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

    @Test func `a recording that scans keeps a spectrum of each tuning`() throws {
        let folder = Folder()
        defer { folder.remove() }
        // Three tunings, twice about; captures without a time follow a second apart.
        let centers = [433_000_000, 435_000_000, 437_000_000]
        let base = try write(
            folder, captures: (0..<6).map { (8_000 * $0, centers[$0 % 3]) })
        let outcome = try Program.run([
            "replay", base + ".sigmf-meta", "--format", "sigmf", "--cosets", "10", "--speed", "max",
            "--state-dir", folder.file("state"), "--json",
        ])
        #expect(outcome.status == 0, "\(outcome.complaints)")
        let last = try #require(try outcome.object()["last_spectra"] as? [[String: Any]])
        #expect(last.count == 3)
        let begun = 946_684_800.0
        for (center, spectrum) in zip(centers, last) {
            #expect((spectrum["time_unix_ns"] as? Double ?? 0) / 1e9 >= begun + 3)
            let bands = try #require(spectrum["bands"] as? [[String: Any]])
            let tone = try #require(
                bands.first {
                    abs(($0["center_frequency_hz"] as? Double ?? 0) - Double(center) - 1e4) < 320
                })
            #expect((tone["first_seen_unix_ns"] as? Double ?? 0) / 1e9 < begun + 2.9)
        }
    }

    @Test func `offsets that nobody named are looked for, and told`() throws {
        let folder = Folder()
        defer { folder.remove() }
        let base = try write(folder)
        let sizes = ["--factor", "20", "--cosets", "8"]
        let outcome = try Program.run(
            [
                "replay", base + ".sigmf-meta", "--format", "sigmf", "--speed", "max",
                "--state-dir",
                folder.file("state"), "--json",
            ] + sizes)
        #expect(outcome.status == 0, "\(outcome.complaints)")
        #expect(!outcome.complaints.contains("warning"))
        let offsets = try #require(
            try Program.run(["doctor", "coset", "--json"] + sizes).object()["offsets"] as? [Int])
        let list = offsets.map { "\($0)" }.joined(separator: ",")
        #expect(outcome.complaints.contains("--factor 20 --offsets \(list)\n"))
        let last = try #require(try outcome.object()["last_spectra"] as? [[String: Any]])
        let bands = try #require(last.first?["bands"] as? [[String: Any]])
        #expect(
            bands.contains { abs(($0["center_frequency_hz"] as? Double ?? 0) - 433.01e6) < 640 })
    }

    @Test func `a tuning without a signal is told, too`() throws {
        let folder = Folder()
        defer { folder.remove() }
        let outcome = try Program.run([
            "replay", try write(folder, amplitude: 0) + ".sigmf-meta", "--format", "sigmf",
            "--cosets", "10", "--samples", "4", "--speed", "max", "--state-dir",
            folder.file("state"),
        ])
        #expect(outcome.status == 0, "\(outcome.complaints)")
        #expect(
            outcome.output.contains("nothing occupied from 432.950 to 433.050 MHz"),
            "\(outcome.output)")
    }

    @Test func `poor offsets are warned about`() throws {
        let folder = Folder()
        defer { folder.remove() }
        let outcome = try Program.run([
            "replay", try write(folder) + ".sigmf-meta", "--format", "sigmf", "--offsets",
            "0,2,4,6,8,10,12,14", "--engine-config", folder.file("engine.yaml"),
        ])
        #expect(outcome.status == 0, "\(outcome.complaints)")
        #expect(outcome.complaints.contains("warning: rows 20 apart look the same"))
        #expect(!outcome.complaints.contains("sampled by"))
    }

    @Test func `one coset makes no spectrum, and that is told`() throws {
        let folder = Folder()
        defer { folder.remove() }
        let outcome = try Program.run([
            "replay", try write(folder) + ".sigmf-meta", "--format", "sigmf", "--cosets", "1",
            "--speed", "max", "--state-dir", folder.file("state"), "--verbose",
        ])
        #expect(outcome.status == 0, "\(outcome.complaints)")
        #expect(outcome.complaints.contains("too few cosets"))
        #expect(outcome.complaints.contains("no frame became a spectrum"))
        #expect(outcome.complaints.contains("no spectrum of sensor recording-1: "))
    }

    static let wrong: [(more: [String], status: Int32)] = [
        (["--offsets", "3,1"], 64), (["--cosets", "41"], 64), (["--offsets", "a"], 64),
        (["--cosets", "3", "--offsets", "0,1"], 64), (["--factor", "300"], 64),
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
