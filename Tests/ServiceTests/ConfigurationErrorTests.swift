import Testing

@testable import Service

/// What is wrong with a file, a variable or a flag is said with its place and a suggestion.
struct ConfigurationErrorTests {
    @Test(arguments: ConfigurationErrorTests.cases)
    func `a wrong file says where and what`(wrong: Wrong) throws {
        let text = try wrong.file()
        let errors = try #require(Self.errors(text))
        #expect(errors.map(\.description) == wrong.messages)
    }

    @Test func `every error is found, in the order of lines`() throws {
        let text = """
            regin:
              name: x
            mqtt:
              port: "1883"
              hots: broker
            time:
              clock: even
              round_interval_s: 0
            """
        let errors = try #require(Self.errors(text)).map(\.description)
        #expect(
            errors == [
                "e.yaml:1:1: unknown key \"regin\"; did you mean \"region\"?",
                "e.yaml:1:1: \"region.name\" is missing (a name of 1 to 32 characters a-z, 0-9 and -)"
                    + "; 'ethermap config sample' shows every key",
                "e.yaml:1:1: \"region.origin.latitude_deg\" is missing (a number from -90 to 90)"
                    + "; 'ethermap config sample' shows every key",
                "e.yaml:1:1: \"region.origin.longitude_deg\" is missing (a number from -180 to 180)"
                    + "; 'ethermap config sample' shows every key",
                "e.yaml:1:1: \"region.bands\" is missing (a list of 1 to 64, each a mapping with "
                    + "name, center_frequency_hz, bandwidth_hz)"
                    + "; 'ethermap config sample' shows every key",
                "e.yaml:4:9: mqtt.port: expected a whole number from 1 to 65535, got \"1883\"",
                "e.yaml:5:3: unknown key \"mqtt.hots\"; did you mean \"mqtt.host\"?",
                "e.yaml:7:10: time.clock: expected wall or event, got even"
                    + "; did you mean \"event\"?",
                "e.yaml:8:21: time.round_interval_s: expected a number from 0.01 to 3600, got 0",
            ])
    }

    @Test func `a section that is no mapping is said so`() throws {
        let errors = try #require(Self.errors("mqtt: 5\nlog:\n"))
        #expect(errors.last?.description == "e.yaml:1:7: mqtt: expected a mapping of keys")
        let whole = try #require(Self.errors("- 5"))
        #expect(whole.map(\.description).contains { $0.contains("a mapping of sections") })
    }

    @Test func `variables and flags are checked as files are`() throws {
        let failure = #expect(throws: ConfigurationErrors.self) {
            try ConfigurationLoader.load(
                text: Wrong.sample, path: "e.yaml",
                environment: ["ETHERMAP_MQTT_PORT": "70000"],
                overrides: [("mqtt.hosts", "x"), ("region.grid.z_levels_m", "[30, 20]")])
        }
        let errors = try #require(failure).errors.map(\.description)
        #expect(
            errors == [
                "environment ETHERMAP_MQTT_PORT: mqtt.port: expected a whole number from 1 to "
                    + "65535, got 70000",
                "flag mqtt.hosts: unknown key \"mqtt.hosts\"; did you mean \"mqtt.host\"?",
                "flag region.grid.z_levels_m: region.grid.z_levels_m: levels ascend, but 20 "
                    + "follows 30",
            ])
    }

    @Test func `a wrong value below a right one is still an error`() throws {
        let text = Wrong.sample.replacing("port: 1883", with: "port: x")
        let failure = #expect(throws: ConfigurationErrors.self) {
            try ConfigurationLoader.load(
                text: text, path: "e.yaml", environment: ["ETHERMAP_MQTT_PORT": "1884"])
        }
        #expect(try #require(failure).errors.count == 1)
    }

    @Test func `a file that is not there is named`() throws {
        let failure = #expect(throws: ConfigurationErrors.self) {
            try ConfigurationLoader.load(file: "no-such-folder/e.yaml")
        }
        #expect("\(try #require(failure))" == "no-such-folder/e.yaml: there is no such file")
    }

    @Test func `without a file the missing keys are named`() throws {
        let failure = #expect(throws: ConfigurationErrors.self) {
            try ConfigurationLoader.load(file: nil)
        }
        let errors = try #require(failure).errors
        #expect(errors.count == 4)
        #expect(errors[0].description.hasPrefix("configuration: \"region.name\" is missing"))
    }

    @Test(arguments: [
        ("mqqt", "mqtt"), ("regoin", "region"), ("log_level", "log.level"), ("zzzzz", nil),
        ("tls", "mqtt.tls"), ("port", "mqtt.port"), ("mqtt.prot", "mqtt.port"),
        ("half_life_s", "evidence.half_life_s"), ("det", "detection"),
    ])
    func `a suggestion is near`(word: String, suggestion: String?) {
        #expect(ConfigurationTable.suggestion(for: word, in: "") == suggestion)
    }

    @Test(arguments: [("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("Host", "hots", 1)])
    func `a distance counts edits`(left: String, right: String, distance: Int) {
        #expect(EditDistance.between(left, right) == distance)
    }

    private static func errors(_ text: String) -> [ConfigurationError]? {
        do throws(ConfigurationErrors) {
            _ = try ConfigurationLoader.load(text: text, path: "e.yaml")
            return nil
        } catch {
            return error.errors
        }
    }
}
