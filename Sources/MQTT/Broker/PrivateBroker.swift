import Foundation

/// A mosquitto of one's own on a free loopback port: for demonstrations, replays and tests.
///
/// It takes anonymous clients from this machine only, queues without a limit, and never outlives
/// the process that started it, however that one ends.
public final class PrivateBroker: Sendable {
    private struct State {
        var process: BrokerProcess?
    }

    /// Always loopback.
    public let host = "127.0.0.1"
    /// The port, the same over restarts.
    public let port: Int
    /// Configuration, log and, with persistence, the broker's data; removed at the end.
    public let directory: String

    private let executable: String
    private let state = Guarded(State())

    /// Starts a broker and waits until it accepts connections.
    ///
    /// - Parameters:
    ///   - isPersistent: whether sessions and retained messages survive `stop` and `start`.
    ///   - allowsAnonymous: `false` where `settings` name a password file.
    ///   - settings: further lines of `mosquitto.conf`, belonging to the listener.
    /// - Throws: `.broker` where mosquitto is absent or does not start.
    public init(
        isPersistent: Bool = false, allowsAnonymous: Bool = true, settings: [String] = []
    ) throws(MQTTError) {
        executable = try Self.findExecutable()
        var lastError = MQTTError(
            kind: .broker, operation: "start a private broker", reason: "no port was free")
        // A port that was free a moment ago may be taken when mosquitto asks for it.
        for _ in 0..<5 {
            let port = try LoopbackPort.free()
            let directory = try Self.makeDirectory()
            do throws(MQTTError) {
                try Self.write(
                    Self.configuration(
                        port: port, directory: directory, isPersistent: isPersistent,
                        allowsAnonymous: allowsAnonymous, settings: settings),
                    to: directory + "/mosquitto.conf")
                let process = try BrokerProcess(
                    executable: executable, directory: directory, port: port)
                self.port = port
                self.directory = directory
                state.withLock { $0.process = process }
                return
            } catch {
                lastError = error
                // Nothing more can be done about a directory that stays behind.
                try? FileManager.default.removeItem(atPath: directory)
                if !error.reason.contains("in use") { break }
            }
        }
        throw lastError
    }

    deinit {
        stop()
        // Nothing more can be done about a directory that stays behind.
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Whether the broker runs.
    public var isRunning: Bool { state.withLock { $0.process?.isRunning ?? false } }

    /// Starts the broker again, on the same port, after `stop` or `kill`.
    public func start() throws(MQTTError) {
        let isRunning = self.isRunning
        guard !isRunning else { return }
        let process = try BrokerProcess(
            executable: executable, directory: directory, port: port)
        state.withLock { $0.process = process }
    }

    /// Ends the broker in good order: with persistence, its data is saved.
    public func stop() {
        let process = state.withLock { state in
            defer { state.process = nil }
            return state.process
        }
        process?.end(isAbrupt: false)
    }

    /// Ends the broker as a crash would (SIGKILL).
    public func kill() {
        let process = state.withLock { state in
            defer { state.process = nil }
            return state.process
        }
        process?.end(isAbrupt: true)
    }

    /// The broker's log so far.
    public var log: String { PlainFile.text(at: directory + "/broker.log") }

    private static func findExecutable() throws(MQTTError) -> String {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let directories = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/bin"]
        let candidates = directories.map { $0 + "/mosquitto" }
        for candidate in candidates
        where FileManager.default.isExecutableFile(atPath: candidate) {
            return candidate
        }
        throw MQTTError(
            kind: .broker, operation: "start a private broker",
            reason: "mosquitto is not installed; try: apt-get install mosquitto")
    }

    private static func makeDirectory() throws(MQTTError) -> String {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("ethermap-broker-" + UUID().uuidString)
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw MQTTError(
                kind: .broker, operation: "make \(url.path)", reason: error.localizedDescription)
        }
        return url.path
    }

    private static func write(_ lines: [String], to path: String) throws(MQTTError) {
        do {
            try (lines.joined(separator: "\n") + "\n")
                .write(toFile: path, atomically: false, encoding: .utf8)
        } catch {
            throw MQTTError(
                kind: .broker, operation: "write \(path)", reason: error.localizedDescription)
        }
    }

    /// Unlimited queues, because the default drops what exceeds 1 000 messages without a word.
    private static func configuration(
        port: Int, directory: String, isPersistent: Bool, allowsAnonymous: Bool,
        settings: [String]
    ) -> [String] {
        // Started by root, mosquitto would become a user who may not enter the directory.
        (geteuid() == 0 ? ["user root"] : []) + [
            "max_queued_messages 0",
            "max_inflight_messages 1000",
            "set_tcp_nodelay true",
            "log_dest stderr",
            "persistence \(isPersistent)",
            "persistence_location \(directory)/",
            "allow_anonymous \(allowsAnonymous)",
            "listener \(port) 127.0.0.1",
        ] + settings
    }
}
