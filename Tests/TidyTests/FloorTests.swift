import Testing

/// Who may import whom.
struct FloorTests {
    private let tree = SourceTree.repository

    @Test func `every target has a floor`() throws {
        let names = try tree.targetNames()
        #expect(names.contains("Model"))
        #expect(names.filter { House.floors[$0] == nil } == [])
    }

    @Test func `a target imports only from lower floors`() throws {
        var findings: [String] = []
        for file in try tree.swiftFiles(in: ["Sources"]) {
            guard let floor = House.floors[file.target] else { continue }
            for (number, module) in imports(of: file) {
                guard let other = House.floors[module], other >= floor else { continue }
                findings.append(
                    "\(file):\(number): floor \(floor) imports \(module) of floor \(other)")
            }
        }
        #expect(findings == [])
    }

    @Test func `only pointer targets import C`() throws {
        var findings: [String] = []
        for file in try tree.swiftFiles(in: ["Sources"])
        where !House.pointerTargets.contains(file.target) {
            for (number, module) in imports(of: file) where House.floors[module] == 0 {
                findings.append("\(file):\(number): imports \(module)")
            }
        }
        #expect(findings == [])
    }

    @Test func `tests are Swift Testing`() throws {
        let findings = try tree.swiftFiles().flatMap { file in
            imports(of: file).filter { $0.module == "XCTest" }.map { "\(file):\($0.number)" }
        }
        #expect(findings == [])
    }

    @Test func `imports are read in every form`() {
        let file = SourceTree.File(
            path: "Sources/Model/X.swift",
            text: """
                import A
                @testable import B
                public import struct C.Name
                @preconcurrency import D.Part
                // import E
                let text = "import F"
                """)
        #expect(imports(of: file).map(\.module) == ["A", "B", "C", "D"])
    }

    /// Imported modules with the numbers of their lines.
    private func imports(of file: SourceTree.File) -> [(number: Int, module: String)] {
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let"]
        return SwiftText(file.text).code.enumerated().compactMap { index, line in
            let words = line.split(separator: " ")
            guard let position = words.firstIndex(of: "import"),
                words[..<position].allSatisfy({ $0.hasPrefix("@") || isAccessLevel($0) })
            else { return nil }
            guard let name = words[(position + 1)...].first(where: { !kinds.contains($0) })
            else { return nil }
            return (index + 1, String(name.prefix { $0 != "." }))
        }
    }

    private func isAccessLevel(_ word: Substring) -> Bool {
        ["public", "package", "internal", "fileprivate", "private"].contains(word)
    }
}
