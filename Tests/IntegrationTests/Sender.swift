import EthermapSensor
import Foundation
import Synchronization
import Testing

/// Sends a flight's spans in step, all sensors together, at a pace of wall-clock time.
final class Sender: Sendable {
    private let flight: Flight
    private let clients: [SensorClient]
    private let sent = Atomic(0)
    private let isHurried = Atomic(false)
    private let isDone = Atomic(false)

    init(flight: Flight, clients: [SensorClient]) {
        self.flight = flight
        self.clients = clients
    }

    /// Spans sent so far.
    var spanCount: Int { sent.load(ordering: .relaxed) }

    /// Begins to send, on a thread of its own.
    func start(spanSeconds: Double) {
        Thread.detachNewThread { [self] in
            for span in flight.spans {
                for (frame, client) in zip(span, clients) {
                    do {
                        try client.send(frame)
                    } catch {
                        Issue.record("\(error)")
                    }
                }
                sent.add(1, ordering: .relaxed)
                // Even in a hurry the sensors stay in step: within the lateness of each other.
                let isHurried = isHurried.load(ordering: .relaxed)
                Thread.sleep(forTimeInterval: isHurried ? min(spanSeconds, 0.02) : spanSeconds)
            }
            isDone.store(true, ordering: .releasing)
        }
    }

    /// Sends what is left at a faster pace.
    func hurry() { isHurried.store(true, ordering: .relaxed) }

    /// Waits until everything has been sent.
    func wait() {
        #expect(waits(60) { isDone.load(ordering: .acquiring) }, "everything was sent")
    }
}
