import Foundation
import Testing

/// The built program, run as a user runs it.
struct Program {
    /// What a run has left behind.
    struct Outcome {
        var status: Int32
        var output: String
        var complaints: String

        /// The output as JSON.
        func json() throws -> Any {
            try JSONSerialization.jsonObject(
                with: Data(output.utf8), options: [.fragmentsAllowed])
        }

        /// The output as a JSON object.
        func object() throws -> [String: Any] { try #require(try json() as? [String: Any]) }

        /// The output as a JSON array of objects.
        func objects() throws -> [[String: Any]] { try #require(try json() as? [[String: Any]]) }
    }

    /// The binary beside the test bundle; `nil` where it has not been built.
    static let path: String? = {
        let bundle = URL(fileURLWithPath: CommandLine.arguments.first ?? "")
        let candidates = [
            bundle.deletingLastPathComponent(), Bundle.main.bundleURL,
            URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
                .appending(path: ".build/release"),
        ].map { $0.appending(path: "ethermap").path(percentEncoded: false) }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// Runs the program to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil
    ) throws -> Outcome {
        let process = try prepare(arguments, environment: environment, in: folder)
        let output = Pipe()
        let complaints = Folder()
        defer { complaints.remove() }
        // One stream through a pipe, the other through a file: neither can fill up and block.
        let complaintsPath = complaints.file("stderr")
        _ = FileManager.default.createFile(atPath: complaintsPath, contents: nil)
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: complaintsPath)
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: data, as: UTF8.self),
            complaints: try String(contentsOfFile: complaintsPath, encoding: .utf8))
    }

    /// The program, ready to be run.
    static func prepare(
        _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path))
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "TERM": "dumb"].merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        process.standardInput = FileHandle.nullDevice
        return process
    }
}

/// A folder of a test's own, to be removed at its end.
struct Folder {
    let path: String

    init() {
        let name = "ethermap-cli-\(UInt64.random(in: 0...UInt64.max))"
        let url = FileManager.default.temporaryDirectory.appending(path: name)
        path = url.path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            Issue.record("cannot make \(path): \(error)")
        }
    }

    /// The path of a file in the folder.
    func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file and returns its path.
    func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: file(name), atomically: true, encoding: .utf8)
        return file(name)
    }

    /// Removes the folder; a folder that stays is in the system's temporary directory.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

extension Trait where Self == ConditionTrait {
    /// Runs where the program has been built; says loudly where it has not.
    static var needsProgram: Self {
        .enabled(
            if: Program.path != nil,
            "NOT TESTED: there is no program 'ethermap' beside the tests; build it first")
    }
}
