/// A failure of an MQTT operation, told as one sentence.
public struct MQTTError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is, for those who act on it.
    public enum Kind: Hashable, Sendable {
        /// An option, a topic or a filter that cannot be used.
        case invalid
        /// No connection, or one that broke.
        case connection
        /// The broker answered, and refused: credentials, identity, permission.
        case refused
        /// A message larger than the connection allows.
        case oversize
        /// The queue of outgoing messages is full.
        case queueFull
        /// The receiver of a batch threw: nothing of it was acknowledged.
        case handler
        /// The client has been stopped.
        case stopped
        /// A private broker could not be started.
        case broker
    }

    /// What kind of failure it is.
    public var kind: Kind
    /// What was being done: "connect to 127.0.0.1:1883".
    public var operation: String
    /// libmosquitto's or the broker's code; 0 where there is none.
    public var code: Int32
    /// Why it failed, and what to look at where that is known.
    public var reason: String

    /// A failure from its parts.
    public init(kind: Kind, operation: String, code: Int32 = 0, reason: String) {
        self.kind = kind
        self.operation = operation
        self.code = code
        self.reason = reason
    }

    /// The failure as one sentence without its full stop.
    public var description: String {
        "cannot \(operation): \(reason)" + (code == 0 ? "" : " (code \(code))")
    }
}
