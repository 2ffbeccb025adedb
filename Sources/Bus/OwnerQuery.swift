import MQTT
import Model
import Synchronization
import Wire

/// Asks the broker who owns a region, before an engine chooses its epoch.
public enum OwnerQuery {
    /// How long a retained message may follow the granted subscription, seconds.
    private static let settleSeconds = 0.5

    /// The owner that the broker keeps; `nil` where it keeps none.
    ///
    /// It uses the publishing identity and leaves its session alone, so that an engine that still
    /// runs does not take us for a broker that has lost its memory. Run it before the publisher.
    ///
    /// - Parameters:
    ///   - region: which region.
    ///   - connection: where to connect.
    ///   - timeoutSeconds: how long the broker may take to accept us.
    /// - Returns: the owner.
    /// - Throws: where there is no connection, or where what the broker keeps is no owner.
    public static func owner(
        of region: RegionID, connection: MQTTConnectionOptions, timeoutSeconds: Double
    ) throws -> EngineOwner? {
        let options = EngineIdentity.publishing(region, connection, will: nil)
        let answer = Answer()
        let session = try MQTTSession(options: options, filters: [Topic.owner(region).text])
        session.start { event in
            if case .message(let message) = event { answer.set(message.payload) }
        }
        defer { session.stop() }
        try session.waitUntilReady(timeoutSeconds: timeoutSeconds)
        guard let payload = answer.wait(seconds: settleSeconds), !payload.isEmpty else {
            return nil
        }
        return try WireDecoder().engineOwner(payload)
    }

    /// The first payload that comes.
    private final class Answer: Sendable {
        private let payload = Mutex<[UInt8]?>(nil)

        func set(_ bytes: [UInt8]) { payload.withLock { $0 = $0 ?? bytes } }

        func wait(seconds: Double) -> [UInt8]? {
            let clock = ContinuousClock()
            let deadline = clock.now + .seconds(seconds)
            while clock.now < deadline {
                if let bytes = payload.withLock({ $0 }) { return bytes }
                Pause.milliseconds(10)
            }
            return payload.withLock { $0 }
        }
    }
}
