import Foundation

/// One Markdown page of the repository.
struct Page: CustomStringConvertible {
    /// A fenced block.
    struct Block: CustomStringConvertible, Sendable {
        /// The page that it stands on.
        var page: String
        /// The line of its opening fence.
        var line: Int
        /// The word after the fence, as in "sh" and "python".
        var language: String
        /// Its lines.
        var text: String

        /// The name in a first line `# name`, where there is one.
        var title: String {
            let first = text.prefix { $0 != "\n" }
            return first.hasPrefix("# ") ? String(first.dropFirst(2)) : ""
        }
        var description: String { "\(page):\(line)" }
    }

    /// The repository that this file was compiled from.
    static let repository = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Pages that users read, and those beside them that are linked.
    static let all: [Page] = {
        let names = ["README.md", "SECURITY.md", "CHANGELOG.md", "Benchmarks/README.md"]
        let folder = repository.appending(path: "docs").path
        let docs = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return (names + docs.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 })
            .map(Page.init)
    }()

    /// Path below the repository.
    let path: String
    /// The whole text; empty where there is no such file.
    let text: String

    init(_ path: String) {
        self.path = path
        text = Self.source(path)
    }

    /// The text of a file of the repository; empty where there is none.
    static func source(_ path: String) -> String {
        (try? String(contentsOf: repository.appending(path: path), encoding: .utf8)) ?? ""
    }

    var description: String { path }

    /// Lines with their numbers, those in fenced blocks left out.
    var prose: [(number: Int, line: Substring)] {
        var isFenced = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .filter { _, line in
                if line.hasPrefix("```") { isFenced.toggle() }
                return !isFenced
            }.map { ($0 + 1, $1) }
    }

    /// The fenced blocks.
    var blocks: [Block] {
        var found: [Block] = []
        var open: Block?
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if line.hasPrefix("```") {
                if let block = open {
                    found.append(block)
                    open = nil
                } else {
                    open = Block(
                        page: path, line: index + 1, language: String(line.dropFirst(3)), text: "")
                }
            } else {
                open?.text += line + "\n"
            }
        }
        return found
    }

    /// The anchors of the headings, as GitHub makes them.
    var anchors: Set<String> {
        Set(
            prose.filter { $0.line.hasPrefix("#") }.map { _, line in
                line.drop { $0 == "#" }.lowercased().trimmingCharacters(in: .whitespaces)
                    .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
                    .replacing(" ", with: "-")
            })
    }
}
