import Model

/// What the intake has counted since the process began.
public struct IntakeCounters: Hashable, Sendable {
    /// Frames accepted, by kind.
    public var acceptedRss: UInt64 = 0
    /// Coset frames accepted.
    public var acceptedCoset: UInt64 = 0
    /// Births and states accepted.
    public var acceptedControl: UInt64 = 0
    /// Frames seen before.
    public var duplicates: UInt64 = 0
    /// Frames given up as lost.
    public var lost: UInt64 = 0
    /// Refusals by reason.
    public var rejected: [RejectionReason: UInt64] = [:]

    /// Nothing counted yet.
    public init() {}

    /// Counts frames given up as lost; a sensor may skip 2^63 of them, so the sum stops at its end.
    mutating func noteLost(_ count: UInt64) {
        let (sum, overflow) = lost.addingReportingOverflow(count)
        lost = overflow ? .max : sum
    }

    /// Refusals in all.
    public var rejectedTotal: UInt64 { rejected.values.reduce(0, +) }

    /// The counters under the names of the JSON summary; every reason has one.
    public var named: [String: Double] {
        var named: [String: Double] = [
            "frames_accepted": Double(acceptedRss + acceptedCoset),
            "frames_accepted_coset": Double(acceptedCoset),
            "control_messages_accepted": Double(acceptedControl),
            "frames_duplicate": Double(duplicates),
            "frames_lost": Double(lost),
            "frames_rejected": Double(rejectedTotal),
        ]
        for reason in RejectionReason.allCases {
            named["frames_rejected_\(reason.rawValue)"] = Double(rejected[reason] ?? 0)
        }
        return named
    }
}
