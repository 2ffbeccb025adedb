/// A session's side of its connection loop: the outgoing queue, and the way to the user's handler.
final class SessionCore: ConnectionOwner {
    /// The queue, and whether it still takes messages.
    struct Outgoing: Sendable {
        var queue: OutgoingQueue
        var isClosed = false
        var completionsRunning = 0
    }

    let outgoing: Guarded<Outgoing>
    let events = Guarded<@Sendable (MQTTSessionEvent) -> Void>({ _ in })

    init(queue: OutgoingQueue) { outgoing = Guarded(Outgoing(queue: queue)) }

    private func tell(_ event: MQTTSessionEvent) { events.withLock { $0 }(event) }

    func receive(_ batch: [MQTTMessage]) {
        let events = events.withLock { $0 }
        for message in batch { events(.message(message)) }
    }

    func connected(sessionPresent: Bool) { tell(.connected(sessionPresent: sessionPresent)) }

    func subscribed() { tell(.ready) }

    func disconnected(_ reason: String, retryInSeconds: Double) {
        let givenUp = outgoing.withLock { outgoing in
            let message = outgoing.queue.requeueInFlight()
            if message != nil { outgoing.completionsRunning += 1 }
            return message
        }
        if let givenUp {
            complete(
                givenUp,
                .refused("\(OutgoingQueue.lossCountMax) connections were lost while it was sent"))
        }
        tell(.disconnected(reason: reason, retryInSeconds: retryInSeconds))
    }

    func idle() { tell(.tick) }

    func fill(_ connection: Connection) throws(MQTTError) {
        while let message = outgoing.withLock({ $0.queue.next }) {
            do throws(MQTTError) {
                let messageID = try connection.publish(message)
                outgoing.withLock { $0.queue.nextWasSent(as: messageID) }
            } catch {
                guard error.kind == .oversize || error.kind == .invalid else { throw error }
                outgoing.withLock { outgoing in
                    outgoing.queue.dropNext()
                    outgoing.completionsRunning += 1
                }
                complete(message, .refused(error.reason))
            }
        }
    }

    func published(_ messageID: Int32, reasonCode: Int32) {
        let message = outgoing.withLock { outgoing in
            let message = outgoing.queue.remove(messageID)
            if message != nil { outgoing.completionsRunning += 1 }
            return message
        }
        guard let message else { return }
        complete(
            message,
            reasonCode < 128
                ? .acknowledged
                : .refused(Mosquitto.loss(code: reasonCode, lastLogLine: "")))
    }

    private func complete(_ message: OutgoingMessage, _ delivery: MQTTDelivery) {
        message.completion?(delivery)
        outgoing.withLock { $0.completionsRunning -= 1 }
    }
}
