import ArgumentParser

/// `ethermap config`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check, show and explain configurations.",
        discussion: """
            A value comes from, in this order: a flag, the environment (ETHERMAP_MQTT_PORT sets \
            mqtt.port), the file, the default.

            Example: ethermap config sample > ethermap.yaml
            """,
        subcommands: [
            ConfigCheckCommand.self, ConfigShowCommand.self, ConfigSampleCommand.self,
        ])
}
