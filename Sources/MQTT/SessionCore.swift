/// A session's side of its connection loop: the outgoing queue, and the way to the user's handler.
final class SessionCore: ConnectionOwner {
    /// The queue, and whether it still takes messages.
    struct Outgoing: Sendable {
        var queue: OutgoingQueue
        var isClosed = false
    }

    let outgoing: Guarded<Outgoing>
    private let events: @Sendable (MQTTSessionEvent) -> Void

    init(queue: OutgoingQueue, events: @escaping @Sendable (MQTTSessionEvent) -> Void) {
        outgoing = Guarded(Outgoing(queue: queue))
        self.events = events
    }

    func receive(_ batch: [MQTTMessage]) {
        for message in batch { events(.message(message)) }
    }

    func connected(sessionPresent: Bool) { events(.connected(sessionPresent: sessionPresent)) }

    func subscribed() { events(.subscribed) }

    func disconnected(_ reason: String, retryInSeconds: Double) {
        outgoing.withLock { $0.queue.requeueInFlight() }
        events(.disconnected(reason: reason, retryInSeconds: retryInSeconds))
    }

    func idle() { events(.tick) }

    func fill(_ connection: Connection) throws(MQTTError) {
        while let message = outgoing.withLock({ $0.queue.next }) {
            do throws(MQTTError) {
                let messageID = try connection.publish(message)
                outgoing.withLock { $0.queue.nextWasSent(as: messageID) }
            } catch {
                guard error.kind == .oversize || error.kind == .invalid else { throw error }
                outgoing.withLock { $0.queue.dropNext() }
                message.completion?(.refused(error.reason))
            }
        }
    }

    func published(_ messageID: Int32, reasonCode: Int32) {
        guard let message = outgoing.withLock({ $0.queue.remove(messageID) }) else { return }
        message.completion?(
            reasonCode < 128
                ? .acknowledged
                : .refused(Mosquitto.loss(code: reasonCode, lastLogLine: "")))
    }
}
