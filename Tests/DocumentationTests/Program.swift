import Foundation
import Glibc

/// The built program and the tools of a shell.
enum Program {
    /// The binary beside the test bundle, or in the package's build folder.
    static let path: String? = {
        let bundle = URL(fileURLWithPath: CommandLine.arguments.first ?? "")
        let folders = [
            bundle.deletingLastPathComponent(), Bundle.main.bundleURL,
            Page.repository.appending(path: ".build/release"),
        ]
        return folders.map { $0.appending(path: "ethermap").path(percentEncoded: false) }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// Debian keeps brokers where only root's PATH looks.
    static let toolFolders =
        (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        .map(String.init) + ["/usr/sbin", "/usr/local/sbin"]

    /// Where a tool is; `nil` where it is absent.
    static func tool(_ name: String) -> String? {
        toolFolders.map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// What the program prints.
    static func output(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: path ?? "")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    /// Starts a process under a clean mask of signals.
    ///
    /// Tests run on threads that block most signals, and children inherit that: `timeout` would wait
    /// for its child for ever, and a broker could not be asked to end.
    static func start(_ process: Process) throws {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
    }

    /// A port of 127.0.0.1 that nobody listens on.
    static func freePort() -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, length)
                _ = getsockname(descriptor, $0, &length)
            }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
