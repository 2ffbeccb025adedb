import Foundation
import MQTT
import Model
import Testing

@testable import EthermapSensor

/// `docs/examples/sensor.py` is run as a stranger would run it.
struct PythonSensorTests {
    private static let python = "/usr/bin/python3"
    private static let script = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .appendingPathComponent("../../../docs/examples/sensor.py").standardized.path

    private static let isRunnable =
        run([python, "-c", "import paho.mqtt.client, google.protobuf"]).status == 0
        && run(["/usr/bin/env", "protoc", "--version"]).status == 0

    @Test(
        .enabled(
            if: isRunnable,
            "needs python3-paho-mqtt, python3-protobuf and protobuf-compiler from Debian"))
    func `the example in Python is a sensor like ours`() throws {
        let broker = try PrivateBroker()
        let engine = try ScriptedEngine(at: broker, acknowledges: true)
        try engine.start()
        let result = Self.run([
            Self.python, Self.script, "--port", "\(broker.port)", "--region", "test", "--sensor",
            "snake-1", "--band", "b7", "--count", "5", "--interval", "0.02", "--timeout", "10",
        ])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("acknowledged through 5"))
        #expect(waits { engine.notes.withLock { $0.states.last?.isFinal == true } })
        let notes = engine.notes.withLock { $0 }
        #expect(notes.frames.map(\.sequence) == [1, 2, 3, 4, 5])
        #expect(notes.frames.allSatisfy { $0.sensor == "snake-1" && $0.bandNames == ["b7"] })
        #expect(notes.births.map(\.sensor) == ["snake-1"])
        #expect(notes.births.first?.bootID == notes.frames.first?.bootID)
        #expect(notes.states.map(\.status) == [.online, .offline])
    }

    private static func run(
        _ words: [String]
    ) -> (status: Int32, output: String, errors: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        do {
            try process.run()
        } catch {
            return (-1, "", "\(error)")
        }
        // What these programs write fits in a pipe.
        process.waitUntilExit()
        return (
            process.terminationStatus,
            String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self),
            String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        )
    }
}
