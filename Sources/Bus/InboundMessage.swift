import Wire

/// One message for the engine, as the broker brought it; its payload is not yet believed.
public struct InboundMessage: Hashable, Sendable {
    /// What it is about; `nil` where the topic is none of the contract's.
    public var topic: Topic?
    /// The topic's text.
    public var topicText: String
    /// The payload.
    public var payload: [UInt8]
    /// Whether the broker kept it from before.
    public var isRetained: Bool

    /// A message from its parts.
    public init(topicText: String, payload: [UInt8], isRetained: Bool = false) {
        topic = Topic(topicText)
        self.topicText = topicText
        self.payload = payload
        self.isRetained = isRetained
    }
}
