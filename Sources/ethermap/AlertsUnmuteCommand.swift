import ArgumentParser
import Store

/// `ethermap alerts unmute`.
struct AlertsUnmuteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unmute", abstract: "Send alerts again from now on.",
        discussion: """
            What was raised meanwhile stays muted.

            Example: ethermap alerts unmute --interferer int-0003
            """)

    private struct Report: Encodable {
        let key: String
        let state: OperatorOptions.Delivery
    }

    @Argument(help: "The mute's key, as 'ethermap alerts mutes' prints it.")
    var positionalKey: String?

    @Option(name: .customLong("interferer"), help: "Or the interferer that was muted by its id.")
    var interferer: String?

    @OptionGroup var operatorOptions: OperatorOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (positionalKey == nil) != (interferer == nil) else {
            throw ValidationError("give a mute's key or --interferer")
        }
    }

    func run() throws {
        let reader = try store.open()
        let key = positionalKey ?? interferer ?? ""
        guard try OperatorView(reader).mutes.contains(where: { $0.record.value.key == key }) else {
            throw CommandError(.badData, "nothing is muted as '\(key)' in '\(reader.path)'")
        }
        let delivery = try operatorOptions.deliver(.unmute(key: key), to: reader)
        if output.isJSON { return try JSONText.write(Report(key: key, state: delivery)) }
        Terminal.write("unmuted \(key)")
        OperatorOptions.explain(delivery)
    }
}
