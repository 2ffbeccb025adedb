import ArgumentParser
import Model
import Store

/// `ethermap alerts ack`.
struct AlertsAckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack", abstract: "Say that an alert has been seen.",
        discussion: """
            An interferer's id stands for all its alerts so far. The first who has seen an alert \
            counts; a later note replaces an earlier one.

            Example: ethermap alerts ack city/int-0001/1-detected --note "crew on its way"
            """)

    private struct Report: Encodable {
        let alertIDs: [String]
        let state: OperatorOptions.Delivery

        private enum CodingKeys: String, CodingKey {
            case alertIDs = "alert_ids"
            case state
        }
    }

    @Argument(help: "An alert's id, or an interferer's.")
    var id: String

    @Option(name: .customLong("note"), help: "What is being done about it.")
    var note: String?

    @OptionGroup var operatorOptions: OperatorOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (note?.utf8.count ?? 0) <= OperatorCommand.noteBytesMax else {
            throw ValidationError("--note is at most \(OperatorCommand.noteBytesMax) bytes long")
        }
    }

    func run() throws {
        let reader = try store.open()
        let alertIDs = try alertIDs(in: reader)
        guard !alertIDs.isEmpty else {
            throw CommandError(.badData, "there is no alert '\(id)' in '\(reader.path)'")
        }
        let delivery = try operatorOptions.deliver(
            .acknowledge(alertIDs: alertIDs, note: note), to: reader)
        if output.isJSON { return try JSONText.write(Report(alertIDs: alertIDs, state: delivery)) }
        for id in alertIDs { Terminal.write("acknowledged \(id)") }
        OperatorOptions.explain(delivery)
    }

    private func alertIDs(in reader: StoreReader) throws -> [String] {
        if try reader.alert(id: id) != nil { return [id] }
        guard let interferer = InterfererID(rawValue: id) else { return [] }
        return try reader.alertIDs(of: interferer).suffix(OperatorCommand.alertCountMax)
    }
}
