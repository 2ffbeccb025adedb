import Bus
import Engine
import Model
import Store
import Synchronization
import Wire

/// What happens to a batch from the bus before the broker gets its acknowledgements: decode,
/// validate, enter in the books, commit, and only then hand over.
///
/// Runs on the bus thread, for commands on the operator desk's. A batch is one transaction; where the commit fails, the books are taken
/// back, the error goes to the reader, nothing is acknowledged, and the broker sends it all again.
final class IntakeDesk: Sendable {
    private let judge: Mutex<IntakeJudge>
    /// Held over commit and hand-over, so that inputs reach the engine in the journal's order.
    private let order = Mutex<Void>(())
    private let clock: RegionClock
    private let store: Store
    private let mailbox: InputMailbox
    private let now: @Sendable () -> UnixTime
    /// Hears which sensors' books have changed, after the commit.
    private let listener = Mutex<(@Sendable ([SensorID]) -> Void)?>(nil)
    /// Inputs made durable for the engine thread since the start; changed under the judge's lock.
    private let durableCount = Atomic(0)

    init(
        configuration: EngineConfiguration, store: Store, mailbox: InputMailbox,
        now: @escaping @Sendable () -> UnixTime
    ) throws {
        self.store = store
        clock = configuration.clock
        self.mailbox = mailbox
        self.now = now
        var books: [Intake.BootKey: SensorBooks] = [:]
        for row in try store.ledgers() {
            books[Intake.BootKey(sensor: row.sensor, bootID: row.bootID)] =
                try SensorBooks(bytes: row.bytes)
        }
        judge = Mutex(IntakeJudge(configuration: configuration, books: books))
    }

    /// Sets who hears, after each commit, which sensors' books have changed.
    func onCommit(_ body: @escaping @Sendable ([SensorID]) -> Void) {
        listener.withLock { $0 = body }
    }

    /// Inputs made durable so far, a batch in progress included: waits for its commit.
    var settledCount: Int { judge.withLock { _ in durableCount.load(ordering: .acquiring) } }

    /// What has been counted.
    var counters: IntakeCounters { judge.withLock { $0.intake.counters } }

    /// The answers to all sensors, for a new owner or a fresh broker.
    func acknowledgements(of sensors: [SensorID]? = nil, epoch: UInt64) -> [SensorAck] {
        judge.withLock { judge in
            (sensors ?? judge.intake.sensors).compactMap {
                judge.intake.acknowledgement(of: $0, epoch: epoch)
            }
        }
    }

    /// Takes a batch and makes it durable.
    func receive(_ messages: [InboundMessage]) throws {
        let arrival = now()
        let touched = try order.withLock { _ in
            let (items, touched) = try enter(messages, at: arrival)
            mailbox.post(items)
            return touched
        }
        if !touched.isEmpty { listener.withLock { $0 }?(touched) }
    }

    /// Takes what an operator has said and makes it durable; what is known already is passed over.
    func take(_ commands: [OperatorCommand]) throws {
        let arrival = now()
        let dated = commands.map { command in
            guard clock == .wall, case .mute(var mute) = command.action else { return command }
            // From now on; on event time only the engine knows what now is.
            mute.until = mute.forSeconds.map { arrival.advanced(bySeconds: $0) }
            var dated = command
            dated.action = .mute(mute)
            return dated
        }
        try order.withLock { _ in
            let items = try judge.withLock { _ in
                let ids = try store.commit(dated, received: arrival)
                let items = zip(ids, dated).compactMap { id, command in
                    id.map { InputMailbox.Item(input: .command(command), journalID: $0) }
                }
                durableCount.add(items.count, ordering: .acquiringAndReleasing)
                return items
            }
            mailbox.post(items)
        }
    }

    private func enter(
        _ messages: [InboundMessage], at arrival: UnixTime
    ) throws -> (items: [InputMailbox.Item], touched: [SensorID]) {
        try judge.withLock { judge in
            let saved = judge
            var group = IntakeGroup()
            for message in messages {
                judge.take(message, at: arrival, into: &group)
            }
            do {
                let outcome = try commit(&group, at: arrival, judge: &judge)
                durableCount.add(outcome.items.count, ordering: .acquiringAndReleasing)
                return outcome
            } catch {
                judge = saved
                throw error
            }
        }
    }

    /// Lets time pass: gaps grow old.
    func idle() throws { try receive([]) }

    private func commit(
        _ group: inout IntakeGroup, at arrival: UnixTime, judge: inout IntakeJudge
    ) throws -> (items: [InputMailbox.Item], touched: [SensorID]) {
        group.commit.alerts += judge.intake.giveUpGaps(at: arrival)
        let touched = judge.intake.drainTouched()
        group.commit.ledgers = touched.map { key, books in
            LedgerRow(sensor: key.sensor, bootID: key.bootID, bytes: books.bytes)
        }
        group.commit.droppedLedgers = judge.intake.drainDropped().map {
            LedgerKey(sensor: $0.sensor, bootID: $0.bootID)
        }
        guard !group.commit.isEmpty else { return ([], []) }
        let ids = try store.commit(group.commit)
        let items = zip(ids, group.inputs).compactMap { id, input in
            id.flatMap { id in input.map { InputMailbox.Item(input: $0, journalID: id) } }
        }
        return (items, Set(touched.map(\.key.sensor)).sorted())
    }
}
