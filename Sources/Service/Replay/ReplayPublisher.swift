import EthermapSensor
import Foundation
import MQTT
import Model
import Synchronization

/// Publishes a plan's frames as its sensors would, all of them in the order of time.
final class ReplayPublisher: Sendable {
    /// Frames on their way, over all sensors, before publishing waits for the engine.
    static let unacknowledgedCountMax = 2_000
    /// Faster than this the connections' delays would be more than lateness allows.
    static let orderlyFactorMax = 10.0

    private let plan: ReplayPlan
    private let clients: [SensorClient]
    private let now: @Sendable () -> UnixTime
    private let isStopping = Atomic(false)

    init(
        plan: ReplayPlan, region: RegionID, connection: MQTTConnectionOptions,
        now: @escaping @Sendable () -> UnixTime, log: @escaping @Sendable (String) -> Void
    ) throws {
        self.plan = plan
        self.now = now
        clients = try plan.tracks.map { track in
            try SensorClient(
                region: region, birth: track.birth, connection: connection, now: now, log: log)
        }
    }

    /// Ends `publish` soon.
    func stop() { isStopping.store(true, ordering: .releasing) }

    /// Publishes everything and waits for the engine's acknowledgements.
    ///
    /// - Parameters:
    ///   - pace: how fast.
    ///   - timeoutSeconds: how long acknowledgements may stay away.
    ///   - progress: hears how many frames have been sent.
    /// - Returns: what the clients counted, summed.
    /// - Throws: where the broker does not take frames.
    func publish(
        pace: ReplayPace, timeoutSeconds: Double, progress: (Int) -> Void
    ) throws -> SensorStatistics {
        for client in clients { client.start() }
        for client in clients { try client.waitUntilReady(timeoutSeconds: timeoutSeconds) }
        let order = plan.tracks.indices.flatMap { track in
            plan.tracks[track].frames.indices.map { (track: track, frame: $0) }
        }.sorted { left, right in
            let times = (
                plan.tracks[left.track].frames[left.frame].time,
                plan.tracks[right.track].frames[right.frame].time
            )
            return (times.0, left.track, left.frame) < (times.1, right.track, right.frame)
        }
        guard let first = order.first.map({ plan.tracks[$0.track].frames[$0.frame].time }) else {
            return SensorStatistics()
        }
        let begun = now()
        let isHasty = isHasty(pace)
        var meeting = first
        for (position, item) in order.enumerated() {
            let frame = plan.tracks[item.track].frames[item.frame]
            // Each sensor has a connection of its own, and none is to run ahead of the others by
            // more than the engine waits for: beyond that the others' frames would come late.
            let isMeeting =
                isHasty
                && frame.time.seconds(since: meeting) > plan.engine.allowedLatenessSeconds / 4
            if isMeeting { meeting = frame.time }
            try wait(
                for: frame.time.seconds(since: first), since: begun, pace: pace,
                countMax: isMeeting ? 1 : Self.unacknowledgedCountMax,
                timeoutSeconds: timeoutSeconds)
            if isStopping.load(ordering: .acquiring) { break }
            switch frame {
            case .rss(let frame): try clients[item.track].send(frame)
            case .coset(let frame): try clients[item.track].send(frame)
            }
            progress(position + 1)
            // A recording that ends must not look like a sensor that falls silent.
            if item.frame == plan.tracks[item.track].frames.count - 1 {
                try finish(clients[item.track], timeoutSeconds: timeoutSeconds)
            }
        }
        if isStopping.load(ordering: .acquiring) {
            for client in clients { try finish(client, timeoutSeconds: timeoutSeconds) }
        }
        return clients.reduce(into: SensorStatistics()) { sum, client in
            let one = client.statistics
            sum.sentCount += one.sentCount
            sum.resentCount += one.resentCount
            sum.droppedCount += one.droppedCount
            sum.rejectedCount += one.rejectedCount
            sum.lostCount += one.lostCount
        }
    }

    private func finish(_ client: SensorClient, timeoutSeconds: Double) throws {
        guard !client.finish(timeoutSeconds: timeoutSeconds) else { return }
        throw silence(timeoutSeconds)
    }

    private func silence(_ seconds: Double) -> ServiceError {
        ServiceError(
            kind: .unavailable, operation: "replay",
            reason: "no acknowledgement from an engine within \(Int(seconds)) s")
    }

    /// Whether several sensors are published faster than their connections keep step.
    private func isHasty(_ pace: ReplayPace) -> Bool {
        guard plan.tracks.count > 1 else { return false }
        return switch pace {
        case .maximum: true
        case .factor(let factor): factor > Self.orderlyFactorMax
        }
    }

    /// Waits for a frame's turn: its time at the pace, and fewer than `countMax` frames on the way.
    private func wait(
        for seconds: Double, since begun: UnixTime, pace: ReplayPace, countMax: Int,
        timeoutSeconds: Double
    ) throws {
        var due: UnixTime?
        while !isStopping.load(ordering: .acquiring) {
            let isEarly =
                switch pace {
                case .maximum: false
                case .factor(let factor): now().seconds(since: begun) < seconds / factor
                }
            let onTheWay = clients.reduce(0) { $0 + $1.statistics.unacknowledgedCount }
            if !isEarly, onTheWay < countMax { return }
            if !isEarly {
                let since = due ?? now()
                due = since
                guard now().seconds(since: since) <= timeoutSeconds else {
                    throw silence(timeoutSeconds)
                }
            }
            Thread.sleep(forTimeInterval: 0.002)
        }
    }
}
