import EthermapSensor
import Foundation
import MQTT
import Model
import Scenario
import Synchronization

/// Wideband receivers as real MQTT clients, sampling in real time.
final class WidebandFleet: Sendable {
    private let receivers: [WidebandReceiver]
    private let clients: [SensorClient]
    private let startTime: UnixTime
    private let sentFrames = Atomic(0)

    /// - Parameters:
    ///   - receivers: who samples.
    ///   - region: whose engine is to hear them.
    ///   - connection: the broker.
    ///   - startTime: the instant of the scenario's beginning.
    ///   - now: the wall clock.
    ///   - log: gets one line for each outage and each rejection.
    /// - Throws: `MQTTError` for options that cannot be used.
    init(
        receivers: [WidebandReceiver], region: RegionID, connection: MQTTConnectionOptions,
        startTime: UnixTime, now: @escaping @Sendable () -> UnixTime,
        log: @escaping @Sendable (String) -> Void
    ) throws {
        self.receivers = receivers
        self.startTime = startTime
        clients = try receivers.map { receiver in
            try SensorClient(
                region: region, birth: receiver.birth(bootID: startTime.nanoseconds),
                connection: connection, now: now, log: log,
                events: { event in
                    if case .rejected(let rejection) = event {
                        log("\(receiver.id): frame refused: \(rejection.detail)")
                    }
                })
        }
    }

    /// Frames handed to the connections so far.
    var frameCount: Int { sentFrames.load(ordering: .relaxed) }

    /// Samples that the converters have clipped so far.
    var clippedCount: UInt64 { clients.reduce(0) { $0 + $1.statistics.clippedSampleCount } }

    /// Connects every receiver.
    func start() { for client in clients { client.start() } }

    /// Lets every receiver take a frame.
    func sample(at seconds: Double) {
        for (receiver, client) in zip(receivers, clients) {
            let capture = receiver.capture(at: seconds, startTime: startTime)
            do {
                // An automatic gain: each frame has the scale that suits it, and says so.
                try client.send(
                    capture, by: IQQuantiser(fitting: capture.inPhase, capture.quadrature))
                sentFrames.add(1, ordering: .relaxed)
            } catch {
                // A block has noise, a frame is 8 KiB: it always fits.
                preconditionFailure("\(error)")
            }
        }
    }

    /// Waits until the engine has everything.
    func finish(timeoutSeconds: Double) -> Bool {
        clients.map { $0.finish(timeoutSeconds: timeoutSeconds) }.allSatisfy { $0 }
    }
}
