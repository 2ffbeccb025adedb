import MQTT
import Synchronization
import Wire

/// A consumer that notes everything that an engine says.
final class Listener: Sendable {
    let messages = Mutex<[MQTTMessage]>([])
    private let session: MQTTSession

    init(at broker: PrivateBroker, as clientID: String = "listener") throws {
        session = try MQTTSession(
            options: .init(
                port: broker.port, clientID: clientID, backoffSeconds: 0.05...0.1),
            filters: [Topic.allOutputs(of: "test"), "spectrum/v1/ctl/test/#"])
        session.start { [weak self] event in
            if case .message(let message) = event {
                self?.messages.withLock { $0.append(message) }
            }
        }
        try session.waitUntilReady(timeoutSeconds: 10)
    }

    deinit { session.stop() }

    var topics: [Topic?] { messages.withLock { $0.map { Topic($0.topic) } } }

    func payloads(of topic: Topic) -> [[UInt8]] {
        messages.withLock { $0.filter { Topic($0.topic) == topic }.map(\.payload) }
    }

    func forget() { messages.withLock { $0.removeAll() } }

    func waitUntilReady() throws { try session.waitUntilReady(timeoutSeconds: 10) }
}
