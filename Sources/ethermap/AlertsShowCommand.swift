import ArgumentParser
import Model
import Store
import Wire

/// `ethermap alerts show`.
struct AlertsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print one alert.",
        discussion: "Example: ethermap alerts show city/int-0001/1-detected")

    @Argument(help: "The alert's id, as 'ethermap alerts list' prints it.")
    var id: String

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let reader = try store.open()
        guard let alert = try reader.alert(id: id) else {
            throw CommandError(.badData, "there is no alert '\(id)' in '\(reader.path)'")
        }
        let marks = try AlertMarks.of([id], in: reader)[id] ?? AlertMarks()
        if output.isJSON {
            let bytes = JSONMirror.bytes(of: alert, epoch: try reader.counters().epoch)
            return Terminal.write(String(decoding: try marks.before(bytes), as: UTF8.self))
        }
        var facts: [(String, String)] = [
            ("id", alert.id), ("kind", alert.kind.name), ("region", alert.region.rawValue),
            ("time", TimeText.text(of: alert.time)), ("message", alert.message),
        ]
        if marks.acknowledged {
            facts.append(
                (
                    "acknowledged",
                    "\(marks.acknowledgedAt ?? "-") by \(marks.acknowledgedBy ?? "-")"
                ))
        } else {
            facts.append(("acknowledged", "no"))
        }
        if let note = marks.note { facts.append(("note", note)) }
        if let mute = marks.mutedBy { facts.append(("muted by", mute)) }
        if let sensor = alert.sensor { facts.append(("sensor", sensor.rawValue)) }
        if let interferer = alert.interferer { facts += Self.facts(of: interferer) }
        Terminal.write(FactList(facts).text)
    }

    private static func facts(of state: InterfererState) -> [(String, String)] {
        let place = state.position
        return [
            ("interferer", state.id.rawValue), ("band", state.band.rawValue),
            ("phase", "\(state.phase)"),
            (
                "position",
                "\(NumberText.fixed(place.latitudeDegrees, 6)), "
                    + "\(NumberText.fixed(place.longitudeDegrees, 6)), "
                    + "\(NumberText.fixed(place.altitudeMetres, 1)) m"
            ),
            ("CE90", NumberText.fixed(state.ce90Metres, 0) + " m"),
            ("EIRP", NumberText.fixed(state.eirpDbm, 1) + " dBm"),
            ("confidence", NumberText.fixed(state.confidence, 2)),
            ("above background", NumberText.fixed(state.peakAboveBackgroundDb, 1) + " dB"),
            ("first seen", TimeText.text(of: state.firstSeen)),
            ("last seen", TimeText.text(of: state.lastSeen)),
            ("sensors", "\(state.sensorCount)"), ("samples", "\(state.sampleCount)"),
            ("map revision", "\(state.mapRevision)"),
        ]
    }
}
