import Testing

/// What must not be written anywhere.
struct WordTests {
    private let tree = SourceTree.repository

    @Test func `a file is one room`() throws {
        let kinds = [".swift", ".c", ".h", ".py"]
        let findings = try ["Sources", "Tests", "Benchmarks", "docs"]
            .flatMap { try tree.files(in: $0, endingIn: kinds) }
            .filter { !$0.isGenerated && $0.lines.count > House.linesMax }
            .map { "\($0) has \($0.lines.count) lines" }
        #expect(findings == [])
    }

    @Test func `nothing is called manager, utils or helper`() throws {
        let names = /\b(?!FileManager\b)\w*(?:Manager|Utils?|Utilit(?:y|ies)|Helpers?)\b/
        let findings = try findings {
            SwiftText($0.text).code
        } matching: {
            $0.contains(names)
        }
        #expect(findings == [])
        let paths = try tree.swiftFiles().map(\.path).filter { $0.contains(names) }
        #expect(paths == [])
    }

    @Test func `nothing is left for later`() throws {
        let words = /(?i:\b(?:TODO|FIXME|XXX|HACK|placeholder|unimplemented|not implemented)\b)/
        let findings = try findings {
            $0.lines
        } matching: {
            $0.contains(words)
        }
        #expect(findings == [])
    }

    @Test func `metres are spelt as in the vocabulary`() throws {
        let meters = /(?:\b|_|[a-z0-9])Meters?(?![a-z])|(?:\b|_)meters?(?![a-z])/
        let findings = try findings {
            SwiftText($0.text).code
        } matching: {
            $0.contains(meters)
        }
        #expect(findings == [])
    }

    @Test func `topics are spelt out in one file`() throws {
        let findings = try findings(in: ["Sources"]) { file in
            House.topicFiles.contains { file.path.hasPrefix($0) }
                ? [] : SwiftText(file.text).codeAndLiterals
        } matching: {
            $0.contains("spectrum/v")
        }
        #expect(findings == [])
    }

    @Test func `no path of one machine is written down`() throws {
        let kinds = [".swift", ".c", ".h", ".py", ".sh", ".md", ".yaml", ".yml", ".json"]
        let path = /(?:^|[\s"'`=(:])\/(?:work|home|root|Users)\/\w/
        let findings = try ["Sources", "Tests", "Benchmarks", "deploy", "docs"]
            .flatMap { try tree.files(in: $0, endingIn: kinds) }
            .filter { $0.target != "TidyTests" }
            .filter { $0.text.contains(path) }
            .map(\.path)
        #expect(findings == [])
    }

    /// Places, in Swift files, of the lines that match.
    private func findings<Line: StringProtocol>(
        in folders: [String] = ["Sources", "Tests"],
        lines: (SourceTree.File) -> [Line], matching matches: (Line) -> Bool
    ) throws -> [String] {
        try tree.swiftFiles(in: folders).flatMap { file in
            lines(file).enumerated().filter { matches($0.element) }.map { index, line in
                "\(file):\(index + 1): \(line.trimmingPrefix { $0 == " " })"
            }
        }
    }
}
