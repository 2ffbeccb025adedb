import EthermapSensor
import Foundation
import MQTT
import Model
import Scenario
import Synchronization

/// A scenario's sensors as real MQTT clients, measuring in real time.
public final class SimulatedFleet: Sendable {
    /// The scenario that they fly in.
    public let scenario: CityScenario
    /// The instant of the scenario's beginning.
    public let startTime: UnixTime

    private let clients: [SensorClient]
    private let wideband: WidebandFleet
    private let frameSeconds: Double
    private let pointRateHz: Double
    private let now: @Sendable () -> UnixTime
    private let isStopping = Atomic(false)
    private let sentFrames = Atomic(0)

    /// A fleet; nothing connects before `start`.
    ///
    /// - Parameters:
    ///   - scenario: city, sensors and emitters.
    ///   - connection: the broker.
    ///   - startTime: the instant of the scenario's beginning.
    ///   - frameSeconds: span of a frame, seconds.
    ///   - pointRateHz: points a second of each sensor.
    ///   - receivers: wideband receivers beside the scenario's sensors.
    ///   - now: the wall clock.
    ///   - log: gets one line for each outage and each rejection.
    /// - Throws: `MQTTError` for options that cannot be used.
    public init(
        scenario: CityScenario, connection: MQTTConnectionOptions, startTime: UnixTime,
        frameSeconds: Double = 0.5, pointRateHz: Double = 20,
        receivers: [WidebandReceiver] = [],
        now: @escaping @Sendable () -> UnixTime = WallClock.now,
        log: @escaping @Sendable (String) -> Void
    ) throws {
        self.scenario = scenario
        self.startTime = startTime
        self.frameSeconds = frameSeconds
        self.pointRateHz = pointRateHz
        self.now = now
        wideband = try WidebandFleet(
            receivers: receivers, region: scenario.region.id, connection: connection,
            startTime: startTime, now: now, log: log)
        clients = try scenario.sensors.map { sensor in
            try SensorClient(
                region: scenario.region.id,
                birth: scenario.birth(of: sensor, bootID: startTime.nanoseconds),
                connection: connection, now: now, log: log,
                events: { event in
                    if case .rejected(let rejection) = event {
                        log("\(sensor.id): frame refused: \(rejection.detail)")
                    }
                })
        }
    }

    /// Frames handed to the connections so far.
    public var frameCount: Int {
        sentFrames.load(ordering: .relaxed) + wideband.frameCount
    }

    /// Coset samples that stood at the end of their converter's range.
    public var clippedCount: UInt64 { wideband.clippedCount }

    /// Seconds since the scenario's beginning.
    public var elapsedSeconds: Double { now().seconds(since: startTime) }

    /// Connects every sensor and begins to measure, on a thread of its own.
    public func start() {
        for client in clients { client.start() }
        wideband.start()
        Thread.detachNewThread { [self] in measure() }
    }

    /// Ends measuring; waits until the engine has everything, at most for a time.
    ///
    /// - Returns: whether every sensor's frames were acknowledged.
    @discardableResult
    public func finish(timeoutSeconds: Double) -> Bool {
        isStopping.store(true, ordering: .releasing)
        var isComplete = wideband.finish(timeoutSeconds: timeoutSeconds)
        for client in clients where !client.finish(timeoutSeconds: timeoutSeconds) {
            isComplete = false
        }
        return isComplete
    }

    /// Sends each span of time once it has passed; spans adjoin, so that no point is lost when this
    /// thread is late.
    private func measure() {
        var sentThrough = 0.0
        while !isStopping.load(ordering: .acquiring) {
            let end = (elapsedSeconds / frameSeconds).rounded(.down) * frameSeconds
            if end > sentThrough {
                for (sensor, client) in zip(scenario.sensors, clients) {
                    send(sensor, by: client, from: sentThrough, to: end)
                }
                wideband.sample(at: end)
                sentThrough = end
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    private func send(
        _ sensor: SimulatedSensor, by client: SensorClient, from t0: Double, to t1: Double
    ) {
        // The client numbers the frames itself.
        let frame = scenario.frame(
            of: sensor, sequence: 1, startTime: startTime, from: max(t0, t1 - 60), to: t1,
            pointRateHz: pointRateHz)
        guard let frame else { return }
        do {
            try client.send(frame)
            sentFrames.add(1, ordering: .relaxed)
        } catch {
            // A frame of at most a minute at this rate always fits; a larger rate is refused before.
            preconditionFailure("\(error)")
        }
    }
}
