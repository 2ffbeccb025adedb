import Foundation
import Glibc
import Testing

/// The commands on the pages work as they stand there.
///
/// A fenced `sh` block whose first line is `# ci` is run by `bash -euo pipefail` in a folder of its
/// own, with the built program in the PATH and links to the repository's `proto` and `docs`. Where it
/// names `ETHERMAP_MQTT_PORT`, or starts an engine, there is a private broker on that port. Python
/// blocks of the same page whose first line is `# name.py` lie there as files.
@Suite(.serialized, .enabled(if: Program.path != nil, "the program has not been built"))
struct CommandBlockTests {
    static let blocks = Page.all.flatMap(\.blocks)
        .filter { $0.language == "sh" && $0.title == "ci" }
    /// Seconds that a block may take.
    static let secondsMax = 75
    static let tools = [
        "mosquitto", "mosquitto_sub", "mosquitto_pub", "protoc", "sqlite3", "awk", "python3",
    ]

    @Test func `there are blocks to run on the README and on the pages`() {
        #expect(Self.blocks.contains { $0.page == "README.md" })
        #expect(Self.blocks.contains { $0.page.hasPrefix("docs/") })
    }

    @Test(.timeLimit(.minutes(3)), arguments: Self.blocks)
    func `the commands of a block work`(_ block: Page.Block) throws {
        let wantsBroker =
            block.text.contains("ETHERMAP_MQTT_PORT") || block.text.contains("ethermap engine")
        let needed = Self.tools.filter {
            block.text.contains($0) || ($0 == "mosquitto" && wantsBroker)
        }
        let absent = needed.filter { Program.tool($0) == nil }
        guard absent.isEmpty else {
            try Test.cancel("\(block): not run, for want of \(absent.joined(separator: ", "))")
        }
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ethermap-docs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["proto", "docs"] {
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: name),
                withDestinationURL: Page.repository.appending(path: name))
        }
        for file in Page(block.page).blocks
        where file.language == "python" && file.title.hasSuffix(".py") {
            try file.text.write(
                to: folder.appending(path: file.title), atomically: true, encoding: .utf8)
        }
        let port = Program.freePort()
        let broker = wantsBroker ? try startBroker(port: port, in: folder) : nil
        defer { if let broker { kill(broker.processIdentifier, SIGKILL) } }
        let (status, output) = try run(block, port: port, in: folder)
        #expect(status == 0, "\(block) ended with \(status):\n\(output.suffix(3_000))")
    }

    private func run(
        _ block: Page.Block, port: Int, in folder: URL
    ) throws -> (status: Int32, output: String) {
        // What a block has left running when it fails must not outlive it.
        let script = "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n" + block.text
        try script.write(
            to: folder.appending(path: "block.sh"), atomically: true, encoding: .utf8)
        let log = folder.appending(path: "block.log")
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        let process = Process()
        process.executableURL = URL(filePath: Program.tool("timeout") ?? "/usr/bin/timeout")
        process.arguments = [
            "--kill-after=5", "\(Self.secondsMax)", "bash", "-euo", "pipefail", "block.sh",
        ]
        process.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment
        let program = URL(filePath: Program.path ?? "").deletingLastPathComponent().path
        environment["PATH"] = ([program] + Program.toolFolders).joined(separator: ":")
        environment["ETHERMAP_MQTT_PORT"] = "\(port)"
        process.environment = environment
        let handle = try FileHandle(forWritingTo: log)
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        try Program.start(process)
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOf: log, encoding: .utf8))
    }

    private func startBroker(port: Int, in folder: URL) throws -> Process {
        let file = folder.appending(path: "broker.conf")
        try "listener \(port) 127.0.0.1\nallow_anonymous true\npersistence false\n"
            .write(to: file, atomically: true, encoding: .utf8)
        let broker = Process()
        broker.executableURL = URL(filePath: Program.tool("mosquitto") ?? "")
        broker.arguments = ["-c", file.path]
        broker.standardOutput = FileHandle.nullDevice
        broker.standardError = FileHandle.nullDevice
        try Program.start(broker)
        return broker
    }
}
