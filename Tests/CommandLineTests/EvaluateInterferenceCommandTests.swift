import Foundation
import Testing

/// `ethermap evaluate interference`, run as a user runs it.
@Suite(.needsProgram)
struct EvaluateInterferenceCommandTests {
    private func run(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(["evaluate", "interference"] + arguments)
    }

    @Test func `rows have the contract's names`() throws {
        let outcome = try run(
            "--maps", "2", "--rates", "10,30", "--settings", "uniform,mismatched", "--methods",
            "knn,posterior-kriging", "--json")
        #expect(outcome.status == 0)
        #expect(outcome.complaints.isEmpty)
        let objects = try outcome.output.split(separator: "\n").map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(objects.count == 2 * 2 * 2)
        #expect(
            objects.map { $0["method"] as? String }.prefix(2) == ["knn", "posterior-kriging"])
        #expect(objects.map { $0["sampling_rate"] as? Double }.prefix(4) == [0.1, 0.1, 0.3, 0.3])
        for object in objects {
            #expect(object["experiment"] as? String == "interference")
            #expect(object["trials"] as? Int == 2)
            #expect(object["seed"] is Int)
            for key in [
                "seconds", "iss_rmse_db", "iss_nmse_db", "sinr_rmse_db", "sinr_nmse_db", "ospa_m",
                "recall",
            ] {
                #expect(object[key] is Double, "\(key)")
            }
            #expect(object.keys.contains("localisation_error_m"))
            #expect(object.keys.contains("precision"))
        }
    }

    @Test func `people get tables and figures, and are told who cannot take part`() throws {
        let folder = Folder()
        defer { folder.remove() }
        let figures = folder.file("figures")
        let outcome = try run(
            "--maps", "1", "--rates", "10,20", "--settings", "uniform", "--methods",
            "knn,perfect-iss", "--figures", figures)
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 1 + 1 + 4)
        #expect(lines[1].hasPrefix("METHOD"))
        #expect(lines[2].hasPrefix("knn"))
        let files = try FileManager.default.contentsOfDirectory(atPath: figures)
        #expect(
            files.sorted() == [
                "uniform-iss-rmse.png", "uniform-map-1-iss.png", "uniform-map-1-sinr.png",
                "uniform-ospa.png", "uniform-sinr-rmse.png",
            ])
        let without = try run(
            "--maps", "1", "--rates", "10", "--settings", "uniform", "--methods", "imnet",
            "--weights", folder.path)
        #expect(without.status == 65)
        #expect(without.complaints.contains("imnet.safetensors"))
    }

    @Test func `real cities come from a folder`() throws {
        let folder = Folder()
        defer { folder.remove() }
        let side = 160
        var bytes = Data("\u{93}NUMPY".unicodeScalars.map { UInt8($0.value) } + [1, 0])
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(side), \(side)), }"
        while (header.utf8.count + 11) % 64 != 0 { header += " " }
        header += "\n"
        bytes += Data([UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)])
        bytes += Data(header.utf8)
        for cell in 0..<side * side {
            let isBuilt = cell % side % 20 < 8 && cell / side % 20 < 8
            let bits = Float(isBuilt ? 18 : 0).bitPattern
            bytes += Data((0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) })
        }
        try bytes.write(to: URL(fileURLWithPath: folder.file("city.npy")))
        let outcome = try run(
            "--cities", folder.path, "--maps", "1", "--rates", "10", "--settings", "real-city",
            "--methods", "knn", "--json")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("\"setting\":\"real-city\""))
        #expect(outcome.complaints.contains("1 m is assumed"))
    }

    @Test func `wrong arguments end as they should`() throws {
        #expect(try run("--methods", "guess").status == 64)
        #expect(try run("--settings", "rain").status == 64)
        #expect(try run("--settings", "real-city").status == 64)
        #expect(try run("--rates", "0").status == 64)
        #expect(try run("--maps", "0").status == 64)
        #expect(try run("--cities", "/no/such/folder").status == 65)
    }
}
