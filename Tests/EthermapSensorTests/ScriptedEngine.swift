import MQTT
import Model
import Synchronization
import Wire

/// An engine that a test plays: it hears one region and answers what the test tells it to.
final class ScriptedEngine: Sendable {
    struct Notes: Sendable {
        var births: [SensorBirth] = []
        var states: [SensorState] = []
        var frames: [RssFrame] = []
        /// Topics in the order of arrival.
        var topics: [Topic?] = []
    }

    static let region: RegionID = "test"

    let notes = Mutex(Notes())
    private let session: MQTTSession
    private let acknowledges: Bool

    /// An engine that acknowledges every frame at once, or leaves that to the test.
    init(at broker: PrivateBroker, acknowledges: Bool = false) throws {
        self.acknowledges = acknowledges
        session = try MQTTSession(
            options: .init(
                port: broker.port, clientID: "engine-test", backoffSeconds: 0.05...0.2
            ).persistent(),
            filters: [Topic.allInputs(of: Self.region)])
    }

    func start() throws {
        session.start { [weak self] event in
            if case .message(let message) = event { self?.take(message) }
        }
        try session.waitUntilReady(timeoutSeconds: 10)
    }

    func stop() { session.stop() }

    func waitUntilReady() throws { try session.waitUntilReady(timeoutSeconds: 10) }

    var sequences: [UInt64] { notes.withLock { $0.frames.map(\.sequence) } }

    func acknowledge(
        _ sensor: SensorID, boot: UInt64, through sequence: UInt64, rejections: [Rejection] = [],
        epoch: UInt64 = 1
    ) throws {
        let ack = SensorAck(
            sensor: sensor, bootID: boot, throughSequence: sequence, rejections: rejections,
            rejectedCount: UInt64(rejections.count), epoch: epoch)
        try session.publish(
            topic: Topic.ack(Self.region, sensor).text, payload: WireEncoder.bytes(of: ack),
            isRetained: true)
    }

    private func take(_ message: MQTTMessage) {
        let topic = Topic(message.topic)
        notes.withLock { $0.topics.append(topic) }
        let decoder = WireDecoder()
        // A payload that cannot be read fails the test by its absence.
        switch topic {
        case .birth:
            guard let birth = try? decoder.sensorBirth(message.payload) else { return }
            notes.withLock { $0.births.append(birth) }
        case .state:
            guard let state = try? decoder.sensorState(message.payload) else { return }
            notes.withLock { $0.states.append(state) }
        case .rss:
            guard let frame = try? decoder.rssFrame(message.payload) else { return }
            notes.withLock { $0.frames.append(frame) }
            if acknowledges {
                try? acknowledge(frame.sensor, boot: frame.bootID, through: frame.sequence)
            }
        default: break
        }
    }
}

/// Waits for a condition; 10 s is far more than any of these takes.
func waits(until holds: () -> Bool) -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(10)
    while clock.now < deadline {
        if holds() { return true }
        Nap.milliseconds(5)
    }
    return holds()
}
