import CMosquitto

/// libmosquitto's global state and its words for codes.
enum Mosquitto {
    /// Initialises the library once, on the first use.
    static let isInitialised: Bool = mosquitto_lib_init() == success

    static let success = MOSQ_ERR_SUCCESS.rawValue

    /// libmosquitto's words for one of its own return codes.
    static func text(ofCode code: Int32) -> String {
        mosquitto_strerror(code).map { trimmed(String(cString: $0)) } ?? "unknown error"
    }

    /// Why a broker refused a connection, and what to look at.
    static func refusal(code: Int32, version: MQTTConnectionOptions.Version) -> String {
        let text =
            version == .v5 ? mosquitto_reason_string(code) : mosquitto_connack_string(code)
        let words = text.map { trimmed(String(cString: $0)) } ?? "code \(code)"
        let hint: String? =
            switch (version, code) {
            case (.v311, 4), (.v311, 5), (.v5, 134), (.v5, 135), (.v5, 140):
                "check the user name, the password and the client certificate"
            case (.v311, 1), (.v5, 132): "the broker does not speak this version of MQTT"
            case (.v311, 2), (.v5, 133): "the broker does not accept this client id"
            case (.v311, 3), (.v5, 136), (.v5, 137): "the broker is not available now"
            default: nil
            }
        return "the broker refused the connection: \(words)" + (hint.map { "; \($0)" } ?? "")
    }

    /// What the broker said when it closed a connection of MQTT 5, or why the library gave it up.
    static func loss(code: Int32, lastLogLine: String) -> String {
        let words =
            code >= 128
            ? mosquitto_reason_string(code).map { trimmed(String(cString: $0)) } ?? "code \(code)"
            : text(ofCode: code)
        return lastLogLine.isEmpty ? words : "\(words) [\(lastLogLine)]"
    }

    /// Whether a message may be published to a topic: no wildcards, valid UTF-8, not too long.
    static func isTopic(_ text: String) -> Bool {
        !text.isEmpty && !text.utf8.contains(0) && mosquitto_pub_topic_check(text) == success
    }

    /// Whether a text is a topic filter.
    static func isFilter(_ text: String) -> Bool {
        !text.isEmpty && !text.utf8.contains(0) && mosquitto_sub_topic_check(text) == success
    }

    private static func trimmed(_ text: String) -> String {
        text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}
