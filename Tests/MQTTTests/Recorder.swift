import Foundation

@testable import MQTT

/// A batch handler that notes everything, and can be told to fail.
final class Recorder: MQTTBatchHandler {
    struct Notes: Sendable {
        var messages: [MQTTMessage] = []
        var batchCount = 0
        var connections: [Bool] = []
        var subscribedCount = 0
        var reasons: [String] = []
        var idleCount = 0
        var failuresLeft = 0
        var logLines: [String] = []
    }

    struct Failure: Error {}

    let notes: Guarded<Notes>

    init(failures: Int = 0) { notes = Guarded(Notes(failuresLeft: failures)) }

    func receive(_ batch: [MQTTMessage]) throws {
        try notes.withLock { notes in
            notes.batchCount += 1
            if notes.failuresLeft > 0 {
                notes.failuresLeft -= 1
                throw Failure()
            }
            notes.messages += batch
        }
    }

    func connected(sessionPresent: Bool) {
        notes.withLock { $0.connections.append(sessionPresent) }
    }

    func subscribed() { notes.withLock { $0.subscribedCount += 1 } }

    func disconnected(_ reason: String, retryInSeconds: Double) {
        notes.withLock { $0.reasons.append(reason) }
    }

    func idle() { notes.withLock { $0.idleCount += 1 } }

    @Sendable func log(_ line: String) { notes.withLock { $0.logLines.append(line) } }

    var payloadTexts: [String] {
        notes.withLock { $0.messages.map { String(decoding: $0.payload, as: UTF8.self) } }
    }

    /// Waits for a state of the notes; 10 s is far more than any of these takes.
    func waits(until holds: (inout Notes) -> Bool) -> Bool {
        notes.wait(timeoutSeconds: 10, until: holds)
    }
}

extension MQTTConnectionOptions {
    /// Options for a private broker, with pauses short enough for a test.
    init(of broker: PrivateBroker, as clientID: String, version: Version = .v5) {
        self.init(
            port: broker.port, clientID: clientID, version: version, backoffSeconds: 0.05...0.2)
    }
}

/// Publishes numbered texts and waits until the broker has them.
func publish(_ texts: [String], to topic: String, at broker: PrivateBroker) throws {
    let session = try MQTTSession(options: .init(of: broker, as: "publisher-\(UUID())"))
    session.start()
    for text in texts { try session.publish(topic: topic, payload: Array(text.utf8)) }
    guard session.flush(timeoutSeconds: 10) else {
        throw MQTTError(kind: .connection, operation: "publish the test's texts", reason: "late")
    }
    session.stop()
}
