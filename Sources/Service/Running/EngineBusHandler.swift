import Bus
import Logging
import Model
import Store
import Synchronization

/// What the engine does with what the bus brings, on the bus thread.
final class EngineBusHandler: BusHandler {
    private let region: RegionID
    private let desk: IntakeDesk
    private let store: Store
    private let publication: Publication
    private let ownership: Ownership
    private let now: @Sendable () -> UnixTime
    private let logger: Logger
    private let hadSession: Atomic<Bool>

    init(
        region: RegionID, desk: IntakeDesk, store: Store, publication: Publication,
        ownership: Ownership, now: @escaping @Sendable () -> UnixTime, logger: Logger
    ) throws {
        self.region = region
        self.desk = desk
        self.store = store
        self.publication = publication
        self.ownership = ownership
        self.now = now
        self.logger = logger
        hadSession = Atomic(try store.lastJournalID > 0)
    }

    func receive(_ batch: [InboundMessage]) throws { try desk.receive(batch) }

    func ownerSeen(_ owner: EngineOwner) { ownership.see(owner) }

    func connected(sessionPresent: Bool) {
        let expected = hadSession.exchange(true, ordering: .acquiringAndReleasing)
        guard expected, !sessionPresent else { return }
        logger.warning(
            "region \(region): the broker kept no session; frames sent meanwhile may be lost")
        let time = now()
        let alert = Alert(
            id: "\(region)/session-lost/\(time.nanoseconds)", kind: .dataGap, region: region,
            time: time,
            message: "the broker kept no session for the engine: frames sent while it was away "
                + "may be lost; sensors send again what was not acknowledged")
        do {
            _ = try store.commit(IntakeCommit(alerts: [alert]))
            publication.noteAlerts()
        } catch {
            logger.error("\(error)")
        }
    }

    func subscribed() { logger.info("region \(region): frames are coming") }

    func idle() {
        do {
            try desk.idle()
        } catch {
            logger.error("region \(region): \(error)")
        }
    }
}
