import EthermapSensor
import Foundation
import MQTT
import Model
import Testing

extension Flight {
    /// Flies to a broker at once: every sensor in step with the others, to its final word.
    func fly(at broker: PrivateBroker) throws {
        let clients = try clients(at: broker) { _, _ in }
        for client in clients {
            client.start()
            try client.waitUntilReady(timeoutSeconds: 10)
        }
        for span in spans {
            for (frame, client) in zip(span, clients) { try client.send(frame) }
            // In step: within a second of each other on the wire, at 25 times the pace of flight.
            Thread.sleep(forTimeInterval: 0.02)
        }
        for client in clients { #expect(client.finish(timeoutSeconds: 30)) }
    }
}
