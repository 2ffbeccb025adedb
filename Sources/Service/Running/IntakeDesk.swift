import Bus
import Engine
import Model
import Store
import Synchronization
import Wire

/// What happens to a batch from the bus before the broker gets its acknowledgements: decode,
/// validate, enter in the books, commit, and only then hand over.
///
/// Runs on the bus thread. A batch is one transaction; where the commit fails, the books are taken
/// back, the error goes to the reader, nothing is acknowledged, and the broker sends it all again.
final class IntakeDesk: Sendable {
    private struct State {
        var intake: Intake
        let decoder: WireDecoder
        /// Digest of each sensor's last birth and state: retained messages come again and again.
        var lastControl: [String: [UInt8]] = [:]
    }

    private let state: Mutex<State>
    private let configuration: EngineConfiguration
    private let validator: FrameValidator
    private let store: Store
    private let mailbox: InputMailbox
    private let now: @Sendable () -> UnixTime
    /// Hears which sensors' books have changed, after the commit.
    private let listener = Mutex<(@Sendable ([SensorID]) -> Void)?>(nil)
    private let requireChecksum: Bool
    /// Inputs handed to the engine thread since the start.
    let postedCount = Atomic(0)

    init(
        configuration: EngineConfiguration, store: Store, mailbox: InputMailbox,
        now: @escaping @Sendable () -> UnixTime
    ) throws {
        self.configuration = configuration
        self.store = store
        self.mailbox = mailbox
        self.now = now
        requireChecksum = configuration.intake.requireChecksum
        validator = FrameValidator(
            region: configuration.region, limits: configuration.intake,
            levelReachMetres: configuration.evidence.levelReachMetres)
        var books: [Intake.BootKey: SensorBooks] = [:]
        for row in try store.ledgers() {
            books[Intake.BootKey(sensor: row.sensor, bootID: row.bootID)] =
                try SensorBooks(bytes: row.bytes)
        }
        let intake = Intake(
            region: configuration.region.id, limits: configuration.intake, books: books)
        state = Mutex(State(intake: intake, decoder: WireDecoder()))
    }

    /// Sets who hears, after each commit, which sensors' books have changed.
    func onCommit(_ body: @escaping @Sendable ([SensorID]) -> Void) {
        listener.withLock { $0 = body }
    }

    /// What has been counted.
    var counters: IntakeCounters { state.withLock { $0.intake.counters } }

    /// The answers to all sensors, for a new owner or a fresh broker.
    func acknowledgements(of sensors: [SensorID]? = nil, epoch: UInt64) -> [SensorAck] {
        state.withLock { state in
            (sensors ?? state.intake.sensors).compactMap {
                state.intake.acknowledgement(of: $0, epoch: epoch)
            }
        }
    }

    /// Takes a batch and makes it durable.
    func receive(_ messages: [InboundMessage]) throws {
        let arrival = now()
        let (items, touched) = try state.withLock { state in
            let saved = state.intake
            var group = IntakeGroup()
            for message in messages {
                take(message, at: arrival, into: &group, state: &state)
            }
            do {
                return try commit(&group, at: arrival, state: &state)
            } catch {
                state.intake = saved
                throw error
            }
        }
        // Counted first: whoever sees an input applied has seen it counted.
        postedCount.add(items.count, ordering: .acquiringAndReleasing)
        mailbox.post(items)
        if !touched.isEmpty { listener.withLock { $0 }?(touched) }
    }

    /// Lets time pass: gaps grow old.
    func idle() throws { try receive([]) }

    private func commit(
        _ group: inout IntakeGroup, at arrival: UnixTime, state: inout State
    ) throws -> (items: [InputMailbox.Item], touched: [SensorID]) {
        group.commit.alerts += state.intake.giveUpGaps(at: arrival)
        let touched = state.intake.drainTouched()
        group.commit.ledgers = touched.map { key, books in
            LedgerRow(sensor: key.sensor, bootID: key.bootID, bytes: books.bytes)
        }
        group.commit.droppedLedgers = state.intake.drainDropped().map {
            LedgerKey(sensor: $0.sensor, bootID: $0.bootID)
        }
        guard !group.commit.isEmpty else { return ([], []) }
        let ids = try store.commit(group.commit)
        for (key, payload) in group.controls { state.lastControl[key] = payload }
        let items = zip(ids, group.inputs).compactMap { id, input in
            id.flatMap { id in input.map { InputMailbox.Item(input: $0, journalID: id) } }
        }
        return (items, Set(touched.map(\.key.sensor)).sorted())
    }

    private func take(
        _ message: InboundMessage, at arrival: UnixTime, into group: inout IntakeGroup,
        state: inout State
    ) {
        do throws(IntakeRefusal) {
            switch message.topic {
            case .rss(_, let sensor):
                try takeRss(message, sensor, at: arrival, into: &group, state: &state)
            case .coset(_, let sensor):
                try takeCoset(message, sensor, at: arrival, into: &group, state: &state)
            case .birth(_, let sensor):
                try takeBirth(message, sensor, at: arrival, into: &group, state: &state)
            case .state(_, let sensor):
                try takeState(message, sensor, at: arrival, into: &group, state: &state)
            default:
                throw IntakeRefusal(
                    sensor: nil, reason: .unknownTopic,
                    detail: "nothing is read from '\(message.topicText.prefix(120))'")
            }
        } catch {
            refuse(message, error, at: arrival, into: &group, state: &state)
        }
    }

    private func refuse(
        _ message: InboundMessage, _ refusal: IntakeRefusal, at arrival: UnixTime,
        into group: inout IntakeGroup, state: inout State
    ) {
        let rejection = Rejection(
            bootID: refusal.bootID, sequence: refusal.sequence, reason: refusal.reason,
            detail: refusal.detail, time: arrival)
        if let alert = state.intake.refuse(sensor: refusal.sensor, rejection) {
            group.commit.alerts.append(alert)
        }
        group.commit.quarantined.append(
            QuarantineEntry(
                topic: message.topicText, sensor: refusal.sensor, bootID: refusal.bootID,
                sequence: refusal.sequence, reason: refusal.reason, detail: refusal.detail,
                received: arrival, payload: message.payload))
    }

    private func takeRss(
        _ message: InboundMessage, _ sensor: SensorID, at arrival: UnixTime,
        into group: inout IntakeGroup, state: inout State
    ) throws(IntakeRefusal) {
        let frame: RssFrame
        do throws(WireError) {
            frame = try state.decoder.rssFrame(message.payload, requireChecksum: requireChecksum)
        } catch {
            throw IntakeRefusal(sensor, error)
        }
        let key = Intake.BootKey(sensor: sensor, bootID: frame.bootID)
        if state.intake.contains(key, sequence: frame.sequence) {
            state.intake.noteDuplicate()
            return
        }
        let batch: SampleBatch
        do throws(FrameValidator.Refusal) {
            batch = try validator.samples(of: frame, topicSensor: sensor, clock: arrival)
        } catch {
            throw IntakeRefusal(sensor, key.bootID, frame.sequence, error)
        }
        try enter(key, frame.sequence, at: arrival, state: &state)
        state.intake.counters.acceptedRss += 1
        group.add(
            JournalEntry(
                kind: .rss, sensor: sensor, bootID: frame.bootID, sequence: frame.sequence,
                received: arrival, payload: message.payload), input: .samples(batch))
    }

    private func takeCoset(
        _ message: InboundMessage, _ sensor: SensorID, at arrival: UnixTime,
        into group: inout IntakeGroup, state: inout State
    ) throws(IntakeRefusal) {
        let frame: CosetFrame
        do throws(WireError) {
            frame = try state.decoder.cosetFrame(
                message.payload, requireChecksum: requireChecksum)
        } catch {
            throw IntakeRefusal(sensor, error)
        }
        let key = Intake.BootKey(sensor: sensor, bootID: frame.bootID)
        if state.intake.contains(key, sequence: frame.sequence) {
            state.intake.noteDuplicate()
            return
        }
        do throws(FrameValidator.Refusal) {
            try validator.check(frame, topicSensor: sensor, clock: arrival)
        } catch {
            throw IntakeRefusal(sensor, key.bootID, frame.sequence, error)
        }
        try enter(key, frame.sequence, at: arrival, state: &state)
        state.intake.counters.acceptedCoset += 1
        group.add(
            JournalEntry(
                kind: .coset, sensor: sensor, bootID: frame.bootID, sequence: frame.sequence,
                received: arrival, payload: message.payload), input: nil)
    }

    private func enter(
        _ key: Intake.BootKey, _ sequence: UInt64, at arrival: UnixTime, state: inout State
    ) throws(IntakeRefusal) {
        guard state.intake.enter(key, sequence: sequence, at: arrival) != nil else {
            throw IntakeRefusal(
                sensor: key.sensor, reason: .tooManySensors,
                detail: "the region keeps \(configuration.intake.sensorCountMax) sensors already")
        }
    }

    private func takeBirth(
        _ message: InboundMessage, _ sensor: SensorID, at arrival: UnixTime,
        into group: inout IntakeGroup, state: inout State
    ) throws(IntakeRefusal) {
        if state.lastControl[message.topicText] == message.payload { return }
        let birth: SensorBirth
        do throws(WireError) {
            birth = try state.decoder.sensorBirth(message.payload)
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
            input: .birth(birth), at: arrival, into: &group, state: &state)
    }

    private func takeState(
        _ message: InboundMessage, _ sensor: SensorID, at arrival: UnixTime,
        into group: inout IntakeGroup, state: inout State
    ) throws(IntakeRefusal) {
        if state.lastControl[message.topicText] == message.payload { return }
        let status: SensorState
        do throws(WireError) {
            status = try state.decoder.sensorState(message.payload)
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
            input: .state(status), at: arrival, into: &group, state: &state)
    }

    private func takeControl(
        _ message: InboundMessage, _ kind: JournalKind, _ key: Intake.BootKey, input: EngineInput,
        at arrival: UnixTime, into group: inout IntakeGroup, state: inout State
    ) throws(IntakeRefusal) {
        guard state.intake.openBooks(for: key) else {
            throw IntakeRefusal(
                sensor: key.sensor, reason: .tooManySensors,
                detail: "the region keeps \(configuration.intake.sensorCountMax) sensors already")
        }
        state.intake.counters.acceptedControl += 1
        group.controls.append((message.topicText, message.payload))
        group.add(
            JournalEntry(
                kind: kind, sensor: key.sensor, bootID: key.bootID, sequence: nil,
                received: arrival, payload: message.payload), input: input)
    }
}
