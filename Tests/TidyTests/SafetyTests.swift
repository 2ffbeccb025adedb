import Testing

/// What the compiler lets pass and we do not.
struct SafetyTests {
    private let tree = SourceTree.repository

    @Test func `unchecked sendability is argued on the spot`() throws {
        let findings = try tree.swiftFiles().flatMap { unargued(in: $0) }
        #expect(findings == [])
    }

    @Test(arguments: [
        ("final class A: @unchecked Sendable {}", 1),
        ("// Sendable because the lock guards all.\nfinal class A: @unchecked Sendable {}", 0),
        ("// Sendable because the queue\n// owns it.\nnonisolated(unsafe) var a = 1", 0),
        ("// It is fine.\nnonisolated(unsafe) var a = 1", 1),
        ("// A comment says @unchecked Sendable.", 0),
    ])
    func `an argument is found above, and only there`(text: String, count: Int) {
        #expect(unargued(in: .init(path: "Sources/Model/X.swift", text: text)).count == count)
    }

    @Test func `nothing is forced`() throws {
        let forced = /\btry!|\bas!/
        let found = try findings(in: ["Sources", "Tests"]) { $0.contains(forced) }
        #expect(found == [])
    }

    @Test func `pointers live in the pointer targets`() throws {
        let pointers =
            /\bunsafe\b(?!\))|\bUnsafe\w+|\bwithUnsafe\w+|\bunsafeBitCast\b|\bOpaquePointer\b/
        let found = try findings(in: ["Sources"], outside: House.pointerTargets) {
            $0.contains(pointers)
        }
        #expect(found == [])
    }

    @Test func `no task is detached`() throws {
        let found = try findings(in: ["Sources"]) { $0.contains("Task.detached") }
        #expect(found == [])
    }

    /// Places of unchecked sendability whose comment block above does not argue for it.
    private func unargued(in file: SourceTree.File) -> [String] {
        let lines = file.lines.map { $0.drop { $0 == " " } }
        return SwiftText(file.text).code.enumerated().compactMap { index, line in
            guard line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)")
            else { return nil }
            let block = lines[..<index].reversed()
                .prefix { $0.hasPrefix("//") || $0.hasPrefix("@") }
            guard !block.contains(where: { $0.hasPrefix("// Sendable because ") })
            else { return nil }
            return "\(file):\(index + 1): \(lines[index])"
        }
    }

    /// Places of the lines of code that match.
    private func findings(
        in folders: [String], outside targets: Set<String> = [], matching: (String) -> Bool
    ) throws -> [String] {
        try tree.swiftFiles(in: folders).filter { !targets.contains($0.target) }.flatMap { file in
            SwiftText(file.text).code.enumerated().filter { matching($0.element) }
                .map { "\(file):\($0.offset + 1): \($0.element.drop { $0 == " " })" }
        }
    }
}
