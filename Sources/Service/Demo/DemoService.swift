import Bus
import EthermapClient
import Foundation
import Logging
import MQTT
import Model
import Synchronization
import Wire

/// Everything on one machine: a private broker, a simulated city with its sensors as MQTT clients,
/// the engine, and a watcher that holds each alert against the truth.
public final class DemoService: Sendable {
    /// An alert within this distance of the true position has found the interferer, metres.
    public static let foundMetres = 75.0

    /// The broker's port.
    public var port: Int { broker.port }
    /// Where the engine keeps its history.
    public let stateDirectory: String

    private let broker: PrivateBroker
    private let fleet: SimulatedFleet
    private let engine: EngineService
    private let watcher: RegionWatcher
    private let print: @Sendable (String) -> Void
    private let now: @Sendable () -> UnixTime
    private let report: Mutex<DemoReport>
    private let isStopping = Atomic(false)

    /// Starts a broker and prepares the rest.
    ///
    /// - Parameters:
    ///   - seed: of the city, the sensors and the interferer.
    ///   - stateDirectory: where the engine keeps its history.
    ///   - interference: what maps the interference; `nil` for the standard.
    ///   - print: gets the lines for people.
    ///   - logger: gets the engine's lines.
    ///   - now: the wall clock.
    /// - Throws: where mosquitto is absent, or the directory is in use.
    public init(
        seed: UInt64, stateDirectory: String, interference: String? = nil,
        print: @escaping @Sendable (String) -> Void, logger: Logger,
        now: @escaping @Sendable () -> UnixTime = WallClock.now
    ) throws {
        self.stateDirectory = stateDirectory
        self.print = print
        self.now = now
        broker = try PrivateBroker()
        let scenario = DemoScenario.scenario(seed: seed)
        var configuration = DemoScenario.configuration(for: scenario)
        configuration.broker.host = broker.host
        configuration.broker.port = broker.port
        configuration.store.directory = stateDirectory
        if let interference {
            configuration.engine.estimation.interference = interference
        }
        engine = try EngineService(configuration: configuration, logger: logger, now: now)
        let connection = MQTTConnectionOptions(
            host: broker.host, port: broker.port, clientID: "demo-watch")
        watcher = try RegionWatcher(
            region: scenario.region.id, connection: connection,
            interests: RegionInterests(maps: .only([]), interferers: false))
        fleet = try SimulatedFleet(
            scenario: scenario, connection: connection, startTime: now(),
            receivers: WidebandReceiver.receivers(1, in: scenario), now: now,
            log: { logger.warning("\($0)") })
        report = Mutex(DemoReport(stateDirectory: stateDirectory))
    }

    /// Runs for a time, or until `stop`, and tells how it went.
    public func run(durationSeconds: Double?) async throws -> DemoReport {
        engine.start()
        guard engine.waitUntilReady(timeoutSeconds: 20) else {
            throw ServiceError(operation: "run the demo", reason: "the engine does not get ready")
        }
        watcher.start()
        try watcher.waitUntilReady(timeoutSeconds: 10)
        fleet.start()
        introduce()
        let reading = Task { [self] in
            for await event in watcher.events { take(event) }
        }
        let end = durationSeconds.map { now().advanced(bySeconds: $0) }
        while !isStopping.load(ordering: .acquiring), end.map({ now() < $0 }) ?? true {
            try await Task.sleep(for: .milliseconds(50))
        }
        fleet.finish(timeoutSeconds: 5)
        _ = engine.waitUntilSettled(timeoutSeconds: 3)
        watcher.stop()
        await reading.value
        engine.stop()
        _ = engine.run()
        broker.stop()
        return report.withLock { report in
            report.frameCount = fleet.frameCount
            return report
        }
    }

    /// Ends `run` soon.
    public func stop() { isStopping.store(true, ordering: .releasing) }

    private func introduce() {
        let region = fleet.scenario.region
        let uavs = fleet.scenario.sensors.count { $0.platform == .uav }
        print(
            """
            broker        127.0.0.1:\(broker.port) (private, this demo's own)
            history       \(stateDirectory)
            city          \(Int(region.grid.extentEastMetres)) m × \
            \(Int(region.grid.extentNorthMetres)) m, \(uavs) UAVs, \
            \(fleet.scenario.sensors.count - uavs) ground sensors, a wideband receiver of 3 GHz
            try           \(CommandLine.arguments[0]) watch --port \(broker.port) --region \(region.id)
            and           mosquitto_sub -p \(broker.port) -t '\(Topic.alert(region.id).text)' -C 1 -N | \
            protoc -I proto --decode=ethermap.v1.Alert proto/ethermap/v1/alert.proto
            a hidden interferer switches on in \(Int(DemoScenario.switchOnSeconds)) s
            """)
    }

    private func take(_ event: RegionEvent) {
        guard case .alert(let alert) = event else { return }
        guard let interferer = alert.interferer, let truth = fleet.scenario.interferers.first else {
            print("\(alert.kind.name) \(alert.message)")
            return
        }
        let delay = fleet.elapsedSeconds - truth.onAtSeconds
        let place = fleet.scenario.localFrame.local(of: interferer.position)
        let error = place.horizontalDistanceMetres(
            to: truth.position(at: max(fleet.elapsedSeconds, truth.onAtSeconds)))
        print(DemoAlertLine.text(alert, interferer, errorMetres: error, delaySeconds: delay))
        guard alert.kind != .interfererCleared else { return }
        report.withLock { report in
            report.alertCount += 1
            guard delay > 0, error <= Self.foundMetres else {
                report.falseAlertCount += 1
                return
            }
            report.errorMetres = min(report.errorMetres ?? .infinity, error)
            report.delaySeconds = report.delaySeconds ?? delay
        }
    }
}
