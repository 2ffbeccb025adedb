import Engine
import Foundation
import Geometry
import Logging
import MQTT
import Model
import Store

/// Publishes recordings through a broker: a private one with a private engine on event time, or one
/// that is named and has its own engine.
public struct ReplayService: Sendable {
    /// What is replayed.
    public var plan: ReplayPlan
    /// How fast.
    public var pace: ReplayPace
    /// How long an acknowledgement may stay away, seconds.
    public var timeoutSeconds = 60.0
    /// Gets the lines of broker and engine.
    public var logger: Logger
    /// The wall clock.
    public var now: @Sendable () -> UnixTime

    /// A replay of a plan.
    public init(
        plan: ReplayPlan, pace: ReplayPace, logger: Logger,
        now: @escaping @Sendable () -> UnixTime = WallClock.now
    ) {
        self.plan = plan
        self.pace = pace
        self.logger = logger
        self.now = now
    }

    /// Replays to a broker that has an engine of its own.
    ///
    /// - Parameters:
    ///   - connection: the broker.
    ///   - progress: hears how many frames have been sent.
    /// - Returns: how it went, as far as sensors can know.
    /// - Throws: where there is no broker, or no engine that acknowledges.
    public func run(
        to connection: MQTTConnectionOptions, progress: (Int) -> Void
    ) throws -> ReplayReport {
        let begun = now()
        let publisher = try ReplayPublisher(
            plan: plan, region: plan.engine.region.id, connection: connection, now: now,
            log: { [logger] in logger.warning("\($0)") })
        let statistics = try publisher.publish(
            pace: pace, timeoutSeconds: timeoutSeconds, progress: progress)
        var report = ReplayReport()
        report.points = plan.pointCount
        report.frames = statistics.sentCount
        report.rejectedTotal = statistics.rejectedCount
        report.lost = statistics.lostCount
        report.seconds = now().seconds(since: begun)
        report.framesPerSecond = Double(report.frames) / max(report.seconds, 1e-9)
        return report
    }

    /// Replays through a private broker into a private engine.
    ///
    /// - Parameters:
    ///   - stateDirectory: where the engine keeps its history.
    ///   - given: the engine's configuration; the plan's own where `nil`.
    ///   - progress: hears how many frames have been sent.
    /// - Returns: how it went.
    /// - Throws: where mosquitto is absent, or the directory is in use.
    public func run(
        stateDirectory: String, configuration given: ServiceConfiguration?,
        progress: (Int) -> Void
    ) throws -> ReplayReport {
        let broker = try PrivateBroker()
        defer { broker.stop() }
        var configuration = given ?? ServiceConfiguration(engine: plan.engine)
        configuration.broker.host = broker.host
        configuration.broker.port = broker.port
        configuration.store.directory = stateDirectory
        // Sensors that keep step wait for the engine's word many times a second.
        if plan.tracks.count > 1 { configuration.acknowledgementIntervalSeconds = 0.02 }
        if plan.truth != nil {
            // Every round's state is held against the truth afterwards.
            configuration.store.configuration.interfererHistorySeconds = 0
        }
        let engine = try EngineService(configuration: configuration, logger: logger, now: now)
        engine.start()
        guard engine.waitUntilReady(timeoutSeconds: timeoutSeconds) else {
            throw ServiceError(
                kind: .unavailable, operation: "replay", reason: "the engine does not get ready")
        }
        // A recording's spectra end with its private broker: the last of each tuning is told.
        let keeper =
            plan.hasCosets
            ? try SpectrumKeeper(region: plan.engine.region.id, port: broker.port) : nil
        defer { keeper?.stop() }
        let begun = now()
        var report = try run(
            to: MQTTConnectionOptions(host: broker.host, port: broker.port, clientID: ""),
            progress: progress)
        guard engine.waitUntilSettled(timeoutSeconds: timeoutSeconds) else {
            throw ServiceError(
                kind: .unavailable, operation: "replay",
                reason: "the maps were not finished in \(timeoutSeconds) s")
        }
        report.seconds = now().seconds(since: begun)
        let counters = engine.counters
        report.mapRevisions = UInt64(counters["map_revisions"] ?? 0)
        if let frames = counters["coset_frames_applied"], frames > 0 {
            report.spectra = UInt64(counters["spectra"] ?? 0)
            report.lastSpectra =
                keeper?.spectra(
                    outOf: Int(counters["spectra"] ?? 0) - Int(counters["spectra_dropped"] ?? 0),
                    timeoutSeconds: 1) ?? []
        }
        report.tiles = UInt64(counters["tiles_published"] ?? 0)
        report.rejected = Dictionary(
            uniqueKeysWithValues: engine.rejections.map { ($0.key.rawValue, $0.value) })
        report.stateDirectory = stateDirectory
        report.epoch = UInt64(counters["epoch"] ?? 0)
        engine.stop()
        _ = engine.run()
        let reader = try StoreReader(configuration.store.path)
        report.alerts = try reader.alerts()
        if let truth = plan.truth {
            try compare(reader, with: truth, under: configuration.engine, in: &report)
        }
        return report
    }

    /// Holds alerts and states against where the emitter was.
    private func compare(
        _ reader: StoreReader, with truth: ReplayTruth, under engine: EngineConfiguration,
        in report: inout ReplayReport
    ) throws {
        let frame = LocalFrame(origin: engine.region.grid.origin)
        var errors: [String: Double] = [:]
        for alert in report.alerts {
            guard let interferer = alert.interferer, let place = truth.position(at: alert.time)
            else { continue }
            errors[alert.id] = frame.local(of: interferer.position)
                .horizontalDistanceMetres(to: place)
        }
        report.alertErrorsMetres = errors
        report.accuracy = try ReplayAccuracy(
            of: reader, against: truth, in: frame, everySeconds: engine.roundIntervalSeconds)
    }
}
