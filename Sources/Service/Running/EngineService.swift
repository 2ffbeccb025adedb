import Bus
import Dispatch
import Engine
import Foundation
import Logging
import MQTT
import Model
import Store
import Synchronization
import Wire

/// One region's engine as it runs: read this first.
///
/// Three threads of its own, in the order of a frame's way (and a small one for the operator's
/// commands, `OperatorDesk`):
///
/// 1. the bus thread (`BusReader`): batch → `IntakeDesk` decodes, validates and commits it → the
///    broker gets its acknowledgements → `InputMailbox`;
/// 2. the engine thread (`RoundLoop`): inputs → `RegionEngine` → one transaction a round →
///    `Publication`;
/// 3. the publisher's thread (`BusPublisher`): tiles, heads, alerts, acknowledgements, health.
///
/// Before they start: the lock on the state directory, the store, recovery. Before anything is
/// published: an epoch greater than our own last one and the retained owner's.
public final class EngineService: Sendable {
    /// Why an engine has stopped.
    public enum Ending: Sendable {
        /// It was asked to.
        case requested
        /// Another engine shows a greater epoch.
        case superseded(EngineOwner)
        /// It could not go on.
        case failed(any Error)
    }

    /// What the engine was started with.
    public let configuration: ServiceConfiguration
    private let logger: Logger
    private let now: @Sendable () -> UnixTime
    private let lock: StateDirectoryLock
    private let store: Store
    private let mailbox = InputMailbox()
    private let publication: Publication
    private let loop: RoundLoop
    private let desk: IntakeDesk
    private let operatorDesk: OperatorDesk
    private let ownership: Ownership
    private let reader: BusReader
    private let connection: MQTTConnectionOptions
    private let recovered: RegionEngine
    private let ending: EndingBox
    private let startTime: UnixTime

    /// Opens the state directory and recovers; connects to nothing yet.
    ///
    /// - Parameters:
    ///   - configuration: what to run.
    ///   - logger: gets the engine's lines.
    ///   - now: the wall clock.
    /// - Throws: where the directory is taken, the store cannot be used, or the broker's options
    ///   are not usable.
    public init(
        configuration: ServiceConfiguration, logger: Logger,
        now: @escaping @Sendable () -> UnixTime = WallClock.now
    ) throws {
        var configuration = configuration
        // A configuration made by a program, not by the loader, has not read them yet.
        try configuration.readWeights(
            in: WeightsFolder.folders(configured: configuration.weightsFolder))
        self.configuration = configuration
        self.logger = logger
        self.now = now
        let engine = configuration.engine
        let region = engine.region.id
        for line in engine.interferenceMethods { logger.info("region \(region): \(line)") }
        for line in engine.interferenceWarnings { logger.warning("region \(region): \(line)") }
        try Self.makeDirectory(configuration.store.directory)
        lock = try StateDirectoryLock(configuration.store.directory)
        store = try Store(
            opening: configuration.store.path, region: engine.region,
            newEngineID: UUID().uuidString.lowercased(),
            configuration: configuration.store.configuration,
            warn: { logger.warning("\($0)") })
        let recovery = Recovery(
            configuration: engine, configurationHash: configuration.hash, store: store,
            log: { logger.info("region \(region): \($0)") })
        recovered = try recovery.recover()
        publication = Publication(region: region, model: engine.interferenceModel)
        ending = EndingBox()
        ownership = Ownership { [ending] owner in ending.end(.superseded(owner)) }
        desk = try IntakeDesk(
            configuration: engine, store: store, mailbox: mailbox, now: now)
        operatorDesk = try OperatorDesk(
            stateDirectory: configuration.store.directory, desk: desk, region: region,
            logger: logger)
        loop = RoundLoop(
            configuration: configuration, recovery: recovery, store: store, mailbox: mailbox,
            publication: publication, now: now, log: { logger.info("region \(region): \($0)") })
        connection = try configuration.broker.connectionOptions(jitterSeed: now().nanoseconds)
        reader = try BusReader(
            region: region, connection: connection,
            batchCountMax: min(configuration.broker.receiveMaximum, 1_000),
            handler: EngineBusHandler(
                region: region, desk: desk, store: store, publication: publication,
                ownership: ownership, now: now, logger: logger), logger: logger)
        startTime = now()
        let desk = desk
        let publication = publication
        let ownership = ownership
        desk.onCommit { sensors in
            publication.noteAlerts()
            publication.publish(
                desk.acknowledgements(of: sensors, epoch: ownership.epoch))
        }
    }

    /// Starts the threads.
    ///
    /// The engine thread works at once; the bus follows as soon as the broker
    /// can be asked who owns the region.
    public func start() {
        operatorDesk.start()
        let recovered = recovered
        Thread.detachNewThread { [self] in
            do {
                try loop.run(recovered) { [weak self] in self?.publishHealth(.running) }
                ending.loopEnded(nil)
            } catch {
                ending.loopEnded(error)
            }
        }
        Thread.detachNewThread { [self] in
            do {
                guard try claimRegion() else { return }
                reader.start()
            } catch {
                ending.end(.failed(error))
            }
        }
    }

    /// Waits until the engine ends, closes everything, and says why it ended.
    public func run() -> Ending {
        let reason = ending.wait()
        close(reason)
        return reason
    }

    /// Asks the engine to end; `run` returns soon after.
    public func stop() { ending.end(.requested) }

    /// Waits until frames can come.
    ///
    /// - Returns: whether they can, in time.
    public func waitUntilReady(timeoutSeconds: Double) -> Bool {
        let deadline = now().advanced(bySeconds: timeoutSeconds)
        while now() < deadline {
            if reader.isReady, publication.publisher?.isReady == true { return true }
            if ending.hasEnded { return false }
            Thread.sleep(forTimeInterval: 0.02)
        }
        return false
    }

    /// Waits until everything that has arrived is applied and published.
    ///
    /// - Returns: whether it is, in time.
    public func waitUntilSettled(timeoutSeconds: Double) -> Bool {
        let deadline = now().advanced(bySeconds: timeoutSeconds)
        while now() < deadline {
            // Asked first: whatever came before this question must have been applied.
            let durable = desk.settledCount
            if loop.status.withLock({ $0.isSettled && $0.appliedInputs >= durable }) {
                return publication.publisher?.flush(timeoutSeconds: timeoutSeconds) ?? false
            }
            if ending.hasEnded { return false }
            Thread.sleep(forTimeInterval: 0.02)
        }
        return false
    }

    /// The counters of the JSON summary.
    public var counters: [String: Double] {
        var counters = desk.counters.named
        for (name, value) in loop.status.withLock({ $0.counters }) { counters[name] = value }
        counters["tiles_published"] = Double(publication.tileCount)
        counters["uptime_seconds"] = now().seconds(since: startTime)
        counters["epoch"] = Double(ownership.epoch)
        if let statistics = publication.publisher?.statistics {
            counters["messages_acknowledged"] = Double(statistics.acknowledgedCount)
            counters["messages_refused"] = Double(statistics.refusedCount)
            counters["spectra_dropped"] = Double(statistics.droppedSpectrumCount)
            counters["messages_waiting"] = Double(statistics.pendingCount)
        }
        return counters
    }

    /// Refusals by reason since the start.
    public var rejections: [RejectionReason: UInt64] { desk.counters.rejected }

    /// Makes the state directory, for nobody but us: it holds where sensors were.
    private static func makeDirectory(_ path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw ServiceError(
                kind: .unavailable, operation: "make the state directory '\(path)'",
                reason: error.localizedDescription)
        }
    }

    /// Asks who owns the region, patiently, and takes it under a greater epoch.
    ///
    /// - Returns: `false` where the engine was ended meanwhile.
    private func claimRegion() throws -> Bool {
        let region = configuration.engine.region.id
        var pause = connection.backoffSeconds.lowerBound
        var hasWarned = false
        while !ending.hasEnded {
            let owner: EngineOwner?
            do {
                owner = try OwnerQuery.owner(
                    of: region, connection: connection, timeoutSeconds: 2)
            } catch let error as WireError {
                // Whoever may write there may write nonsense: it does not keep us from starting.
                logger.warning("region \(region): the retained owner is not one: \(error)")
                owner = nil
            } catch {
                // One line for an outage, however long it lasts.
                if !hasWarned {
                    logger.warning(
                        """
                        region \(region): no broker at \(connection.address) yet: \(error); \
                        trying again until there is one
                        """)
                    hasWarned = true
                }
                Thread.sleep(forTimeInterval: pause)
                pause = min(pause * 2, connection.backoffSeconds.upperBound)
                continue
            }
            let epoch = try store.beginEpoch(above: owner?.epoch ?? 0)
            ownership.claim(epoch: epoch, by: store.engineID)
            let publisher = try BusPublisher(
                region: region, engine: store.engineID, epoch: epoch, connection: connection,
                ackPeriodSeconds: configuration.acknowledgementIntervalSeconds, logger: logger)
            publisher.start()
            publisher.publishOwner()
            publication.open(publisher)
            publishHealth(.running)
            publication.publish(desk.acknowledgements(epoch: epoch))
            logger.info(
                "region \(region): owned by engine \(store.engineID.prefix(8)) at epoch \(epoch)")
            return true
        }
        return false
    }

    private func publishHealth(_ status: EngineHealth.Status) {
        guard let publisher = publication.publisher else { return }
        publisher.publish(
            EngineHealth(
                region: configuration.engine.region.id, engine: store.engineID,
                epoch: ownership.epoch, status: status, time: now(), counters: counters))
    }

    private func close(_ reason: Ending) {
        // First, so that nobody waits for room in a mailbox that is read no more.
        mailbox.close()
        reader.stop()
        operatorDesk.stop()
        loop.stop()
        ending.waitForLoop()
        if case .superseded = reason {
            // The region is another's: nothing more may be published, not even a farewell.
        } else {
            publishHealth(.stopped)
            _ = publication.publisher?.flush(timeoutSeconds: 3)
        }
        publication.publisher?.stop()
        do {
            try publication.markDeliveredAlerts(in: store, now: now())
            try store.close()
        } catch {
            logger.error("\(error)")
        }
        lock.release()
    }
}
