import Engine
import Model
import Store
import Wire

/// What one batch comes to: one transaction, and the inputs that follow it.
struct IntakeGroup {
    var commit = IntakeCommit()
    /// For each journal entry, what the engine makes of it; `nil` for what is only kept.
    var inputs: [EngineInput?] = []

    mutating func add(_ entry: JournalEntry, input: EngineInput?) {
        commit.entries.append(entry)
        inputs.append(input)
    }
}

/// A message that is not taken, and all that could be read of it.
struct IntakeRefusal: Error {
    var sensor: SensorID?
    var bootID: UInt64 = 0
    var sequence: UInt64 = 0
    var reason: RejectionReason
    var detail: String

    init(sensor: SensorID?, reason: RejectionReason, detail: String) {
        self.sensor = sensor
        self.reason = reason
        self.detail = detail
    }

    init(_ sensor: SensorID, _ error: WireError) {
        self.init(sensor: sensor, reason: error.reason, detail: error.detail)
        bootID = error.bootID ?? 0
        sequence = error.sequence ?? 0
    }

    init(
        _ sensor: SensorID, _ bootID: UInt64, _ sequence: UInt64, _ refusal: FrameValidator.Refusal
    ) {
        self.init(sensor: sensor, reason: refusal.reason, detail: refusal.detail)
        self.bootID = bootID
        self.sequence = sequence
    }
}
