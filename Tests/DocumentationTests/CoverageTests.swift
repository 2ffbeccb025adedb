import Foundation
import Testing

/// What the sources define for users is on the pages.
struct CoverageTests {
    private static func matches(_ path: String, _ pattern: String) throws -> [String] {
        let text = Page.source(path)
        try #require(!text.isEmpty, "\(path) is missing")
        let expression = try NSRegularExpression(
            pattern: pattern, options: [.anchorsMatchLines, .dotMatchesLineSeparators])
        return expression.matches(in: text, range: NSRange(text.startIndex..., in: text))
            .compactMap { match in
                (1..<match.numberOfRanges).compactMap { Range(match.range(at: $0), in: text) }
                    .first.map { String(text[$0]) }
            }
    }

    @Test func `every rejection reason has its row for sensors and its counter`() throws {
        let path = "Sources/Model/Frames/RejectionReason.swift"
        let raw = try Self.matches(path, #"^    case \w+ = "(\w+)"|^    case (\w+)$"#)
        #expect(raw.count >= 14)
        for reason in raw {
            #expect(Page("docs/sensors.md").text.contains("\n| `\(reason)` |"), "\(reason)")
            #expect(Page("docs/operating.md").text.contains("`\(reason)`"), "\(reason)")
        }
    }

    @Test func `every alert kind has its row`() throws {
        let names = try Self.matches(
            "Sources/Model/Outputs/Alert.swift", #"case \.\w+: "([A-Z_]+)""#)
        #expect(names.count == 7)
        for name in names where name != "UNSPECIFIED" {
            #expect(Page("docs/topics.md").text.contains("\n| `\(name)`"), "\(name)")
        }
    }

    @Test func `every topic has its row with its retention`() throws {
        let source = Page.source("Sources/Wire/Topic.swift")
        let body = try #require(
            source.firstMatch(of: /switch self \{(.*?)\n        \}/.dotMatchesNewlines()))
        let joined = String(body.1).replacing(/"\s*\+\s*"/, with: "")
        let topics = joined.matches(of: /"(spectrum\/[^"]*)"/).map { match in
            [
                (#"\(region)"#, "<region>"), (#"\(sensor)"#, "<sensor>"), (#"\(id)"#, "<id>"),
                (#"\(key.product.rawValue)"#, "<product>"), (#"\(key.band)"#, "<band>"),
                (#"\(tile.z)-\(tile.y)-\(tile.x)"#, "<z>-<y>-<x>"),
            ].reduce(String(match.1)) { $0.replacing($1.0, with: $1.1) }
        }
        #expect(topics.count == 15)
        let transient = [
            "/rss", "/coset", "/spectrum/<sensor>", "/alert",
        ]
        for topic in topics {
            let row = Page("docs/topics.md").prose.first { $0.line.hasPrefix("| `\(topic)` |") }
            let cells = try #require(row, "\(topic) has no row").line.split(separator: "|")
            let isRetained = !transient.contains { topic.hasSuffix($0) }
            #expect(
                cells[2].trimmingCharacters(in: .whitespaces) == (isRetained ? "yes" : "no"),
                "\(topic)")
        }
    }

    @Test func `every word of a degraded spectrum has its row`() throws {
        let words = try Self.matches(
            "Sources/Model/Outputs/SpectrumDegradation.swift",
            #"^    case \w+ = "(\w+)"|^    case (\w+)$"#)
        #expect(words.count == 5)
        for word in words {
            #expect(Page("docs/topics.md").text.contains("\n| `\(word)` |"), "\(word)")
        }
    }

    @Test func `every product of maps has its row`() throws {
        let products = try Self.matches("Sources/Model/Maps/MapKey.swift", #"^    case (\w+)$"#)
        #expect(products.count == 5)
        for product in products {
            #expect(Page("docs/topics.md").text.contains("\n| `\(product)` |"), "\(product)")
        }
    }

    @Test func `every counter is explained`() throws {
        let files = [
            "Sources/Engine/Intake/IntakeCounters.swift", "Sources/Engine/EngineCounters.swift",
            "Sources/Engine/Spectrum/SpectrumCounters.swift",
            "Sources/Service/Running/EngineService.swift",
            "Sources/Service/Running/RoundLoop.swift",
        ]
        let names = try files.flatMap {
            try Self.matches(
                $0, #""([a-z]+_[a-z_]+|rounds|epoch)": ?Double|ounters\["([a-z_]+)"\]"#)
        }
        #expect(names.count > 20)
        for name in names {
            #expect(Page("docs/operating.md").text.contains("`\(name)`"), "\(name)")
        }
    }

    @Test func `every view and every exit code is documented`() throws {
        let operating = Page("docs/operating.md").text
        for view in try Self.matches("Sources/Store/Schema/Views.swift", #"CREATE VIEW (\w+)"#) {
            #expect(operating.contains("\n| `\(view)` |"), "\(view)")
        }
        let codes = try Self.matches("Sources/ethermap/ExitStatus.swift", #"^    case \w+ = (\d+)"#)
        #expect(codes.count == 7)
        for code in codes { #expect(operating.contains("\n| \(code) |"), "exit code \(code)") }
    }

    @Test func `every subcommand is mentioned`() throws {
        let folder = Page.repository.appending(path: "Sources/ethermap")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let names = try files.filter { $0.hasSuffix("Command.swift") }.flatMap {
            try Self.matches("Sources/ethermap/\($0)", #"commandName: "(\w+)""#)
        }
        #expect(names.count >= 15)
        let pages = Page.all.map(\.text).joined()
        for name in names {
            #expect(
                pages.contains(try Regex("ethermap (\\w+ ){0,2}\(name)\\b")), "ethermap … \(name)")
        }
    }

    @Test(.enabled(if: Program.path != nil, "the program has not been built"))
    func `every key of the configuration is documented with its default`() throws {
        let output = try Program.output(["config", "sample", "--json"])
        let keys = try #require(
            try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]])
        #expect(keys.count > 80)
        let rows = Page("docs/operating.md").prose.map(\.line)
        for entry in keys {
            let key = try #require(entry["key"] as? String)
            let row = try #require(
                rows.first { $0.hasPrefix("| `\(key)` |") }, "\(key) has no row")
            let cell = row.split(separator: "|")[1].trimmingCharacters(in: .whitespaces)
            let expected =
                entry["required"] as? Bool == true
                ? "**required**" : "`\(Self.text(of: entry["default"]))`"
            #expect(cell == expected, "\(key)")
            let environment = "ETHERMAP_" + key.uppercased().replacing(".", with: "_")
            #expect(entry["environment"] as? String == environment)
        }
    }

    /// A default as the pages write it.
    private static func text(of value: Any?) -> String {
        guard let value, !(value is NSNull) else { return "null" }
        if let text = value as? String { return text }
        let data = try? JSONSerialization.data(
            withJSONObject: value, options: [.fragmentsAllowed, .withoutEscapingSlashes])
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
}
