import Foundation
import Testing

/// `ethermap evaluate localisation`, run as a user runs it.
@Suite(.needsProgram)
struct EvaluateCommandTests {
    /// A folder with two flights of 200 s over an emitter, and its truth.
    private func makeFolder() throws -> Folder {
        let folder = Folder()
        _ = try folder.write(
            "rover,latitude_deg,longitude_deg,antenna_height_m\n1,50.0009,14.0007,1.5\n",
            to: "truth.csv")
        for (team, shift) in [("a", 0.0), ("b", 0.0003)] {
            var text = "time_unix_s,latitude_deg,longitude_deg,height_m,power_db,quality\n"
            for second in 0..<220 {
                let turn = Double(second) / 20
                let latitude = 50.0005 + shift + 0.0006 * cos(turn)
                let longitude = 14.0005 + 0.0009 * sin(turn)
                let north = (latitude - 50.0009) * 111_229
                let east = (longitude - 14.0007) * 71_700
                let height = min(Double(second), 40)
                let square = north * north + east * east + height * height
                let power = -20 - 15 * log10(max(square, 1))
                text +=
                    "\(1_700_000_000 + second).5,\(latitude),\(longitude),\(height),\(power),1\n"
            }
            _ = try folder.write(text, to: "flight-\(team)-rover-1.csv")
        }
        return folder
    }

    private func run(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(["evaluate", "localisation"] + arguments)
    }

    /// The lines of a run as objects.
    private func objects(_ outcome: Program.Outcome) throws -> [[String: Any]] {
        try outcome.output.split(separator: "\n").map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test func `recorded flights give one object a line, flights in order, and summaries`() throws {
        let folder = try makeFolder()
        defer { folder.remove() }
        let outcome = try run(
            "--data", folder.path, "--json", "--methods", "posterior,strongest-sample")
        #expect(outcome.status == 0)
        #expect(outcome.complaints.isEmpty)
        let objects = try objects(outcome)
        let rows = objects.filter { $0["summary"] == nil }
        // Above 10 m from second 11 on: 208 s of flight, so 60 s, 180 s and the end.
        #expect(rows.count == 2 * 2 * 3)
        #expect(rows.map { $0["flight"] as? String }.prefix(6).allSatisfy { $0 == "a-rover-1" })
        #expect(rows.prefix(3).map { $0["at"] as? String } == ["60", "180", "end"])
        #expect(rows[2]["seconds_of_flight"] as? Double == 208)
        #expect(rows[2]["samples"] as? Int == 209)
        for row in rows {
            #expect(row["experiment"] as? String == "localisation")
            #expect(row["trials"] as? Int == 1)
            #expect(row["seed"] is NSNull)
            let error = try #require(row["error_m"] as? Double)
            let isOurs = row["method"] as? String == "posterior"
            #expect(isOurs == (row["ce90_m"] is Double))
            #expect(isOurs == (row["covered"] is Bool && !(row["covered"] is NSNull)))
            if let radius = row["ce90_m"] as? Double, abs(radius - error) > 0.1 {
                #expect(row["covered"] as? Bool == (error <= radius))
            }
        }
        let summaries = objects.filter { $0["summary"] as? Bool == true }
        #expect(summaries.count == 2 * 3)
        #expect(summaries.allSatisfy { $0["trials"] as? Int == 2 })
    }

    @Test func `people get a table, and figures where they ask`() throws {
        let folder = try makeFolder()
        defer { folder.remove() }
        let outcome = try run(
            "--data", folder.path, "--methods", "centroid", "--figures", folder.file("figures"))
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[0].hasPrefix("METHOD"))
        #expect(lines[1].hasPrefix("centroid"))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.file("figures"))
        #expect(
            files.sorted() == [
                "flight-a-rover-1.png", "flight-b-rover-1.png", "recorded-errors-180.png",
                "recorded-errors-60.png", "recorded-errors-end.png",
            ])
        for file in files {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("figures/" + file)))
            #expect(bytes.prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
        }
    }

    @Test func `simulated flights follow from their seed`() throws {
        func rows(_ seed: String) throws -> [String] {
            let outcome = try run(
                "--simulated", "3", "--emitters", "1", "--seed", seed, "--json", "--methods",
                "log-distance,mean-position")
            #expect(outcome.status == 0)
            return try objects(outcome).map { object in
                var object = object
                object["seconds"] = nil
                let data = try JSONSerialization.data(
                    withJSONObject: object, options: .sortedKeys)
                return String(decoding: data, as: UTF8.self)
            }
        }
        let first = try rows("7")
        #expect(first.count > 24)
        #expect(try rows("7") == first)
        #expect(try rows("8") != first)
    }

    @Test func `wrong arguments and bad data end as they should`() throws {
        let folder = try makeFolder()
        defer { folder.remove() }
        #expect(try run("--methods", "guess").status == 64)
        #expect(try run("--simulated", "0").status == 64)
        #expect(try run("--region", "1,2,3").status == 64)
        #expect(try run("--data", "no-such-folder").status == 65)
        _ = try folder.write("time_unix_s\n", to: "flight-c-rover-1.csv")
        let bad = try run("--data", folder.path)
        #expect(bad.status == 65)
        #expect(bad.complaints.contains("flight-c-rover-1.csv:1: the header has no column"))
        #expect(bad.output.isEmpty)
        _ = try folder.write("x", to: "flight-c-rover-9.csv")
        #expect(try run("--data", folder.path).complaints.contains("has no rover '9'"))
    }
}
