import Model

/// One group of messages from the bus, committed in one transaction.
public struct IntakeCommit: Sendable {
    /// Accepted messages in their order of arrival.
    public var entries: [JournalEntry]
    /// Rejected messages.
    public var quarantined: [QuarantineEntry]
    /// Ledgers to write, each replacing what is stored for its sensor and boot.
    public var ledgers: [LedgerRow]
    /// Ledgers that are of no more use, so that many reboots cannot fill the disk.
    public var droppedLedgers: [LedgerKey]
    /// Alerts to send; one whose id is known already is ignored.
    public var alerts: [Alert]

    /// A group from its parts.
    public init(
        entries: [JournalEntry] = [], quarantined: [QuarantineEntry] = [],
        ledgers: [LedgerRow] = [], droppedLedgers: [LedgerKey] = [], alerts: [Alert] = []
    ) {
        self.entries = entries
        self.quarantined = quarantined
        self.ledgers = ledgers
        self.droppedLedgers = droppedLedgers
        self.alerts = alerts
    }

    /// Whether there is nothing to commit.
    public var isEmpty: Bool {
        entries.isEmpty && quarantined.isEmpty && ledgers.isEmpty && droppedLedgers.isEmpty
            && alerts.isEmpty
    }
}
