import Engine
import Model

/// All keys of the configuration, in the order in which files list them.
///
/// This one table drives reading, bounds, the sample, `config show` and the environment's names.
enum ConfigurationTable {
    /// Every key.
    static let keys: [ConfigurationKey] =
        region + time + intake + evidence + spectrum + estimation + detection + localisation
        + tracking + mqtt + store + log

    /// What each section is about, by its path.
    static let sections: [String: String] = [
        "region": "The monitored volume: its place, its grid, its bands and the operator's own "
            + "transmitters.",
        "region.origin": "Where the grid's south-west corner lies (WGS 84).",
        "region.grid": "The cells of every map; x runs east, y north, z up from the origin.",
        "time": "What drives the region's time.",
        "intake": "What is accepted at the door. Whatever goes beyond it is rejected, kept in "
            + "quarantine with its reason, counted, and answered on ctl/<region>/ack/<sensor>.",
        "evidence": "How samples become evidence about cells, and how it is forgotten.",
        "spectrum": "How coset frames become spectra, and what that may cost.",
        "estimation": "How evidence becomes maps, and how much work a round may do.",
        "detection": "Where and when emitters are looked for; peaks of a map are found by "
            + "2-D CFAR.",
        "localisation":
            "How samples become positions of emitters: beliefs, and what a search may cost.",
        "tracking": "How positions become interferers with a life: detected, moved, cleared.",
        "mqtt": "The broker.",
        "mqtt.tls": "Encryption, and how both ends prove who they are.",
        "store": "The SQLite store: journal, maps, alerts, snapshots.",
        "log": "What is written to standard error.",
    ]

    /// The key of a path.
    static func key(_ path: String) -> ConfigurationKey? { byPath[path] }

    private static let byPath = Dictionary(keys.map { ($0.path, $0) }) { first, _ in first }

    /// Where every value is its default; the required ones are still to be set.
    static let base = ServiceConfiguration(
        engine: EngineConfiguration(
            region: Region(
                id: "region",
                grid: Grid(
                    origin: GeodeticPosition(
                        latitudeDegrees: 0, longitudeDegrees: 0, altitudeMetres: 0),
                    cellEastMetres: 8, cellNorthMetres: 8, nx: 64, ny: 64, zLevelsMetres: [30]),
                bands: [])))
}
