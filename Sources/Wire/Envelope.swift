import Model

/// What is known of a payload before its fields are believed; makes the refusals that name it.
struct Envelope {
    /// The frame's boot, where it could be read.
    var bootID: UInt64?
    /// The frame's sequence, where it could be read.
    var sequence: UInt64?

    /// An error about this payload.
    func refusal(_ reason: RejectionReason, _ detail: String) -> WireError {
        WireError(reason: reason, detail: detail, bootID: bootID, sequence: sequence)
    }

    /// Throws unless a condition holds.
    func require(
        _ condition: Bool, _ reason: RejectionReason, _ detail: @autoclosure () -> String
    ) throws(WireError) {
        guard condition else { throw refusal(reason, detail()) }
    }

    /// A name that may stand in a topic.
    func name<Name: TopicSegment>(
        _ start: UnsafeMutablePointer<CChar>?, _ field: String
    ) throws(WireError) -> Name {
        try name(CValues.text(start), field)
    }

    /// A name that may stand in a topic.
    func name<Name: TopicSegment>(
        _ text: String, _ field: String
    ) throws(WireError) -> Name {
        guard let name = Name(rawValue: text) else {
            // The text itself stays out of logs: it may be anything.
            throw refusal(.malformed, "\(field) is not 1 to 32 characters of [a-z0-9-]")
        }
        return name
    }

    /// Checks the version of a sensor's schema.
    func checkSchema(_ version: UInt32) throws(WireError) {
        try require(
            version == WireDecoder.schemaVersion, .schemaVersion,
            "schema_version is \(version), spoken here is \(WireDecoder.schemaVersion)")
    }

    /// A position that lies on Earth.
    func position(
        latitude: Double, longitude: Double, altitude: Double
    ) throws(WireError) -> GeodeticPosition {
        try require(
            abs(latitude) <= 90 && abs(longitude) <= 180 && altitude.isFinite,
            .malformed, "position is not one")
        return GeodeticPosition(
            latitudeDegrees: latitude, longitudeDegrees: longitude, altitudeMetres: altitude)
    }
}
