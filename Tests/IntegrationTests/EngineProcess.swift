import Foundation
import Glibc
import Service
import Testing

/// The built `ethermap engine`, as a process that can be killed.
final class EngineProcess {
    /// The program beside the test bundle, or in the package's release folder.
    static let program: String? = {
        let bundle = URL(fileURLWithPath: CommandLine.arguments.first ?? "")
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let candidates = [
            bundle.deletingLastPathComponent(), Bundle.main.bundleURL,
            package.appending(path: ".build/release"),
        ].map { $0.appending(path: "ethermap").path(percentEncoded: false) }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    private let process = Process()
    private let logPath: String

    /// Starts the engine with a configuration file in the folder.
    init(_ configuration: ServiceConfiguration, in folder: Folder, name: String) throws {
        let program = try #require(
            Self.program,
            "there is no program 'ethermap' beside the tests: build it first (`make build`)")
        let file = folder.file("\(name).yaml")
        // With the buildings beside it, where the configuration has some.
        try DemoScenario.write(configuration, to: file)
        logPath = folder.file("\(name).log")
        if !FileManager.default.fileExists(atPath: logPath) {
            _ = FileManager.default.createFile(atPath: logPath, contents: nil)
        }
        let log = try #require(FileHandle(forWritingAtPath: logPath))
        try log.seekToEnd()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["engine", "--config", file]
        process.environment = ["PATH": "/usr/bin:/bin", "OPENBLAS_NUM_THREADS": "1"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = log
        try process.run()
    }

    deinit { kill() }

    /// Whether it runs.
    var isRunning: Bool { process.isRunning }

    /// What it has logged, all starts together.
    var log: String { (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "" }

    /// Ends it without a warning.
    func kill() {
        guard process.isRunning else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Ends it in good order.
    ///
    /// - Returns: its exit status.
    func terminate() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
