import Model

/// What a journaled message is.
public enum JournalKind: Int, CaseIterable, Hashable, Codable, Sendable {
    /// A frame of received signal strengths.
    case rss = 1
    /// A frame of multi-coset samples.
    case coset = 2
    /// A sensor's birth certificate.
    case birth = 3
    /// A sensor's state.
    case state = 4
    /// What an operator has told the engine.
    case command = 5
}

/// One accepted message, as it came from the bus.
public struct JournalEntry: Hashable, Sendable {
    /// What it is.
    public var kind: JournalKind
    /// The sensor that sent it.
    public var sensor: SensorID
    /// The sensor's boot.
    public var bootID: UInt64
    /// The frame's number within its boot; none for births and states.
    public var sequence: UInt64?
    /// When the engine received it.
    public var received: UnixTime
    /// The message's bytes.
    public var payload: [UInt8]

    /// An entry from its parts.
    public init(
        kind: JournalKind, sensor: SensorID, bootID: UInt64, sequence: UInt64?,
        received: UnixTime, payload: [UInt8]
    ) {
        self.kind = kind
        self.sensor = sensor
        self.bootID = bootID
        self.sequence = sequence
        self.received = received
        self.payload = payload
    }
}

/// One accepted message with its place in the journal.
public struct JournalRow: Hashable, Sendable {
    /// Its place: greater than that of everything committed before.
    public var id: Int64
    /// The message.
    public var entry: JournalEntry

    /// A row from its parts.
    public init(id: Int64, entry: JournalEntry) {
        self.id = id
        self.entry = entry
    }
}
