import MQTT
import Model
import Synchronization
import Wire

/// A consumer that notes everything that comes under some filters.
final class Listener: Sendable {
    private let messages = Mutex<[MQTTMessage]>([])
    private let session: MQTTSession

    init(
        at broker: PrivateBroker, _ filters: [String], as clientID: String = "listener",
        isPersistent: Bool = false
    ) throws {
        var options = MQTTConnectionOptions(port: broker.port, clientID: clientID)
        options.backoffSeconds = 0.05...0.2
        session = try MQTTSession(
            options: isPersistent ? options.persistent() : options, filters: filters)
        session.start { [weak self] event in
            if case .message(let message) = event {
                self?.messages.withLock { $0.append(message) }
            }
        }
        try session.waitUntilReady(timeoutSeconds: 10)
    }

    deinit { session.stop() }

    /// Everything so far.
    var all: [MQTTMessage] { messages.withLock { $0 } }

    /// Publishes beside the engine.
    func publish(_ topic: String, _ payload: [UInt8], isRetained: Bool = false) throws {
        try session.publish(
            topic: topic, payload: payload, isRetained: isRetained, waitSeconds: 10)
    }

    /// Waits until the broker has all that was published.
    func flush() -> Bool { session.flush(timeoutSeconds: 20) }

    /// The alerts, in the order of their coming, repetitions and all.
    var alerts: [Alert] {
        all.compactMap { message in
            guard case .alert = Topic(message.topic) else { return nil }
            return (try? WireDecoder().alert(message.payload))?.alert
        }
    }

    /// The counters of the last health report.
    var counters: [String: Double] {
        let last = all.last { message in
            if case .health = Topic(message.topic) { !message.payload.isEmpty } else { false }
        }
        return last.flatMap { try? WireDecoder().engineHealth($0.payload) }?.counters ?? [:]
    }

    /// The last acknowledgement to a sensor.
    func acknowledgement(of sensor: SensorID) -> SensorAck? {
        let last = all.last { message in
            if case .ack(_, sensor) = Topic(message.topic) { true } else { false }
        }
        return last.flatMap { try? WireDecoder().sensorAck($0.payload) }
    }
}
