import MQTT
import Model

/// The two names under which a region's engine is known to the broker.
enum EngineIdentity {
    /// Options of the connection that reads: a session that waits for its engine, a week by default.
    static func reading(
        _ region: RegionID, _ connection: MQTTConnectionOptions
    ) -> MQTTConnectionOptions {
        var options = connection
        options.cleanStart = false
        if options.sessionExpirySeconds == 0 { options = connection.persistent() }
        options.clientID = "engine-\(region)"
        options.will = nil
        return options
    }

    /// Options of the connection that publishes.
    ///
    /// Its session is kept as well, although it holds nothing: a broker that does not know it any
    /// more has lost its retained messages too.
    static func publishing(
        _ region: RegionID, _ connection: MQTTConnectionOptions, will: MQTTWill?
    ) -> MQTTConnectionOptions {
        var options = connection.persistent()
        options.clientID = "engine-\(region)-out"
        options.will = will
        return options
    }
}
