import Foundation
import Testing

@testable import MQTT

struct PrivateBrokerTests {
    @Test func `a broker stops, starts again on its port, and cleans up behind itself`() throws {
        var directory = ""
        var port = 0
        do {
            let broker = try PrivateBroker()
            directory = broker.directory
            port = broker.port
            #expect(broker.isRunning && LoopbackPort.accepts(port))
            broker.stop()
            #expect(!broker.isRunning && !LoopbackPort.accepts(port))
            try broker.start()
            #expect(broker.isRunning && LoopbackPort.accepts(port))
            broker.kill()
            #expect(!broker.isRunning && !LoopbackPort.accepts(port))
            try broker.start()
            #expect(FileManager.default.fileExists(atPath: directory))
        }
        #expect(!LoopbackPort.accepts(port))
        #expect(!FileManager.default.fileExists(atPath: directory))
    }

    @Test func `a broker does not outlive the process that started it`() async throws {
        let note = NSTemporaryDirectory() + "ethermap-broker-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: note) }
        await #expect(processExitsWith: .signal(SIGKILL)) { [note = note as String] in
            let broker = try PrivateBroker()
            try "\(broker.port) \(broker.directory)"
                .write(toFile: note, atomically: true, encoding: .utf8)
            kill(getpid(), SIGKILL)
        }
        let words = try String(contentsOfFile: note, encoding: .utf8).split(separator: " ")
        let port = try #require(Int(words[0]))
        let deadline = Monotonic.seconds() + 10
        while LoopbackPort.accepts(port)
            || FileManager.default.fileExists(atPath: String(words[1])),
            Monotonic.seconds() < deadline
        {
            usleep(10_000)
        }
        #expect(!LoopbackPort.accepts(port))
        #expect(!FileManager.default.fileExists(atPath: String(words[1])))
    }

    @Test func `a setting that mosquitto does not know is told in its words`() {
        let error = #expect(throws: MQTTError.self) {
            try PrivateBroker(settings: ["no_such_setting true"])
        }
        #expect(error?.reason.contains("no_such_setting") == true)
    }
}
