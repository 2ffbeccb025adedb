/// One message on its way to the broker.
struct OutgoingMessage: Sendable {
    let token: MessageToken
    let topic: String
    let payload: [UInt8]
    let isRetained: Bool
    let qos: MQTTQoS
    let completion: (@Sendable (MQTTDelivery) -> Void)?
    /// Connections that were lost while it was in flight.
    var lossCount = 0
}

/// Messages waiting to be sent and messages sent but not acknowledged, bounded together.
///
/// It outlives connections: what a broken one left unacknowledged goes first on the next, in the
/// order in which it was handed over.
struct OutgoingQueue: Sendable {
    /// Messages that may be unacknowledged at a time; the library walks a list of them.
    static let inFlightCountMax = 200
    /// Losses after which a message goes alone, so that another's fault is not counted as its own.
    static let suspectLossCount = 3
    /// Losses after which a message that went alone is given up.
    ///
    /// A broker that closes the connection at a message (one larger than it takes, in MQTT 3.1.1)
    /// would otherwise see it for ever, and nothing that waits behind it.
    static let lossCountMax = 6

    private let countMax: Int
    private let byteCountMax: Int
    private var waiting: [OutgoingMessage] = []
    private var firstWaiting = 0
    private var inFlight: [Int32: OutgoingMessage] = [:]
    private var byteCount = 0
    private var lastNumber: UInt64 = 0
    /// Whether a suspect is in flight, and therefore alone.
    private var isOneSuspected = false

    init(countMax: Int, byteCountMax: Int) {
        precondition(countMax > 0 && byteCountMax > 0, "a queue holds something")
        self.countMax = countMax
        self.byteCountMax = byteCountMax
    }

    /// Messages that the broker has not acknowledged.
    var count: Int { waiting.count - firstWaiting + inFlight.count }

    /// Whether a payload of some bytes still fits; an empty queue takes any.
    func hasRoom(forByteCount bytes: Int) -> Bool {
        count == 0 || count < countMax && byteCount + bytes <= byteCountMax
    }

    /// Adds a message at the end.
    mutating func append(
        topic: String, payload: [UInt8], isRetained: Bool, qos: MQTTQoS,
        completion: (@Sendable (MQTTDelivery) -> Void)?
    ) -> MessageToken {
        lastNumber += 1
        let token = MessageToken(number: lastNumber)
        waiting.append(
            OutgoingMessage(
                token: token, topic: topic, payload: payload, isRetained: isRetained, qos: qos,
                completion: completion))
        byteCount += payload.count
        return token
    }

    /// The next message to send, where one more may be in flight.
    var next: OutgoingMessage? {
        guard firstWaiting < waiting.count else { return nil }
        let message = waiting[firstWaiting]
        let mayBeInFlight = isOneSuspected || isSuspect(message) ? 1 : Self.inFlightCountMax
        return inFlight.count < mayBeInFlight ? message : nil
    }

    /// The next message has been sent under an identifier.
    mutating func nextWasSent(as messageID: Int32) {
        let message = waiting[firstWaiting]
        inFlight[messageID] = message
        isOneSuspected = isSuspect(message)
        advance()
    }

    /// The next message can never be sent.
    mutating func dropNext() {
        byteCount -= waiting[firstWaiting].payload.count
        advance()
    }

    /// The broker has answered for a message.
    mutating func remove(_ messageID: Int32) -> OutgoingMessage? {
        guard let message = inFlight.removeValue(forKey: messageID) else { return nil }
        byteCount -= message.payload.count
        isOneSuspected = false
        return message
    }

    /// The connection is gone: what it left unacknowledged must be sent again, first.
    ///
    /// - Returns: the message that is given up, because no connection survives it.
    mutating func requeueInFlight() -> OutgoingMessage? {
        guard !inFlight.isEmpty else { return nil }
        var left = inFlight.values.sorted { $0.token < $1.token }
        for index in left.indices { left[index].lossCount += 1 }
        var givenUp: OutgoingMessage?
        if isOneSuspected, let only = left.first, only.lossCount >= Self.lossCountMax {
            byteCount -= only.payload.count
            givenUp = left.removeFirst()
        }
        waiting.replaceSubrange(0..<firstWaiting, with: left)
        firstWaiting = 0
        inFlight.removeAll()
        isOneSuspected = false
        return givenUp
    }

    private func isSuspect(_ message: OutgoingMessage) -> Bool {
        message.lossCount >= Self.suspectLossCount
    }

    private mutating func advance() {
        firstWaiting += 1
        if firstWaiting == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            firstWaiting = 0
        } else if firstWaiting >= 64, firstWaiting * 2 > waiting.count {
            waiting.removeSubrange(0..<firstWaiting)
            firstWaiting = 0
        }
    }
}
