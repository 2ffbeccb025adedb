import Synchronization

/// Messages as an asynchronous sequence, for those who rather iterate than be called.
///
/// Give `append` every message of a session's events. Bounded: when full, the oldest is dropped
/// and counted.
public final class MQTTInbox: Sendable {
    /// Messages in the order of arrival, for one reader.
    public let messages: AsyncStream<MQTTMessage>

    private let continuation: AsyncStream<MQTTMessage>.Continuation
    private let dropped = Atomic<Int>(0)

    /// An inbox that holds at most some number of unread messages.
    public init(countMax: Int = 4_096) {
        (messages, continuation) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingNewest(countMax))
    }

    /// Messages dropped because nobody read them in time.
    public var droppedCount: Int { dropped.load(ordering: .relaxed) }

    /// Adds a message.
    public func append(_ message: MQTTMessage) {
        if case .dropped = continuation.yield(message) {
            dropped.wrappingAdd(1, ordering: .relaxed)
        }
    }

    /// Ends the sequence once everything in it has been read.
    public func finish() { continuation.finish() }
}
