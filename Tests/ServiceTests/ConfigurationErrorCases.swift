import Testing

@testable import Service

extension ConfigurationErrorTests {
    /// The sample with one line replaced, and what is said about it (`@` is the place).
    struct Wrong: Sendable, CustomTestStringConvertible {
        static let sample = ServiceConfiguration.sample.yaml

        let line: String
        let replacement: String
        let column: Int
        /// Lines below the first of the replacement at which the error is.
        let below: Int
        let message: String

        init(
            _ line: String, _ replacement: String, _ column: Int, below: Int = 0, _ message: String
        ) {
            self.line = line
            self.replacement = replacement
            self.column = column
            self.below = below
            self.message = message
        }

        var testDescription: String { replacement }

        private var number: Int? {
            Self.sample.split(separator: "\n", omittingEmptySubsequences: false)
                .firstIndex { $0.hasPrefix(line) }
                .map { $0 + 1 }
        }

        func file() throws -> String {
            let number = try #require(number, "the sample has a line '\(line)'")
            var lines = Self.sample.split(separator: "\n", omittingEmptySubsequences: false)
                .map(String.init)
            lines[number - 1] = replacement
            return lines.joined(separator: "\n")
        }

        var messages: [String] {
            ["e.yaml:\((number ?? 0) + below):\(column): \(message)"]
        }
    }

    static let cases: [Wrong] =
        keyCases + typeCases + boundCases + regionCases + crossCases

    private static let keyCases: [Wrong] = [
        Wrong("mqtt:", "mqqt:", 1, "unknown key \"mqqt\"; did you mean \"mqtt\"?"),
        Wrong(
            "  port:", "  prot: 1883", 3, "unknown key \"mqtt.prot\"; did you mean \"mqtt.port\"?"),
        Wrong("  tls:", "  lts:", 3, "unknown key \"mqtt.lts\"; did you mean \"mqtt.tls\"?"),
        Wrong("log:", "port: 1\nlog:", 1, "unknown key \"port\"; did you mean \"mqtt.port\"?"),
        Wrong("  port:", "  port: 1\n  port: 2", 3, "\"port\" is given twice"),
        Wrong("  port:", "  port: [1", 11, below: 1, "not YAML: did not find expected ',' or ']'"),
        Wrong("log:", "\tlog:", 1, "not YAML: found a tab character that violates indentation"),
        Wrong("log:", "---\nlog:", 1, "not YAML: but found another document"),
    ]

    private static let typeCases: [Wrong] = [
        Wrong(
            "  port:", "  port: abc", 9,
            "mqtt.port: expected a whole number from 1 to 65535, got abc"),
        Wrong(
            "  port:", "  port: 18.5", 9,
            "mqtt.port: expected a whole number from 1 to 65535, got 18.5"),
        Wrong(
            "  port:", "  port: [1]", 9,
            "mqtt.port: expected a whole number from 1 to 65535, got a list of 1"),
        Wrong(
            "  port:", "  port: {a: 1}", 9,
            "mqtt.port: expected a whole number from 1 to 65535, got a mapping"),
        Wrong(
            "  port:", "  port: ~", 9,
            "mqtt.port: expected a whole number from 1 to 65535, got nothing"),
        Wrong(
            "    enabled:", "    enabled: yes", 14,
            "mqtt.tls.enabled: expected true or false, got \"yes\""),
        Wrong(
            "  host:", "  host: a b", 9,
            "mqtt.host: expected a host name or address, got \"a b\""),
        Wrong(
            "  level:", "  level: wraning", 10,
            "log.level: expected trace, debug, info, notice, warning, error or critical, got "
                + "wraning; did you mean \"warning\"?"),
    ]

    private static let boundCases: [Wrong] = [
        Wrong(
            "  port:", "  port: 70000", 9,
            "mqtt.port: expected a whole number from 1 to 65535, got 70000"),
        Wrong(
            "  port:", "  port: 99999999999999999999", 9,
            "mqtt.port: expected a whole number from 1 to 65535, got 99999999999999999999"),
        Wrong(
            "  half_life_s:", "  half_life_s: .inf", 16,
            "evidence.half_life_s: expected a number from 0.1 to 10000000, got .inf"),
        Wrong(
            "  half_life_s:", "  half_life_s: nan", 16,
            "evidence.half_life_s: expected a number from 0.1 to 10000000, got nan"),
        Wrong(
            "  half_life_s:", "  half_life_s: -1", 16,
            "evidence.half_life_s: expected a number from 0.1 to 10000000, got -1"),
        Wrong(
            "  half_life_s:", "  half_life_s: 1e999", 16,
            "evidence.half_life_s: expected a number from 0.1 to 10000000, got 1e999"),
        Wrong(
            "  interpolator:", "  interpolator: krigging", 17,
            "estimation.interpolator: expected nearest, idw, knn, rbf or kriging, got krigging"
                + "; did you mean \"kriging\"?"),
    ]

    private static let regionCases: [Wrong] = [
        Wrong(
            "  name:", "  name: City", 9,
            "region.name: expected a name of 1 to 32 characters a-z, 0-9 and -, got City"),
        Wrong(
            "    cell_m:", "    cell_m: [8]", 13,
            "region.grid.cell_m: expected a number from 0.1 to 10000, or two of them as "
                + "[east, north], got a list of 1"),
        Wrong(
            "    nx:", "    nx: 65536", 9,
            "region.grid: 524288 m are wider than 500000 m, where a flat grid ends; split the "
                + "region"),
        Wrong(
            "    z_levels_m:", "    z_levels_m: []", 17,
            "region.grid.z_levels_m: expected 1 to 64 elements, got 0"),
        Wrong(
            "    z_levels_m:", "    z_levels_m: [30, 30]", 22,
            "region.grid.z_levels_m: levels ascend, but 30 follows 30"),
        Wrong(
            "    z_levels_m:", "    z_levels_m: [30, x]", 22,
            "region.grid.z_levels_m[1]: expected a number from -1000 to 100000, got x"),
        Wrong(
            "  ceiling_m:", "  ceiling_m: -60", 14,
            "region.ceiling_m: the ceiling (-60) lies above the floor (-50)"),
        Wrong(
            "      bandwidth_hz:", "      bandwith_hz: 1", 7,
            "unknown key \"bandwith_hz\" in region.bands[0]; did you mean \"bandwidth_hz\"?"),
        Wrong(
            "      bandwidth_hz:", "      bandwidth_hz: 1e10", 21,
            "region.bands: the band \"b2440\" would reach below 0 Hz"),
        Wrong(
            "      bandwidth_hz:", "", 7, below: -2,
            "region.bands[0]: \"bandwidth_hz\" is missing (its width, hertz)"),
        Wrong(
            "      bandwidth_hz:",
            "      bandwidth_hz: 1\n    - {name: b2440, center_frequency_hz: 1e9, bandwidth_hz: 1}",
            14, below: 1, "region.bands: the band \"b2440\" is there twice"),
        Wrong(
            "      band:", "      band: b2400", 13,
            "region.stations: there is no band \"b2400\"; did you mean \"b2440\"?"),
    ]

    private static let crossCases: [Wrong] = [
        Wrong(
            "  training_m:", "  training_m: 48", 15,
            "detection.training_m: the training zone is wider than the guard zone (48 m)"),
        Wrong(
            "  training_m:", "  training_m: 5000", 15,
            "detection.training_m: 625 cells are more than 512"),
        Wrong(
            "  confirmation_hits:", "  confirmation_hits: 7", 22,
            "tracking.confirmation_hits: 7 hits do not fit into 6 rounds"),
        Wrong(
            "  password_file:", "  password_file: secret", 18,
            "mqtt.password_file: a password needs mqtt.username"),
        Wrong(
            "    ca_file:", "    ca_file: ca.pem", 14,
            "mqtt.tls.ca_file: it says nothing while mqtt.tls.enabled is false"),
    ]
}
