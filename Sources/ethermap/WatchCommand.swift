import ArgumentParser
import EthermapClient
import Foundation
import MQTT
import Model
import Service

/// `ethermap watch`.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show a region's alerts, spectra and map revisions as they come.",
        discussion: """
            Broker and region come from the flags, else from the configuration. With --json one \
            object a line, its \"event\" being alert, interferer, interferer_gone, map, map_removed, \
            spectrum, engine or connection. Ctrl-C ends it, with exit code 130.

            Example: ethermap watch --port 1883 --region city --json
            """)

    @Option(name: .customLong("host"), help: "The broker's name or address.")
    var host: String?

    @Option(name: .customLong("port"), help: "The broker's port.")
    var port: Int?

    @Option(name: .customLong("region"), help: "The region.")
    var regionName: String?

    @Flag(name: .customLong("no-maps"), help: "Alerts, interferers and the engine only.")
    var leavesMapsOut = false

    @Flag(name: .customLong("no-spectra"), help: "Leave sensors' spectra out.")
    var leavesSpectraOut = false

    @Option(
        name: .customLong("connect-timeout"),
        help: ArgumentHelp(
            "How long the first connection may take; later ones are tried for ever.",
            valueName: "seconds"))
    var connectTimeoutSeconds: Double = 10

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let port, !(1...65_535).contains(port) {
            throw ValidationError("--port is a number from 1 to 65535")
        }
        if let regionName, RegionID(rawValue: regionName) == nil {
            throw ValidationError("--region is 1 to 32 characters of a-z, 0-9 and -")
        }
        guard connectTimeoutSeconds > 0, connectTimeoutSeconds <= 86_400 else {
            throw ValidationError("--connect-timeout is a number of seconds up to 86400")
        }
    }

    func run() async throws {
        let interruption = Interruption()
        let (region, broker) = try target()
        // An identity of this run's own: a second watch must not take the first one's session.
        let seed = UInt64.random(in: 0...UInt64.max)
        let watcher = try RegionWatcher(
            region: region,
            connection: try broker.connectionOptions(
                clientID: "watch-\(String(seed, radix: 16))", jitterSeed: seed),
            interests: RegionInterests(
                maps: leavesMapsOut ? .only([]) : .all, spectra: !leavesSpectraOut),
            log: { Terminal.complain("ethermap: \($0)") })
        defer { watcher.stop() }
        watcher.start()
        try watcher.waitUntilReady(timeoutSeconds: connectTimeoutSeconds)
        Terminal.complain("watching region \(region) at \(broker.host):\(broker.port)")
        interruption.handle { watcher.stop() }
        var lines = WatchLines(region: region, isJSON: output.isJSON)
        for await event in watcher.events {
            if let line = try lines.line(for: event) { Terminal.write(line) }
        }
        if interruption.hasHappened { throw CommandError(.interrupted, "") }
    }

    /// Which region of which broker: a configuration is read only where the flags do not say it.
    private func target() throws -> (RegionID, BrokerConfiguration) {
        let flags = [
            ("mqtt.host", host), ("mqtt.port", port.map { "\($0)" }), ("region.name", regionName),
        ].compactMap { key, value in value.map { (key: key, value: $0) } }
        if options.resolvedFile == nil, let region = regionName.flatMap(RegionID.init(rawValue:)) {
            return (
                region,
                try ConfigurationLoader.broker(
                    environment: ProcessInfo.processInfo.environment,
                    overrides: try options.overrides() + flags)
            )
        }
        if options.resolvedFile == nil, regionName == nil {
            throw ValidationError("give --region, or --config for a file that names one")
        }
        let configuration = try options.load(flags).value
        return (configuration.engine.region.id, configuration.broker)
    }
}
