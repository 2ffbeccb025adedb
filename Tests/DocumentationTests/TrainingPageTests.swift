import Foundation
import Testing

/// The commands that weights come from.
struct TrainingPageTests {
    /// Lines of the page's blocks that begin a training and are not run as a block.
    static let lines = Page("docs/training.md").blocks
        .filter { $0.language == "sh" && $0.title != "ci" }
        .flatMap { $0.text.split(separator: "\n").map(String.init) }
        .filter { $0.hasPrefix("ethermap train ") }

    @Test func `the page says how each network is trained`() {
        for network in ["imnet", "unet", "residual"] {
            #expect(Self.lines.contains { $0.hasPrefix("ethermap train \(network) ") })
        }
    }

    @Test(.enabled(if: Program.path != nil, "the program has not been built"), arguments: lines)
    func `a command of the page is one`(_ line: String) throws {
        let words = line.split(separator: " ").dropFirst().map(String.init)
        let output = try Program.output(words + ["--dry-run"])
        #expect(output.contains("ethermap train \(words[1]) "), "\(line): \(output)")
    }

    @Test(.enabled(if: Program.path != nil, "the program has not been built"))
    func `the repository's weights come from commands of the page`() throws {
        let planned = try Self.lines.map { line in
            let words = line.split(separator: " ").dropFirst().map(String.init)
            let output = try Program.output(words + ["--dry-run", "--json"])
            let facts = try JSONSerialization.jsonObject(with: Data(output.utf8))
            return (facts as? [String: String])?["command"]
        }
        let folder = Page.repository.appending(path: "Sources/Interference/Weights")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names.sorted() where name.hasSuffix(".safetensors") {
            let data = try Data(contentsOf: folder.appending(path: name))
            #expect(data.count <= 12 << 20, "\(name) has \(data.count) bytes")
            let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            let header = try JSONSerialization.jsonObject(with: data[8..<8 + length])
            let metadata = (header as? [String: Any])?["__metadata__"] as? [String: String]
            let command = try #require(metadata?["command"], "\(name) does not say its command")
            #expect(planned.contains(command), "\(name): \(command)")
            #expect(command.hasPrefix("ethermap train \(name.dropLast(12)) "))
        }
    }
}
