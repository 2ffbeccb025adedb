/// Decides which failures get a line in the log: one for each outage.
///
/// An outage begins with the first failure and ends when a connection has lasted. Within it, only a
/// broker's refusal (once) and the loss of a connection for a new reason are told as well.
struct OutageLog {
    /// How long a connection must have lasted for the outage to be over, seconds.
    static let stableSeconds = 5.0

    private var isOpen = false
    private var hasToldRefusal = false
    private var lastReason = ""

    /// Whether to write a line about a failed attempt.
    mutating func tells(failedAttempt error: MQTTError) -> Bool {
        if !isOpen { return open(error) }
        guard error.kind == .refused, !hasToldRefusal else { return false }
        return open(error)
    }

    /// Whether to write a line about the loss of a connection that had been ready.
    mutating func tells(lost error: MQTTError, afterSeconds lasted: Double) -> Bool {
        if lasted >= Self.stableSeconds { self = OutageLog() }
        guard !isOpen || error.reason != lastReason else { return false }
        return open(error)
    }

    private mutating func open(_ error: MQTTError) -> Bool {
        isOpen = true
        hasToldRefusal = hasToldRefusal || error.kind == .refused
        lastReason = error.reason
        return true
    }
}
