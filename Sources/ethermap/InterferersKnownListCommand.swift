import ArgumentParser
import Store

/// `ethermap interferers known list`.
struct InterferersKnownListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the known emitters.",
        discussion: """
            STATE is 'taken' where the engine has it, 'waiting' where it is kept for its next start.

            Example: ethermap interferers known list --json
            """)

    @Option(name: .customLong("region"), help: "The region; must be the store's.")
    var region: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let reader = try store.open()
        let region = try reader.region()
        try region.require(self.region)
        let items = try OperatorView(reader).knownEmitters
        if output.isJSON {
            return try JSONText.write(
                items.map { KnownEmitterJSON($0.record, region: region.id, state: $0.delivery) })
        }
        guard !items.isEmpty else { return Terminal.complain("no known emitters") }
        var table = TextTable([
            .text("NAME"), .text("BAND"), .number("LATITUDE (deg)"), .number("LONGITUDE (deg)"),
            .number("ALTITUDE (m)"), .number("EIRP (dBm)"), .number("RADIUS (m)"),
            .text("SINCE (UTC)"), .text("BY"), .text("STATE"),
        ])
        for item in items {
            let emitter = item.record.value
            table.append([
                emitter.name, emitter.band.rawValue,
                NumberText.fixed(emitter.position.latitudeDegrees, 6),
                NumberText.fixed(emitter.position.longitudeDegrees, 6),
                NumberText.fixed(emitter.position.altitudeMetres, 1),
                NumberText.fixed(emitter.eirpDbm, 1), NumberText.fixed(emitter.radiusMetres, 0),
                TimeText.text(of: item.record.time), item.record.author, item.delivery.rawValue,
            ])
        }
        Terminal.write(table.text)
    }
}
