import MQTT
import Model
import Synchronization
import Wire

/// Keeps the newest spectrum of each sensor that an engine publishes.
final class SpectrumKeeper: Sendable {
    private let newest = Mutex<[SensorID: SpectrumEstimate]>([:])
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
            self?.newest.withLock { $0[estimate.sensor] = estimate }
        }
        try session.waitUntilReady(timeoutSeconds: 10)
    }

    /// The newest spectra, ascending by sensor.
    var spectra: [SpectrumEstimate] {
        newest.withLock { $0.values.sorted { $0.sensor < $1.sensor } }
    }

    /// Stops listening.
    func stop() { session.stop() }
}
