import Foundation
import Testing

/// `ethermap evaluate spectrum`, run as a user runs it.
@Suite(.needsProgram)
struct EvaluateSpectrumCommandTests {
    private func run(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(["evaluate", "spectrum"] + arguments)
    }

    @Test func `rows have the contract's names`() throws {
        let outcome = try run(
            "--trials", "2", "--scenarios", "crowded,swap-busy", "--cosets", "10", "--snr", "10",
            "--frames", "1,5", "--methods", "all-zero,m-sbl,m-sbl-noise", "--json")
        #expect(outcome.status == 0)
        let objects = try outcome.output.split(separator: "\n").map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        // Two numbers of frames of three methods; three windows of one, five frames each.
        #expect(objects.count == 2 * 3 + 3 * 5)
        for object in objects.prefix(6) {
            #expect(object["experiment"] as? String == "spectrum")
            #expect(object["scenario"] as? String == "crowded")
            #expect(object["cosets"] as? Int == 10)
            #expect(object["trials"] as? Int == 2)
            #expect(object["seed"] is Int)
            for key in [
                "snr_db", "seconds", "psd_mse", "psd_nmse_db", "row_nmse_db", "tpr", "fpr",
                "auc", "iterations",
            ] {
                #expect(object[key] is NSNumber, "\(key)")
            }
        }
        #expect(objects[0]["psd_nmse_db"] as? Double == 0)
        #expect(objects[2]["oracle"] as? String == "noise")
        #expect(objects.suffix(15).allSatisfy { $0["vanished_on_share"] is NSNumber })
        #expect(objects.suffix(15).map { $0["window_frames"] as? Int }.first == 1)
    }

    @Test func `people get tables and figures`() throws {
        let folder = Folder()
        defer { folder.remove() }
        let figures = folder.file("figures")
        let outcome = try run(
            "--trials", "2", "--scenarios", "few", "--cosets", "10", "--snr", "-5,10", "--frames",
            "1", "--methods", "all-zero,m-sbl", "--figures", figures)
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 2 * (1 + 1 + 2))
        #expect(lines[1].hasPrefix("METHOD"))
        #expect(lines[3].hasPrefix("m-sbl"))
        let files = try FileManager.default.contentsOfDirectory(atPath: figures)
        #expect(
            files.sorted() == [
                "few-p10-f1-mse.png", "few-p10-f1-snr-5-roc.png", "few-p10-f1-snr10-roc.png",
                "few-p10-f1-spectra.png",
            ])
    }

    @Test func `a recording that is not there is left out aloud`() throws {
        let outcome = try run(
            "--scenarios", "drone-video", "--recording", "/no/such/file", "--trials", "1")
        #expect(outcome.status == 0)
        #expect(outcome.complaints.contains("left out"))
    }

    @Test func `a recording among carriers has the bins that are asked for`() throws {
        let folder = Folder()
        defer { folder.remove() }
        // Half a millisecond of a carrier that wanders over two megahertz.
        var (bytes, turns): ([UInt8], Double) = ([], 0)
        for index in 0..<5_000 {
            turns += 0.1 * sin(2 * Double.pi * Double(index) / 71)
            for part in [cos(2 * Double.pi * turns), sin(2 * Double.pi * turns)] {
                let bits = Float(part).bitPattern
                bytes += (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
            }
        }
        let path = folder.file("wander.cf32")
        try Data(bytes).write(to: URL(filePath: path))
        let arguments = [
            "--scenarios", "drone-video", "--recording", path, "--trials", "1", "--frames", "5",
            "--methods", "full-rate", "--cosets", "10",
        ]
        let outcome = try Program.run(
            ["evaluate", "spectrum"] + arguments + ["--samples-per-coset", "64,32", "--json"])
        #expect(outcome.status == 0, "\(outcome.complaints)")
        let objects = try outcome.output.split(separator: "\n").map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(objects.map { $0["samples_per_coset"] as? Int } == [32, 64])
        for key in ["edge_error_bins", "edges_within_bin_share", "power_error_db", "snr_db"] {
            #expect(objects.allSatisfy { $0[key] is NSNumber }, "\(key)")
        }
        #expect(objects.allSatisfy { $0["scenario"] as? String == "drone-video" })
        let table = try Program.run(
            ["evaluate", "spectrum"] + arguments + [
                "--samples-per-coset", "64", "--figures", folder.file("figures"),
            ])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.file("figures"))
                == ["drone-video-p10-n64-spectra.png"])
        #expect(table.output.contains("drone-video, bins of 1200 kHz, 10 cosets"))
        #expect(table.output.contains("OFF (bins)"))
    }

    @Test func `wrong arguments end as they should`() throws {
        #expect(try run("--methods", "guess").status == 64)
        #expect(try run("--scenarios", "rain").status == 64)
        #expect(try run("--scenarios", "drone-video").status == 64)
        #expect(try run("--cosets", "12").status == 64)
        #expect(try run("--snr", "loud").status == 64)
        #expect(try run("--frames", "0").status == 64)
        #expect(try run("--trials", "0").status == 64)
        #expect(try run("--symbols", "morse").status == 64)
        #expect(try run("--samples-per-coset", "16").status == 64)
        #expect(try run("--recording", "x", "--samples-per-coset", "2").status == 64)
        let unused = try run(
            "--recording", "x", "--scenarios", "few", "--samples-per-coset", "16", "--trials", "1",
            "--methods", "all-zero")
        #expect(unused.status == 64)
    }
}
