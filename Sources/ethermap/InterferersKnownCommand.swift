import ArgumentParser
import Model
import Store

/// `ethermap interferers known`.
struct InterferersKnownCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "known", abstract: "Say which emitters are known and no interferers.",
        discussion: """
            The engine explains their power first and alerts nothing near them. It takes a change \
            within a second, without a restart; where none runs, the change waits for its start.

            Example: ethermap interferers known list --state-dir ethermap-state
            """,
        subcommands: [
            InterferersKnownAddCommand.self, InterferersKnownListCommand.self,
            InterferersKnownRemoveCommand.self,
        ])
}

/// A known emitter as JSON.
struct KnownEmitterJSON: Encodable {
    let name: String
    let region: String
    let band: String
    let latitude: Double
    let longitude: Double
    let altitude: Double
    let eirp: Double?
    let radius: Double
    let since: String?
    let author: String?
    let state: OperatorOptions.Delivery

    private enum CodingKeys: String, CodingKey {
        case name
        case region
        case band = "band_id"
        case latitude = "latitude_deg"
        case longitude = "longitude_deg"
        case altitude = "altitude_m"
        case eirp = "eirp_dbm"
        case radius = "radius_m"
        case since
        case author
        case state
    }

    init(_ emitter: KnownEmitter, region: RegionID, state: OperatorOptions.Delivery) {
        self.init(
            OperatorRecord(value: emitter, time: .zero, author: ""), region: region, state: state)
    }

    init(
        _ record: OperatorRecord<KnownEmitter>, region: RegionID, state: OperatorOptions.Delivery
    ) {
        let emitter = record.value
        name = emitter.name
        self.region = region.rawValue
        band = emitter.band.rawValue
        latitude = emitter.position.latitudeDegrees
        longitude = emitter.position.longitudeDegrees
        altitude = emitter.position.altitudeMetres
        eirp = emitter.eirpDbm
        radius = emitter.radiusMetres
        since = TimeText.json(of: record.time)
        author = record.author.isEmpty ? nil : record.author
        self.state = state
    }
}
