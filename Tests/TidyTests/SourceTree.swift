import Foundation

/// The repository's own text files, as the tests of this folder read them.
struct SourceTree {
    /// One text file.
    struct File: CustomStringConvertible {
        /// Path below the repository, with `/` between its parts.
        let path: String
        /// The whole text.
        let text: String

        /// The lines, without their ends.
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        /// The target that a file of `Sources` or `Tests` belongs to; empty elsewhere.
        var target: String {
            let parts = path.split(separator: "/")
            return parts.count > 2 ? String(parts[1]) : ""
        }
        /// Whether a program wrote it, or it is a golden file.
        var isGenerated: Bool {
            path.hasSuffix(".pb-c.c") || path.hasSuffix(".pb-c.h") || path.hasSuffix(".pb.swift")
                || path.contains("/Golden/") || path.contains("/Generated/")
        }
        var description: String { path }
    }

    /// Where the repository lies on this machine.
    let root: URL

    /// The repository that this file was compiled from.
    static let repository = SourceTree(
        root: URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent())

    /// The files below a folder that end in one of the given ways, in the order of their paths.
    func files(in folder: String, endingIn suffixes: [String] = [".swift"]) throws -> [File] {
        let base = root.appending(path: folder)
        guard
            let walk = FileManager.default.enumerator(
                at: base, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
        else { return [] }
        let prefix = root.path + "/"
        return
            try walk
            .compactMap { ($0 as? URL)?.path }
            .filter { path in suffixes.contains { path.hasSuffix($0) } }
            .sorted()
            .map { path in
                File(
                    path: String(path.dropFirst(prefix.count)),
                    text: try String(contentsOf: URL(filePath: path), encoding: .utf8))
            }
    }

    /// Swift files that people wrote, below `Sources` and `Tests`; not these tests, which must
    /// name what they forbid.
    func swiftFiles(in folders: [String] = ["Sources", "Tests"]) throws -> [File] {
        try folders.flatMap { try files(in: $0) }
            .filter { !$0.isGenerated && $0.target != "TidyTests" }
    }

    /// Names of the folders of `Sources`: the targets.
    func targetNames() throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            at: root.appending(path: "Sources"), includingPropertiesForKeys: [.isDirectoryKey]
        )
        .filter { $0.hasDirectoryPath }
        .map(\.lastPathComponent)
        .sorted()
    }
}
