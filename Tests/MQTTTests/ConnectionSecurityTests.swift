import Foundation
import Testing

@testable import MQTT

struct ConnectionSecurityTests {
    @Test(arguments: [MQTTConnectionOptions.Version.v5, .v311])
    func `a wrong password is explained, once`(version: MQTTConnectionOptions.Version) throws {
        let passwords = NSTemporaryDirectory() + "ethermap-passwords-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: passwords) }
        // "secret", as mosquitto_passwd writes it.
        try run("/usr/bin/mosquitto_passwd", ["-c", "-b", passwords, "sensor", "secret"])
        let broker = try PrivateBroker(
            allowsAnonymous: false, settings: ["password_file \(passwords)"])
        let seen = SessionNotes()
        var options = MQTTConnectionOptions(of: broker, as: "x", version: version)
        options.username = "sensor"
        options.password = "wrong"
        #expect(!"\(options)".contains("wrong"))
        let stranger = try MQTTSession(options: options, log: seen.log)
        stranger.start(seen.note)
        #expect(seen.waits { $0.reasons.count >= 3 })
        let error = #expect(throws: MQTTError.self) {
            try stranger.waitUntilReady(timeoutSeconds: 0.1)
        }
        stranger.stop()
        #expect(error?.kind == .refused)
        #expect(error?.reason.contains("check the user name, the password") == true)
        #expect(seen.notes.withLock { $0.logLines }.count == 1)
        options.password = "secret"
        let friend = try MQTTSession(options: options)
        friend.start()
        try friend.waitUntilReady(timeoutSeconds: 10)
        friend.stop()
    }

    @Test func `nobody there is an error that names the address`() throws {
        let port = try LoopbackPort.free()
        let session = try MQTTSession(options: .init(port: port, clientID: "x"))
        session.start()
        let error = #expect(throws: MQTTError.self) {
            try session.waitUntilReady(timeoutSeconds: 0.5)
        }
        session.stop()
        #expect(error?.description.contains("127.0.0.1:\(port)") == true)
        #expect(error?.reason.contains("refused") == true)
    }

    @Test(
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"),
            "needs openssl to make certificates"))
    func `with TLS both ends prove who they are`() throws {
        let certificates = try TestCertificates()
        let broker = try PrivateBroker(settings: [
            "cafile \(certificates.authority)",
            "certfile \(certificates.path("broker.crt"))",
            "keyfile \(certificates.path("broker.key"))",
            "require_certificate true",
        ])
        var options = MQTTConnectionOptions(of: broker, as: "x")
        options.tls = MQTTTransportSecurity(
            authorityFile: certificates.authority,
            certificateFile: certificates.path("client.crt"),
            keyFile: certificates.path("client.key"))
        let seen = SessionNotes()
        let friend = try MQTTSession(options: options, filters: ["x/#"])
        friend.start(seen.note)
        try friend.waitUntilReady(timeoutSeconds: 10)
        // Larger than a TLS record, and many of them.
        for number in 0..<200 {
            try friend.publish(
                topic: "x/a", payload: [UInt8](repeating: UInt8(number), count: 20_000))
        }
        #expect(seen.waits { $0.messages.count == 200 })
        friend.stop()

        options.tls?.certificateFile = nil
        options.tls?.keyFile = nil
        #expect(throws: MQTTError.self) { try connect(options) }
        options.tls = MQTTTransportSecurity(
            authorityFile: certificates.path("stranger.crt"),
            certificateFile: certificates.path("client.crt"),
            keyFile: certificates.path("client.key"))
        let error = #expect(throws: MQTTError.self) { try connect(options) }
        #expect(error?.reason.lowercased().contains("certificate") == true)
        options.tls?.authorityFile = certificates.path("absent.crt")
        #expect(throws: MQTTError.self) { try connect(options) }
    }

    private func connect(_ options: MQTTConnectionOptions) throws {
        let session = try MQTTSession(options: options)
        session.start()
        defer { session.stop() }
        try session.waitUntilReady(timeoutSeconds: 1)
    }
}

/// An authority of one's own, a broker and a client that it vouches for, and a stranger.
private final class TestCertificates {
    let directory: String
    var authority: String { path("ca.crt") }

    init() throws {
        directory = NSTemporaryDirectory() + "ethermap-certificates-\(UUID())"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        for name in ["ca", "stranger"] {
            try openssl(
                "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=\(name) "
                    + "-keyout \(name).key -out \(name).crt")
        }
        for name in ["broker", "client"] {
            try openssl(
                "req -newkey rsa:2048 -nodes -subj /CN=\(name) -keyout \(name).key -out \(name).csr"
            )
            try "subjectAltName=IP:127.0.0.1,DNS:localhost\n"
                .write(toFile: path("names"), atomically: false, encoding: .utf8)
            try openssl(
                "x509 -req -days 2 -CA ca.crt -CAkey ca.key -CAcreateserial -extfile names "
                    + "-in \(name).csr -out \(name).crt")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func path(_ name: String) -> String { directory + "/" + name }

    private func openssl(_ words: String) throws {
        try run("/usr/bin/openssl", words.split(separator: " ").map(String.init), in: directory)
    }
}

/// Runs a program to its end.
private func run(_ path: String, _ arguments: [String], in directory: String? = nil) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw MQTTError(kind: .broker, operation: "run \(path)", reason: "it failed")
    }
}
