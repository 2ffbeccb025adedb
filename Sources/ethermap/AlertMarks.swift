import Engine
import Geometry
import Model
import Store

/// What operators have made of an alert, or of an interferer's newest alert.
struct AlertMarks: Encodable {
    var acknowledged = false
    var acknowledgedAt: String?
    var acknowledgedBy: String?
    var note: String?
    var muted = false
    var mutedBy: String?

    private enum CodingKeys: String, CodingKey {
        case acknowledged
        case acknowledgedAt = "acknowledged_at"
        case acknowledgedBy = "acknowledged_by"
        case note
        case muted
        case mutedBy = "muted_by"
    }

    /// The marks of alerts, by id.
    static func of(_ alertIDs: [String], in reader: StoreReader) throws -> [String: AlertMarks] {
        let annotations = try reader.annotations(of: alertIDs)
        let waiting = try OperatorView(reader).acknowledgements
        return annotations.reduce(into: [:]) { marks, pair in
            var mark = AlertMarks()
            mark.mutedBy = pair.value.mutedBy
            mark.muted = mark.mutedBy != nil
            if let record = pair.value.acknowledgement ?? waiting[pair.key] {
                mark.acknowledged = true
                mark.acknowledgedAt = TimeText.json(of: record.time)
                mark.acknowledgedBy = record.author
                mark.note = record.value.isEmpty ? nil : record.value
            }
            marks[pair.key] = mark
        }
    }

    /// The marks of interferers: whether the newest alert has been seen, and whether the next one
    /// would be muted.
    static func of(
        _ interferers: [InterfererState], in reader: StoreReader
    ) throws -> [InterfererID: AlertMarks] {
        let frame = LocalFrame(origin: try reader.region().grid.origin)
        let now = try reader.lastTick()
        let book = OperatorBook(
            knownEmitters: [], mutes: try OperatorView(reader).mutes.map(\.record.value),
            clock: now)
        let region = try reader.region().id
        var marks: [InterfererID: AlertMarks] = [:]
        for state in interferers {
            var mark = AlertMarks()
            if let newest = try reader.alertIDs(of: state.id).last {
                mark = try of([newest], in: reader)[newest] ?? mark
            }
            let alert = Alert(
                id: "", kind: .interfererMoved, region: region, time: now, interferer: state,
                message: "")
            mark.mutedBy = book.mute(of: alert, frame: frame)?.key
            mark.muted = mark.mutedBy != nil
            marks[state.id] = mark
        }
        return marks
    }

    /// An object that is JSON already, with the marks before its own members.
    func before(_ object: [UInt8]) throws -> [UInt8] {
        Array("\(try JSONText.text(of: self).dropLast()),".utf8) + object.dropFirst()
    }

    /// "yes" or a dash.
    static func word(_ isSo: Bool) -> String { isSo ? "yes" : "-" }
}
