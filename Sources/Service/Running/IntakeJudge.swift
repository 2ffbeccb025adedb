import Bus
import Engine
import Model
import Store
import Wire

/// What becomes of one message: decoded, validated and entered in the books, or refused.
///
/// A value but for the decoder, whose arena is scratch: a copy of it is a copy of the books.
struct IntakeJudge {
    var intake: Intake
    /// Each sensor's last birth and state: retained messages come again at every connection.
    private var lastControl: [String: [UInt8]] = [:]
    private let decoder = WireDecoder()
    private let validator: FrameValidator
    private let requireChecksum: Bool
    private let sensorCountMax: Int

    init(configuration: EngineConfiguration, books: [Intake.BootKey: SensorBooks]) {
        intake = Intake(
            region: configuration.region.id, limits: configuration.intake, books: books)
        validator = FrameValidator(
            region: configuration.region, limits: configuration.intake,
            levelReachMetres: configuration.evidence.levelReachMetres)
        requireChecksum = configuration.intake.requireChecksum
        sensorCountMax = configuration.intake.sensorCountMax
    }

    /// Takes one message into a group, or refuses it.
    mutating func take(
        _ message: InboundMessage, at arrival: UnixTime, into group: inout IntakeGroup
    ) {
        do throws(IntakeRefusal) {
            switch message.topic {
            case .rss(_, let sensor):
                try takeRss(message, sensor, at: arrival, into: &group)
            case .coset(_, let sensor):
                try takeCoset(message, sensor, at: arrival, into: &group)
            case .birth(_, let sensor):
                try takeBirth(message, sensor, at: arrival, into: &group)
            case .state(_, let sensor):
                try takeState(message, sensor, at: arrival, into: &group)
            default:
                throw IntakeRefusal(
                    sensor: nil, reason: .unknownTopic,
                    detail: "nothing is read from '\(message.topicText.prefix(120))'")
            }
        } catch {
            refuse(message, error, at: arrival, into: &group)
        }
    }

    private mutating func refuse(
        _ message: InboundMessage, _ refusal: IntakeRefusal, at arrival: UnixTime,
        into group: inout IntakeGroup
    ) {
        let rejection = Rejection(
            bootID: refusal.bootID, sequence: refusal.sequence, reason: refusal.reason,
            detail: refusal.detail, time: arrival)
        if let alert = intake.refuse(sensor: refusal.sensor, rejection) {
            group.commit.alerts.append(alert)
        }
        group.commit.quarantined.append(
            QuarantineEntry(
                topic: message.topicText, sensor: refusal.sensor, bootID: refusal.bootID,
                sequence: refusal.sequence, reason: refusal.reason, detail: refusal.detail,
                received: arrival, payload: message.payload))
    }

    private mutating func takeRss(
        _ message: InboundMessage, _ sensor: SensorID, at arrival: UnixTime,
        into group: inout IntakeGroup
    ) throws(IntakeRefusal) {
        let frame: RssFrame
        do throws(WireError) {
            frame = try decoder.rssFrame(message.payload, requireChecksum: requireChecksum)
        } catch {
            throw IntakeRefusal(sensor, error)
        }
        let key = Intake.BootKey(sensor: sensor, bootID: frame.bootID)
        if intake.contains(key, sequence: frame.sequence) {
            intake.noteDuplicate()
            return
        }
        let batch: SampleBatch
        do throws(FrameValidator.Refusal) {
            batch = try validator.samples(of: frame, topicSensor: sensor, clock: arrival)
        } catch {
            throw IntakeRefusal(sensor, key.bootID, frame.sequence, error)
        }
        try enter(key, frame.sequence, at: arrival)
        intake.counters.acceptedRss += 1
        group.add(
            JournalEntry(
                kind: .rss, sensor: sensor, bootID: frame.bootID, sequence: frame.sequence,
                received: arrival, payload: message.payload), input: .samples(batch))
    }

    private mutating func takeCoset(
        _ message: InboundMessage, _ sensor: SensorID, at arrival: UnixTime,
        into group: inout IntakeGroup
    ) throws(IntakeRefusal) {
        let frame: CosetFrame
        do throws(WireError) {
            frame = try decoder.cosetFrame(
                message.payload, requireChecksum: requireChecksum)
        } catch {
            throw IntakeRefusal(sensor, error)
        }
        let key = Intake.BootKey(sensor: sensor, bootID: frame.bootID)
        if intake.contains(key, sequence: frame.sequence) {
            intake.noteDuplicate()
            return
        }
        let batch: CosetBatch
        do throws(FrameValidator.Refusal) {
            batch = try validator.cosets(of: frame, topicSensor: sensor, clock: arrival)
        } catch {
            throw IntakeRefusal(sensor, key.bootID, frame.sequence, error)
        }
        try enter(key, frame.sequence, at: arrival)
        intake.counters.acceptedCoset += 1
        group.add(
            JournalEntry(
                kind: .coset, sensor: sensor, bootID: frame.bootID, sequence: frame.sequence,
                received: arrival, payload: message.payload), input: .cosets(batch))
    }

    private mutating func enter(
        _ key: Intake.BootKey, _ sequence: UInt64, at arrival: UnixTime
    ) throws(IntakeRefusal) {
        guard !intake.isLeap(key, to: sequence) else {
            var refusal = IntakeRefusal(
                sensor: key.sensor, reason: .shape,
                detail: "sequence \(sequence) leaps by more than \(SequenceLedger.leapMax)")
            refusal.bootID = key.bootID
            throw refusal
        }
        guard intake.enter(key, sequence: sequence, at: arrival) != nil else {
            throw IntakeRefusal(
                sensor: key.sensor, reason: .tooManySensors,
                detail: "the region keeps \(sensorCountMax) sensors already")
        }
    }

    private mutating func takeBirth(
        _ message: InboundMessage, _ sensor: SensorID, at arrival: UnixTime,
        into group: inout IntakeGroup
    ) throws(IntakeRefusal) {
        // Empty is how somebody clears a retained message by hand.
        if message.payload.isEmpty || lastControl[message.topicText] == message.payload { return }
        let birth: SensorBirth
        do throws(WireError) {
            birth = try decoder.sensorBirth(message.payload)
        } catch {
            throw IntakeRefusal(sensor, error)
        }
        do throws(FrameValidator.Refusal) {
            try validator.check(birth, topicSensor: sensor)
        } catch {
            throw IntakeRefusal(sensor, birth.bootID, 0, error)
        }
        try takeControl(
            message, .birth, Intake.BootKey(sensor: sensor, bootID: birth.bootID),
            input: .birth(birth), at: arrival, into: &group)
    }

    private mutating func takeState(
        _ message: InboundMessage, _ sensor: SensorID, at arrival: UnixTime,
        into group: inout IntakeGroup
    ) throws(IntakeRefusal) {
        // Empty is how somebody clears a retained message by hand.
        if message.payload.isEmpty || lastControl[message.topicText] == message.payload { return }
        let status: SensorState
        do throws(WireError) {
            status = try decoder.sensorState(message.payload)
        } catch {
            throw IntakeRefusal(sensor, error)
        }
        do throws(FrameValidator.Refusal) {
            try validator.checkHeader(
                schemaVersion: status.schemaVersion, sensor: status.sensor, topicSensor: sensor,
                sequence: 1)
        } catch {
            throw IntakeRefusal(sensor, status.bootID, 0, error)
        }
        try takeControl(
            message, .state, Intake.BootKey(sensor: sensor, bootID: status.bootID),
            input: .state(status), at: arrival, into: &group)
    }

    private mutating func takeControl(
        _ message: InboundMessage, _ kind: JournalKind, _ key: Intake.BootKey, input: EngineInput,
        at arrival: UnixTime, into group: inout IntakeGroup
    ) throws(IntakeRefusal) {
        guard intake.openBooks(for: key, accepting: true) else {
            throw IntakeRefusal(
                sensor: key.sensor, reason: .tooManySensors,
                detail: "the region keeps \(sensorCountMax) sensors already")
        }
        intake.counters.acceptedControl += 1
        // At once: within one batch a sensor may come, and go with the very will of last time.
        lastControl[message.topicText] = message.payload
        group.add(
            JournalEntry(
                kind: kind, sensor: key.sensor, bootID: key.bootID, sequence: nil,
                received: arrival, payload: message.payload), input: input)
    }
}
