import CMosquitto
import Glibc

/// One connection to a broker: a libmosquitto client that lives exactly as long as it.
///
/// Used by one thread only. "Threaded" mode is set, so that the library queues every packet, and
/// acknowledgements above all, until `write()`: nothing else puts a byte on the wire. To abandon
/// a connection without acknowledging anything, forget it: its end closes the socket.
final class Connection {
    /// What the broker answered to CONNECT.
    struct Answer {
        let code: Int32
        let sessionPresent: Bool
    }

    let handle: OpaquePointer
    let options: MQTTConnectionOptions
    /// Messages read and not yet handed on.
    var batch: [MQTTMessage] = []
    /// Set by CONNACK.
    var answer: Answer?
    /// Set by SUBACK: one code for each filter.
    var grants: [Int32]?
    /// Messages whose PUBACK has come, with its reason code.
    var published: [(messageID: Int32, reasonCode: Int32)] = []
    /// Set when the broker, or the library, ends the connection.
    var endCode: Int32?
    /// The library's last word about an error, such as a certificate that does not fit.
    var lastLogLine = ""

    private var descriptors: [pollfd] = []

    init(options: MQTTConnectionOptions) throws(MQTTError) {
        precondition(Mosquitto.isInitialised, "libmosquitto can be initialised")
        guard let handle = mosquitto_new(options.clientID, options.cleanStart, nil) else {
            throw MQTTError(
                kind: .invalid, operation: "make a client '\(options.clientID)'",
                reason: "an identity must not be empty or of invalid UTF-8")
        }
        self.handle = handle
        self.options = options
        mosquitto_user_data_set(handle, Unmanaged.passUnretained(self).toOpaque())
        setCallbacks()
        try configure()
    }

    deinit { mosquitto_destroy(handle) }

    /// Opens the connection and queues CONNECT; blocks until TCP is connected.
    func connect() throws(MQTTError) {
        var properties: OpaquePointer?
        defer { mosquitto_property_free_all(&properties) }
        if options.version == .v5 {
            mosquitto_property_add_int32(
                &properties, Int32(MQTT_PROP_SESSION_EXPIRY_INTERVAL.rawValue),
                options.sessionExpirySeconds)
            mosquitto_property_add_int16(
                &properties, Int32(MQTT_PROP_RECEIVE_MAXIMUM.rawValue), options.receiveMaximum)
            mosquitto_property_add_int32(
                &properties, Int32(MQTT_PROP_MAXIMUM_PACKET_SIZE.rawValue),
                UInt32(options.maximumPacketBytes))
        }
        let code = mosquitto_connect_bind_v5(
            handle, options.host, Int32(options.port), Int32(options.keepAliveSeconds), nil,
            properties)
        try check(code, "connect to \(options.address)")
    }

    /// Queues SUBSCRIBE for some filters at QoS 1.
    func subscribe(to filters: [String]) throws(MQTTError) {
        var copies: [UnsafeMutablePointer<CChar>?] = filters.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let code = mosquitto_subscribe_multiple(
            handle, nil, Int32(copies.count), &copies, MQTTQoS.atLeastOnce.rawValue, 0, nil)
        try check(code, "subscribe to \(filters.joined(separator: ", "))")
    }

    /// Queues a message.
    ///
    /// - Returns: its packet identifier, by which `published` will name it.
    func publish(_ message: OutgoingMessage) throws(MQTTError) -> Int32 {
        var messageID: Int32 = 0
        let code = message.payload.withUnsafeBytes { bytes in
            mosquitto_publish_v5(
                handle, &messageID, message.topic, Int32(bytes.count), bytes.baseAddress,
                message.qos.rawValue, message.isRetained, nil)
        }
        try check(code, "publish to \(message.topic)")
        return messageID
    }

    /// Waits for something to read, room to write where that is wanted, or a wake-up.
    func wait(wake: WakePipe, timeoutSeconds: Double) {
        guard !hasDecryptedBytes else { return }
        let events = Int16(POLLIN) | (mosquitto_want_write(handle) ? Int16(POLLOUT) : 0)
        descriptors = [
            pollfd(fd: mosquitto_socket(handle), events: events, revents: 0),
            pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0),
        ]
        // A negative descriptor is ignored; an interrupted wait is only a short one.
        _ = poll(&descriptors, 2, Int32(max(timeoutSeconds * 1_000, 0).rounded(.up)))
        if descriptors[1].revents != 0 { wake.drain() }
    }

    /// Reads packets until the socket is empty, or the batch holds some number of messages.
    ///
    /// The library reads one packet a call. A call that brings no message ends the reading: the
    /// socket is empty, a packet is incomplete, or it was a control packet and poll returns at once.
    func read(messageCountMax: Int) throws(MQTTError) {
        repeat {
            let count = batch.count
            let code = mosquitto_loop_read(handle, 1)
            try check(code, "read from \(options.address)")
            if batch.count == count && !hasDecryptedBytes { return }
        } while batch.count < messageCountMax && endCode == nil
    }

    /// Puts what is queued on the wire, acknowledgements too, as far as the socket takes it.
    func write() throws(MQTTError) {
        guard mosquitto_want_write(handle) else { return }
        try check(mosquitto_loop_write(handle, 1), "write to \(options.address)")
    }

    /// Keeps the connection alive: sends a PINGREQ when it is time, and notices a silent broker.
    func keepAlive() throws(MQTTError) {
        try check(mosquitto_loop_misc(handle), "keep the connection to \(options.address)")
    }

    /// Ends the connection by a word, so that the broker keeps the session and not the will.
    func disconnect(wake: WakePipe) {
        guard mosquitto_disconnect_v5(handle, 0, nil) == Mosquitto.success else { return }
        let deadline = Monotonic.seconds() + 1
        while mosquitto_want_write(handle), Monotonic.seconds() < deadline {
            guard mosquitto_loop_write(handle, 1) == Mosquitto.success else { return }
            if mosquitto_want_write(handle) { wait(wake: wake, timeoutSeconds: 0.05) }
        }
    }

    /// Whether TLS holds decrypted bytes, of which poll(2) knows nothing.
    private var hasDecryptedBytes: Bool {
        guard options.tls != nil, let ssl = mosquitto_ssl_get(handle) else { return false }
        return SSL_pending(OpaquePointer(ssl)) > 0
    }

    /// Turns the library's return code into a thrown error.
    func check(_ code: Int32, _ operation: @autoclosure () -> String) throws(MQTTError) {
        guard code != Mosquitto.success else { return }
        if let answer, answer.code != 0 {
            throw MQTTError(
                kind: .refused, operation: "connect to \(options.address)", code: answer.code,
                reason: Mosquitto.refusal(code: answer.code, version: options.version))
        }
        let oversize =
            code == MOSQ_ERR_OVERSIZE_PACKET.rawValue || code == MOSQ_ERR_PAYLOAD_SIZE.rawValue
        let invalid =
            code == MOSQ_ERR_INVAL.rawValue || code == MOSQ_ERR_MALFORMED_UTF8.rawValue
        let said = endCode.flatMap { $0 == 0 ? nil : $0 } ?? code
        throw MQTTError(
            kind: oversize ? .oversize : invalid ? .invalid : .connection,
            operation: operation(), code: said,
            reason: Mosquitto.loss(code: said, lastLogLine: lastLogLine))
    }
}
