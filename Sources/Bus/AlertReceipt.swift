import MQTT
import Synchronization

/// Waits for the answers to an alert's messages and passes one on.
final class AlertReceipt: Sendable {
    private struct State {
        var left: Int
        var refusal: MQTTDelivery?
    }

    private let state: Mutex<State>
    private let completion: @Sendable (MQTTDelivery) -> Void

    init(messageCount: Int, completion: @escaping @Sendable (MQTTDelivery) -> Void) {
        state = Mutex(State(left: messageCount))
        self.completion = completion
    }

    /// Notes the answer to one of the messages.
    func answered(_ delivery: MQTTDelivery) {
        let outcome: MQTTDelivery? = state.withLock { state in
            state.left -= 1
            if delivery != .acknowledged { state.refusal = delivery }
            return state.left == 0 ? state.refusal ?? .acknowledged : nil
        }
        if let outcome { completion(outcome) }
    }
}
