import Foundation
import Testing

/// `ethermap train`, run as a user runs it.
@Suite(.needsProgram, .serialized)
struct TrainCommandTests {
    private let options = ["--quick", "--threads", "1", "--json"]

    private func train(_ network: String, _ more: String...) throws -> Program.Outcome {
        try Program.run(["train", network] + options + more)
    }

    /// The lines of a run as objects.
    private func objects(_ output: String) throws -> [[String: Any]] {
        try output.split(separator: "\n").map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test func `a training writes its weights, its log and what it ends with`() throws {
        let folder = Folder()
        defer { folder.remove() }
        let outcome = try train("unet", "--output", folder.file("w"))
        #expect(outcome.status == 0, "\(outcome.complaints)")
        #expect(outcome.complaints.isEmpty)
        let rows = try objects(outcome.output)
        #expect(rows.count == 3)
        #expect(rows[0]["network"] as? String == "unet")
        #expect(rows.prefix(2).map { $0["epoch"] as? Int } == [1, 2])
        #expect(rows.prefix(2).allSatisfy { $0["validation_rmse_db"] is Double })
        let hash = try #require(rows[2]["sha256"] as? String)
        #expect(hash.count == 64)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.file("w"))
        #expect(
            files.sorted() == [
                "unet-last.safetensors", "unet.checkpoint", "unet.jsonl", "unet.safetensors",
            ])
        let log = try String(contentsOfFile: folder.file("w/unet.jsonl"), encoding: .utf8)
        #expect(try objects(log).count == 2)
        // Once more: it is done already, and says so.
        let again = try train("unet", "--output", folder.file("w"))
        #expect(again.status == 0)
        #expect(try objects(again.output).map { $0["sha256"] as? String } == [hash])
        // Other options belong to another training.
        let other = try train("unet", "--output", folder.file("w"), "--seed", "2")
        #expect(other.status == 1)
        #expect(other.complaints.contains("it is of another training"))
        #expect(
            try train("unet", "--output", folder.file("w"), "--seed", "2", "--restart").status == 0)
    }

    @Test func `stopped by Ctrl-C it goes on to the same weights`() throws {
        let folder = Folder()
        defer { folder.remove() }
        let more = ["--epochs", "12", "--output"]
        let whole = try Program.run(["train", "imnet"] + options + more + [folder.file("whole")])
        let right = try objects(whole.output).last?["sha256"] as? String
        #expect(right != nil)
        let process = try Program.prepare(
            ["train", "imnet"] + options + more + [folder.file("parts")])
        let output = Pipe()
        let complaints = Pipe()
        process.standardOutput = output
        process.standardError = complaints
        try process.run()
        // The first epoch's row is there: somewhere in the second.
        _ = output.fileHandleForReading.availableData
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        let said = String(
            decoding: try complaints.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        #expect(said.contains("the same command goes on"), "\(said)")
        let rest = try Program.run(["train", "imnet"] + options + more + [folder.file("parts")])
        #expect(rest.status == 0)
        #expect(rest.complaints.contains("going on after"))
        #expect(try objects(rest.output).last?["sha256"] as? String == right)
    }

    @Test func `a city of one's own decides what is trained on`() throws {
        let folder = Folder()
        defer { folder.remove() }
        let simulated = try Program.run(
            ["simulate", "--seed", "6", "--engine-config", folder.file("city.yaml")])
        #expect(simulated.status == 0, "\(simulated.complaints)")
        let file = try folder.write(
            "cities: [city-buildings.npy]\naltitude_m: [40, 80]\nemitters: { count: [2, 2] }\n",
            to: "mine.yaml")
        let outcome = try train("imnet", "--config", file, "--output", folder.file("w"))
        #expect(outcome.status == 0, "\(outcome.complaints)")
        let planned = try train("imnet", "--config", file, "--dry-run")
        let facts = try #require(try objects(planned.output).first as? [String: String])
        #expect(facts["altitude_m"] == "40 to 80")
        #expect(facts["city"]?.hasPrefix("crops of 1") == true)
        #expect(facts["emitters"]?.hasPrefix("2 to 2 of 0.1 to 1 W") == true)
        // The folder's rasters, by themselves.
        let folderOnly = try train("imnet", "--cities", folder.path, "--dry-run")
        #expect(folderOnly.status == 0, "\(folderOnly.complaints)")
    }

    @Test func `wrong arguments and files end as they should`() throws {
        let folder = Folder()
        defer { folder.remove() }
        for wrong in [
            ["--size", "48"], ["--batch", "0"], ["--learning-rate", "0"], ["--maps", "1"],
            ["--cities", "a", "--config", "b"],
        ] {
            #expect(try Program.run(["train", "imnet"] + wrong).status == 64, "\(wrong)")
        }
        #expect(try Program.run(["train", "nothing"]).status == 64)
        let file = try folder.write("altitude: [50]\ncell_m: none\n", to: "wrong.yaml")
        let outcome = try train("imnet", "--config", file)
        #expect(outcome.status == 78)
        #expect(outcome.complaints.contains("wrong.yaml:1:1: unknown key \"altitude\""))
        #expect(outcome.complaints.contains("did you mean \"altitude_m\"?"))
        #expect(outcome.complaints.contains("wrong.yaml:2:9: cell_m: expected a number"))
        #expect(try train("imnet", "--cities", folder.path).status == 65)
        try FileManager.default.createDirectory(
            atPath: folder.file("w"), withIntermediateDirectories: true)
        _ = try folder.write("no checkpoint", to: "w/imnet.checkpoint")
        let damaged = try train("imnet", "--output", folder.file("w"))
        #expect(damaged.status == 65)
        #expect(damaged.complaints.contains("imnet.checkpoint: it is no checkpoint"))
        #expect(damaged.output.isEmpty)
    }
}
