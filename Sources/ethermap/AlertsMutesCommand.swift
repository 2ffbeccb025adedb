import ArgumentParser
import Foundation
import Model
import Store

/// `ethermap alerts mutes`.
struct AlertsMutesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mutes", abstract: "List what is muted.",
        discussion: """
            STATE is 'taken' where the engine has it, 'waiting' where it is kept for its next start, \
            'ended' where its time is over.

            Example: ethermap alerts mutes --json
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let reader = try store.open()
        let items = try OperatorView(reader).mutes
        let now = UnixTime(seconds: Date().timeIntervalSince1970)
        func state(_ item: OperatorView.Item<Mute>) -> String {
            let isOver = item.record.value.until.map { $0 <= now } ?? false
            return isOver ? "ended" : item.delivery.rawValue
        }
        if output.isJSON {
            return try JSONText.write(items.map { MuteJSON($0.record, state: state($0)) })
        }
        guard !items.isEmpty else { return Terminal.complain("nothing is muted") }
        var table = TextTable([
            .text("KEY"), .text("BAND"), .number("LATITUDE (deg)"), .number("LONGITUDE (deg)"),
            .number("RADIUS (m)"), .text("UNTIL (UTC)"), .text("SINCE (UTC)"), .text("BY"),
            .text("STATE"), .text("NOTE"),
        ])
        for item in items {
            let mute = item.record.value
            var place = ["-", "-", "-", "-"]
            if case .place(let position, let radius, let band) = mute.subject {
                place = [
                    band?.rawValue ?? "all", NumberText.fixed(position.latitudeDegrees, 6),
                    NumberText.fixed(position.longitudeDegrees, 6), NumberText.fixed(radius, 0),
                ]
            }
            table.append(
                [mute.key] + place + [
                    Self.end(of: mute), TimeText.text(of: item.record.time), item.record.author,
                    state(item), mute.note ?? "",
                ])
        }
        Terminal.write(table.text)
    }

    private static func end(of mute: Mute) -> String {
        if let until = mute.until { return TimeText.text(of: until) }
        // On a recording's clock only the engine knows when that is.
        return mute.forSeconds.map { "\(NumberText.fixed($0, 0)) s" } ?? "-"
    }
}
