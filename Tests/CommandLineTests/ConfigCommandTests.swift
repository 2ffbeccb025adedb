import Foundation
import Testing

/// `config` and `version`, and the conventions that every command keeps.
@Suite(.needsProgram)
struct ConfigCommandTests {
    @Test func `version is one line, or one object`() throws {
        let plain = try Program.run(["version"])
        #expect(plain.status == 0)
        #expect(plain.output.wholeMatch(of: /ethermap \d+\.\d+\.\d+\n/) != nil)
        #expect(plain.complaints.isEmpty)
        let object = try Program.run(["version", "--json"]).object()
        #expect(Set(object.keys) == ["version", "bus"])
        #expect(try Program.run(["--version"]).status == 0)
    }

    @Test func `wrong usage is 64, said on standard error`() throws {
        for arguments in [["maps", "valu"], ["version", "--jsn"], ["maps", "value", "1"]] {
            let outcome = try Program.run(arguments)
            #expect(outcome.status == 64, "\(arguments)")
            #expect(outcome.output.isEmpty)
            #expect(!outcome.complaints.isEmpty)
        }
    }

    @Test func `help has an example in every command`() throws {
        let commands = [
            [], ["config"], ["config", "check"], ["config", "show"], ["config", "sample"], ["maps"],
            ["maps", "list"], ["maps", "value"], ["alerts"], ["alerts", "list"],
            ["alerts", "show"],
            ["interferers"], ["interferers", "list"], ["store"], ["store", "backup"],
            ["store", "check"], ["watch"], ["version"],
        ]
        for command in commands {
            let outcome = try Program.run(command + ["--help"])
            #expect(outcome.status == 0, "\(command)")
            #expect(outcome.output.contains("Example: ethermap"), "\(command)")
        }
    }

    @Test func `the sample is valid as it is printed`() throws {
        let folder = Folder()
        defer { folder.remove() }
        let sample = try Program.run(["config", "sample"])
        #expect(sample.status == 0)
        let file = try folder.write(sample.output, to: "ethermap.yaml")
        let check = try Program.run(["config", "check", "--config", file])
        #expect(check.status == 0)
        #expect(check.output.contains("region city, 64 x 64 cells"))
        #expect(check.complaints.isEmpty)
        let report = try Program.run(["config", "check", "--config", file, "--json"]).object()
        #expect(report["valid"] as? Bool == true)
        #expect((report["hash"] as? String)?.count == 16)
        // What is shown is a configuration again, with the same hash.
        let shown = try Program.run(["config", "show", "--config", file, "--origin"])
        let again = try folder.write(shown.output, to: "again.yaml")
        let second = try Program.run(["config", "check", "--config", again, "--json"]).object()
        #expect(second["hash"] as? String == report["hash"] as? String)
    }

    @Test func `a wrong file is 78, with line and column`() throws {
        let folder = Folder()
        defer { folder.remove() }
        _ = try folder.write("mqqt:\n  port: 1\n", to: "wrong.yaml")
        let outcome = try Program.run(
            ["config", "check", "--config", "wrong.yaml"], in: folder.path)
        #expect(outcome.status == 78)
        #expect(outcome.output.isEmpty)
        #expect(
            outcome.complaints.hasPrefix(
                "wrong.yaml:1:1: unknown key \"mqqt\"; did you mean \"mqtt\"?\n"))
        let json = try Program.run(
            ["config", "check", "--config", "wrong.yaml", "--json"], in: folder.path)
        #expect(json.status == 78)
        let report = try json.object()
        let errors = try #require(report["errors"] as? [[String: Any]])
        #expect(report["valid"] as? Bool == false)
        #expect(errors[0]["line"] as? Int == 1)
        #expect(errors[0]["suggestion"] as? String == "mqtt")
    }

    @Test func `values come from flag, environment, file and default`() throws {
        let folder = Folder()
        defer { folder.remove() }
        let sample = try Program.run(["config", "sample"]).output
        _ = try folder.write(sample, to: "e.yaml")
        let outcome = try Program.run(
            ["config", "show", "--json", "--set", "mqtt.port=1999", "--set", "region.margin_m=-0"],
            environment: ["ETHERMAP_CONFIG": "e.yaml", "ETHERMAP_MQTT_HOST": "broker"],
            in: folder.path)
        #expect(outcome.status == 0)
        let settings = try #require(try outcome.object()["settings"] as? [[String: Any]])
        func setting(_ key: String) throws -> [String: Any] {
            try #require(settings.first { $0["key"] as? String == key })
        }
        #expect(try setting("mqtt.port")["value"] as? Int == 1_999)
        #expect(try setting("mqtt.port")["origin"] as? String == "flag")
        #expect(try setting("mqtt.host")["value"] as? String == "broker")
        #expect(try setting("mqtt.host")["origin"] as? String == "environment")
        #expect(try setting("region.name")["origin"] as? String == "file")
    }

    @Test func `the sample as JSON explains every key`() throws {
        let keys = try Program.run(["config", "sample", "--json"]).objects()
        #expect(keys.count > 80)
        #expect(keys.allSatisfy { $0["meaning"] is String && $0["expected"] is String })
    }

    @Test func `without a configuration the missing keys are named`() throws {
        guard !FileManager.default.fileExists(atPath: "/etc/ethermap/config.yaml") else { return }
        let outcome = try Program.run(["config", "check"])
        #expect(outcome.status == 78)
        #expect(outcome.complaints.contains("\"region.name\" is missing"))
    }

    @Test func `nothing is coloured in a pipe`() throws {
        let outcome = try Program.run(["config", "show"], environment: ["TERM": "xterm"])
        #expect(!outcome.output.contains("\u{1B}"))
        #expect(!outcome.complaints.contains("\u{1B}"))
    }
}
