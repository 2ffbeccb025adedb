import ArgumentParser
import Store

/// `ethermap interferers known remove`.
struct InterferersKnownRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a known emitter: it may be alerted again.",
        discussion: "Example: ethermap interferers known remove relay-3")

    private struct Report: Encodable {
        let name: String
        let removed = true
        let state: OperatorOptions.Delivery

        private enum CodingKeys: String, CodingKey {
            case name
            case removed
            case state
        }
    }

    @Argument(help: "Its name.")
    var positionalName: String?

    @Option(name: .customLong("name"), help: "Its name, too.")
    var namedName: String?

    @Option(name: .customLong("region"), help: "The region; must be the store's.")
    var region: String?

    @OptionGroup var operatorOptions: OperatorOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (positionalName == nil) != (namedName == nil) else {
            throw ValidationError("give one name")
        }
    }

    func run() throws {
        let reader = try store.open()
        try reader.region().require(region)
        let name = positionalName ?? namedName ?? ""
        guard
            try OperatorView(reader).knownEmitters.contains(where: { $0.record.value.name == name })
        else {
            throw CommandError(.badData, "there is no known emitter '\(name)' in '\(reader.path)'")
        }
        let delivery = try operatorOptions.deliver(.removeKnownEmitter(name: name), to: reader)
        if output.isJSON { return try JSONText.write(Report(name: name, state: delivery)) }
        Terminal.write("removed known emitter \(name)")
        OperatorOptions.explain(delivery)
    }
}
