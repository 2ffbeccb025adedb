import ArgumentParser
import Model
import Store
import Wire

extension AlertKind: ExpressibleByArgument {
    /// The kind of a name, written as in messages or in lower case with dashes.
    public init?(argument: String) {
        let name = argument.uppercased().replacing("-", with: "_")
        guard let kind = Self.allCases.first(where: { $0.name == name }), kind != .unspecified
        else { return nil }
        self = kind
    }

    /// The names, for help and completion.
    public static var allValueStrings: [String] {
        allCases.filter { $0 != .unspecified }.map(\.name)
    }
}

/// `ethermap alerts list`.
struct AlertsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the newest alerts, oldest of them first.",
        discussion: """
            With --json each alert is as on .../out/<region>/json/alert, with what operators have \
            made of it: acknowledged, muted.

            Example: ethermap alerts list --since -1h --kind INTERFERER_DETECTED
            """)

    @Option(
        name: .customLong("since"), parsing: .unconditional,
        help: ArgumentHelp("Only alerts from then on: \(TimeArgument.forms).", valueName: "time"))
    var start: TimeArgument?

    @Option(name: .customLong("kind"), help: "Only alerts of this kind.")
    var kind: AlertKind?

    @Option(name: .customLong("limit"), help: "The most alerts.")
    var limit = 100

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...1_000_000).contains(limit) else {
            throw ValidationError("--limit is a number from 1 to 1000000")
        }
    }

    func run() throws {
        let reader = try store.open()
        let alerts = try reader.alerts(since: start?.time, limit: limit, kind: kind)
        let marks = try AlertMarks.of(alerts.map(\.id), in: reader)
        if output.isJSON {
            let epoch = try reader.counters().epoch
            let objects = try alerts.map { alert in
                try (marks[alert.id] ?? AlertMarks())
                    .before(JSONMirror.bytes(of: alert, epoch: epoch))
            }
            return Terminal.write(JSONText.list(objects))
        }
        guard !alerts.isEmpty else { return Terminal.complain("no alerts") }
        var table = TextTable([
            .text("TIME (UTC)"), .text("KIND"), .text("SUBJECT"), .text("BAND"),
            .number("LATITUDE (deg)"), .number("LONGITUDE (deg)"), .number("CE90 (m)"),
            .number("EIRP (dBm)"), .text("ACKNOWLEDGED"), .text("MUTED"), .text("ID"),
        ])
        for alert in alerts {
            let interferer = alert.interferer
            table.append([
                TimeText.text(of: alert.time), alert.kind.name,
                interferer?.id.rawValue ?? alert.sensor?.rawValue ?? "-",
                interferer?.band.rawValue ?? "-",
                NumberText.fixed(interferer?.position.latitudeDegrees, 6),
                NumberText.fixed(interferer?.position.longitudeDegrees, 6),
                NumberText.fixed(interferer?.ce90Metres, 0),
                NumberText.fixed(interferer?.eirpDbm, 1),
                AlertMarks.word(marks[alert.id]?.acknowledged ?? false),
                AlertMarks.word(marks[alert.id]?.muted ?? false), alert.id,
            ])
        }
        Terminal.write(table.text)
    }
}
