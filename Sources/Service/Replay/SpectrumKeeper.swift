import Foundation
import MQTT
import Model
import Synchronization
import Wire

/// Keeps the newest spectrum of each sensor and tuning that an engine publishes.
final class SpectrumKeeper: Sendable {
    /// What a spectrum is of: a receiver that scans has one of each tuning.
    private struct Span: Hashable {
        let sensor: SensorID
        let firstFrequencyHz: Double
        let binWidthHz: Double
        let binCount: Int

        init(of estimate: SpectrumEstimate) {
            sensor = estimate.sensor
            firstFrequencyHz = estimate.firstFrequencyHz
            binWidthHz = estimate.binWidthHz
            binCount = estimate.psdDbmPerHz.count
        }

        static func < (left: Span, right: Span) -> Bool {
            (left.sensor, left.firstFrequencyHz, left.binWidthHz, left.binCount)
                < (right.sensor, right.firstFrequencyHz, right.binWidthHz, right.binCount)
        }
    }

    private struct State {
        var newest: [Span: SpectrumEstimate] = [:]
        var count = 0
    }

    private let state = Mutex(State())
    private let session: MQTTSession

    /// Listens from now on.
    ///
    /// - Parameters:
    ///   - region: whose spectra.
    ///   - port: of the broker on this machine.
    /// - Throws: `MQTTError` where there is none.
    init(region: RegionID, port: Int) throws(MQTTError) {
        session = try MQTTSession(
            options: MQTTConnectionOptions(port: port, clientID: "replay-spectra"),
            filters: [Topic.allSpectra(of: region)])
        session.start { [weak self] event in
            guard case .message(let message) = event,
                let estimate = try? WireDecoder().spectrumEstimate(message.payload)
            else { return }
            self?.state.withLock { state in
                state.newest[Span(of: estimate)] = estimate
                state.count += 1
            }
        }
        try session.waitUntilReady(timeoutSeconds: 10)
    }

    /// The newest spectra, ascending by sensor and frequency.
    ///
    /// - Parameters:
    ///   - count: how many the engine has published; the broker may be on its way with the last.
    ///   - timeoutSeconds: how long to wait for them.
    /// - Returns: one a sensor and tuning.
    func spectra(outOf count: Int, timeoutSeconds: Double) -> [SpectrumEstimate] {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(timeoutSeconds)
        while state.withLock({ $0.count }) < count, clock.now < deadline {
            Thread.sleep(forTimeInterval: 0.005)
        }
        return state.withLock { state in
            state.newest.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    /// Stops listening.
    func stop() { session.stop() }
}
