import Foundation
import Testing

/// The committed C is what protoc-c makes of proto/ today.
@Suite struct GeneratedCodeTests {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let isProtocPresent = ["/usr/bin", "/usr/local/bin"].contains {
        FileManager.default.isExecutableFile(atPath: $0 + "/protoc-c")
    }

    @Test(
        .enabled(
            if: isProtocPresent,
            "protoc-c is not installed: apt-get install protobuf-c-compiler protobuf-compiler"))
    func `the generated C is current`() throws {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "ethermap-protoc-\(ProcessInfo.processInfo.processIdentifier)")
        defer { try? FileManager.default.removeItem(at: directory) }  // A temporary folder.
        let generator = Process()
        generator.executableURL = Self.root.appending(path: "proto/generate.sh")
        generator.environment = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "ETHERMAP_GENERATED": directory.path(),
        ]
        try generator.run()
        generator.waitUntilExit()
        try #require(generator.terminationStatus == 0)

        let fresh = try contents(of: directory)
        let committed = try contents(of: Self.root.appending(path: "Sources/CProtocol"))
        #expect(fresh.count == 14)
        #expect(Set(fresh.keys) == Set(committed.keys), "run proto/generate.sh")
        for (name, text) in fresh {
            #expect(committed[name] == text, "\(name) is not current: run proto/generate.sh")
        }
    }

    /// Every generated file below a folder, by its path in it.
    private func contents(of directory: URL) throws -> [String: String] {
        let manager = FileManager.default
        var files: [String: String] = [:]
        for folder in ["ethermap/v1", "include/ethermap/v1"] {
            let path = directory.appending(path: folder)
            for name in try manager.contentsOfDirectory(atPath: path.path())
            where name.contains(".pb-c.") {
                files["\(folder)/\(name)"] = try String(
                    contentsOf: path.appending(path: name), encoding: .utf8)
            }
        }
        return files
    }
}
