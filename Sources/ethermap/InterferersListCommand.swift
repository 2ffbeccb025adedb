import ArgumentParser
import Model
import Store
import Wire

/// `ethermap interferers list`.
struct InterferersListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the interferers, now or at an instant.",
        discussion: """
            With --json each interferer is as on .../out/<region>/json/interferer/<id>, with what \
            operators have made of it: whether its newest alert is acknowledged, and whether its \
            alerts are muted now.

            Example: ethermap interferers list --at 2026-11-22T15:04:05Z
            """)

    @Option(
        name: .customLong("at"), parsing: .unconditional,
        help: ArgumentHelp(
            "The interferers as they were: \(TimeArgument.forms).", valueName: "time"))
    var instant: TimeArgument?

    @Flag(name: .customLong("all"), help: "Cleared ones, too.")
    var includesCleared = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let reader = try store.open()
        let states = try reader.interferers(at: instant?.time, includeCleared: includesCleared)
        let marks = try AlertMarks.of(states, in: reader)
        if output.isJSON {
            let epoch = try reader.counters().epoch
            let objects = try states.map { state in
                try (marks[state.id] ?? AlertMarks())
                    .before(JSONMirror.bytes(of: state, epoch: epoch))
            }
            return Terminal.write(JSONText.list(objects))
        }
        guard !states.isEmpty else { return Terminal.complain("no interferers") }
        var table = TextTable([
            .text("ID"), .text("PHASE"), .text("BAND"), .number("LATITUDE (deg)"),
            .number("LONGITUDE (deg)"), .number("CE90 (m)"), .number("EIRP (dBm)"),
            .number("CONFIDENCE"), .text("FIRST SEEN (UTC)"), .text("LAST SEEN (UTC)"),
            .text("ACKNOWLEDGED"), .text("MUTED"),
        ])
        for state in states {
            table.append([
                state.id.rawValue, "\(state.phase)", state.band.rawValue,
                NumberText.fixed(state.position.latitudeDegrees, 6),
                NumberText.fixed(state.position.longitudeDegrees, 6),
                NumberText.fixed(state.ce90Metres, 0), NumberText.fixed(state.eirpDbm, 1),
                NumberText.fixed(state.confidence, 2), TimeText.text(of: state.firstSeen),
                TimeText.text(of: state.lastSeen),
                AlertMarks.word(marks[state.id]?.acknowledged ?? false),
                AlertMarks.word(marks[state.id]?.muted ?? false),
            ])
        }
        Terminal.write(table.text)
    }
}
