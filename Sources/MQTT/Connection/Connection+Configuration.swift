import CMosquitto

extension Connection {
    /// Sets everything that must be set before connecting.
    func configure() throws(MQTTError) {
        let version = options.version == .v5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311
        try set(MOSQ_OPT_PROTOCOL_VERSION, version)
        try set(MOSQ_OPT_TCP_NODELAY, 1)
        try set(MOSQ_OPT_SEND_MAXIMUM, Int32(OutgoingQueue.inFlightCountMax))
        // Without it the library acknowledges before it hands a message on (transport notes, 1).
        try check(mosquitto_threaded_set(handle, true), "prepare the client")
        if options.username != nil || options.password != nil {
            try check(
                mosquitto_username_pw_set(handle, options.username, options.password),
                "set the user's name")
        }
        if let will = options.will { try set(will) }
        if let tls = options.tls { try set(tls) }
    }

    private func set(_ option: mosq_opt_t, _ value: Int32) throws(MQTTError) {
        try check(mosquitto_int_option(handle, option, value), "set option \(option.rawValue)")
    }

    private func set(_ will: MQTTWill) throws(MQTTError) {
        let code = will.payload.withUnsafeBytes { bytes in
            mosquitto_will_set_v5(
                handle, will.topic, Int32(bytes.count), bytes.baseAddress,
                MQTTQoS.atLeastOnce.rawValue, will.isRetained, nil)
        }
        try check(code, "set the will on \(will.topic)")
    }

    private func set(_ tls: MQTTTransportSecurity) throws(MQTTError) {
        if tls.authorityFile == nil && tls.authorityDirectory == nil {
            try set(MOSQ_OPT_TLS_USE_OS_CERTS, 1)
        }
        let files = [tls.authorityFile, tls.certificateFile, tls.keyFile].compactMap(\.self)
        try check(
            mosquitto_tls_set(
                handle, tls.authorityFile, tls.authorityDirectory, tls.certificateFile,
                tls.keyFile, nil),
            "read the TLS files \(files.joined(separator: ", "))")
        try check(mosquitto_tls_insecure_set(handle, !tls.verifiesHostName), "set up TLS")
    }
}
