import ArgumentParser
import Engine
import Foundation
import Model
import Store

/// `ethermap alerts mute`.
struct AlertsMuteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mute", abstract: "Keep an interferer's alerts without sending them.",
        discussion: """
            By id it holds for one interferer, also when it is cleared and comes back under its id; \
            by place it holds for whoever is found there, whatever the id. What is known of a muted \
            interferer is published as ever; its alerts are stored, marked as muted, and never sent.

            Example: ethermap alerts mute --interferer int-0003 --for 1h
            """)

    @Option(name: .customLong("interferer"), help: "The interferer's id.")
    var interferer: String?

    @Option(
        name: .customLong("near"), parsing: .unconditional,
        help: ArgumentHelp("Or a place, degrees north and east.", valueName: "lat,lon"))
    var place: PlaceArgument?

    @Option(
        name: .customLong("radius"),
        help: ArgumentHelp("How far about the place.", valueName: "m"))
    var radius: Double?

    @Option(name: .customLong("band"), help: "Only this band, about the place.")
    var band: String?

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "How long: \(DurationArgument.forms); else until it is taken back.",
            valueName: "time"))
    var duration: DurationArgument?

    @Option(name: .customLong("note"), help: "Why.")
    var note: String?

    @OptionGroup var operatorOptions: OperatorOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (interferer == nil) != (place == nil) else {
            throw ValidationError("give --interferer or --near")
        }
        guard place != nil || (radius == nil && band == nil) else {
            throw ValidationError("--radius and --band go with --near")
        }
        guard radius.map({ $0 > 0 && $0 <= 1e6 }) ?? true else {
            throw ValidationError("--radius is a number from 0 to 1000000")
        }
        guard (note?.utf8.count ?? 0) <= OperatorCommand.noteBytesMax else {
            throw ValidationError("--note is at most \(OperatorCommand.noteBytesMax) bytes long")
        }
    }

    func run() throws {
        let reader = try store.open()
        let view = try OperatorView(reader)
        let mute = try mute(in: reader)
        guard
            view.mutes.count < OperatorBook.countMax
                || view.mutes.contains(where: { $0.record.value.key == mute.key })
        else {
            throw CommandError(.badData, "there are \(OperatorBook.countMax) mutes already")
        }
        let delivery = try operatorOptions.deliver(.mute(mute), to: reader)
        if output.isJSON {
            return try JSONText.write(
                MuteJSON(
                    OperatorRecord(value: mute, time: .zero, author: ""), state: delivery.rawValue))
        }
        Terminal.write("muted \(mute.key)\(duration == nil ? ", until it is taken back" : "")")
        OperatorOptions.explain(delivery)
    }

    private func mute(in reader: StoreReader) throws -> Mute {
        if let interferer {
            let known = try reader.interferers(includeCleared: true)
            guard let state = known.first(where: { $0.id.rawValue == interferer }) else {
                throw CommandError(
                    .badData, "there is no interferer '\(interferer)' in '\(reader.path)'")
            }
            return Mute(
                key: interferer, subject: .interferer(state.id), forSeconds: duration?.seconds,
                note: note)
        }
        let region = try reader.region()
        let band = try band.map { try region.require(band: $0) }
        return Mute(
            key: "near-\(UUID().uuidString.lowercased().prefix(8))",
            subject: .place(
                GeodeticPosition(
                    latitudeDegrees: place?.latitudeDegrees ?? 0,
                    longitudeDegrees: place?.longitudeDegrees ?? 0,
                    altitudeMetres: region.grid.origin.altitudeMetres),
                radiusMetres: radius ?? Self.radiusMetresDefault, band: band),
            forSeconds: duration?.seconds, note: note)
    }

    /// How far about a place where nobody says, metres: as far as one emitter's estimates may lie.
    private static let radiusMetresDefault = 100.0
}

/// A mute as JSON.
struct MuteJSON: Encodable {
    let key: String
    let interferer: String?
    let latitude: Double?
    let longitude: Double?
    let radius: Double?
    let band: String?
    let forSeconds: Double?
    let until: String?
    let note: String?
    let since: String?
    let author: String?
    let state: String

    private enum CodingKeys: String, CodingKey {
        case key
        case interferer = "interferer_id"
        case latitude = "latitude_deg"
        case longitude = "longitude_deg"
        case radius = "radius_m"
        case band = "band_id"
        case forSeconds = "for_s"
        case until
        case note
        case since
        case author
        case state
    }

    init(_ record: OperatorRecord<Mute>, state: String) {
        let mute = record.value
        key = mute.key
        forSeconds = mute.forSeconds
        until = mute.until.flatMap { TimeText.json(of: $0) }
        note = mute.note
        since = TimeText.json(of: record.time)
        author = record.author.isEmpty ? nil : record.author
        self.state = state
        switch mute.subject {
        case .interferer(let id):
            interferer = id.rawValue
            latitude = nil
            longitude = nil
            radius = nil
            band = nil
        case .place(let place, let reach, let only):
            interferer = nil
            latitude = place.latitudeDegrees
            longitude = place.longitudeDegrees
            radius = reach
            band = only?.rawValue
        }
    }
}
