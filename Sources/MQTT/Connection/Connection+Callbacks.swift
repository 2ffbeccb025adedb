import CMosquitto

// The library calls back on the thread that calls `mosquitto_loop_read`, with the connection as
// context. Each callback only notes what happened; the loop acts on it afterwards.
extension Connection {
    func setCallbacks() {
        mosquitto_connect_v5_callback_set(handle) { _, context, code, flags, _ in
            Connection.of(context)?.answer = Answer(code: code, sessionPresent: flags & 1 == 1)
        }
        mosquitto_disconnect_v5_callback_set(handle) { _, context, code, _ in
            Connection.of(context)?.endCode = code
        }
        mosquitto_subscribe_v5_callback_set(handle) { _, context, _, count, codes, _ in
            // The count comes first: a SUBACK without codes leaves the pointer at nothing
            // (CVE-2024-10525).
            let granted = count > 0 ? codes : nil
            Connection.of(context)?.grants =
                granted.map { Array(UnsafeBufferPointer(start: $0, count: Int(count))) } ?? []
        }
        mosquitto_publish_v5_callback_set(handle) { _, context, messageID, reasonCode, _ in
            Connection.of(context)?.published.append((messageID, reasonCode))
        }
        mosquitto_message_v5_callback_set(handle) { _, context, message, _ in
            guard let message = message?.pointee, let topic = message.topic else { return }
            let payload = UnsafeRawBufferPointer(
                start: message.payload, count: Int(message.payloadlen))
            Connection.of(context)?.batch.append(
                MQTTMessage(
                    topic: String(cString: topic), payload: [UInt8](payload),
                    isRetained: message.retain, qos: message.qos == 0 ? .atMostOnce : .atLeastOnce))
        }
        mosquitto_log_callback_set(handle) { _, context, level, line in
            guard level == MOSQ_LOG_ERR || level == MOSQ_LOG_WARNING, let line else { return }
            Connection.of(context)?.lastLogLine = String(cString: line)
        }
    }

    /// The connection that a callback is about.
    private static func of(_ context: UnsafeMutableRawPointer?) -> Connection? {
        context.map { Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue() }
    }
}
