import Model

/// What must hold between keys; what a single key must obey is in its shape.
enum ConfigurationChecks {
    /// One thing that does not hold.
    struct Finding {
        /// Where to point.
        var path: String
        /// The keys involved: where one of them is wrong by itself, the finding says nothing.
        var keys: [String]
        var message: String
        var suggestion: String?
    }

    /// Widest extent for which a flat local grid is meant, metres.
    private static let extentMetresMax = 500_000.0
    /// Cells of all bands together: each takes up to 180 bytes of evidence and maps.
    private static let bandCellCountMax = 4 * Grid.cellCountMax
    /// A detector's zones and peaks' distances are bounded in cells: their cost grows with them.
    private static let zoneCellsMax = 512.0

    /// Everything that does not hold, in the order of the table of keys.
    static func findings(in configuration: ServiceConfiguration) -> [Finding] {
        grid(configuration) + heights(configuration) + names(configuration)
            + engine(configuration) + broker(configuration)
    }

    private static func grid(_ configuration: ServiceConfiguration) -> [Finding] {
        let grid = configuration.engine.region.grid
        var findings: [Finding] = []
        // Sizes are bounded by their shapes, so the products fit.
        let count = grid.nx * grid.ny * grid.zLevelsMetres.count
        if count > Grid.cellCountMax {
            findings.append(
                Finding(
                    path: "region.grid.nx",
                    keys: ["region.grid.nx", "region.grid.ny", "region.grid.z_levels_m"],
                    message: "region.grid: \(grid.nx) x \(grid.ny) cells on "
                        + "\(grid.zLevelsMetres.count) levels are \(count), more than "
                        + "\(Grid.cellCountMax); use larger cells or split the region"))
        }
        let bandCount = configuration.engine.region.bands.count
        if count <= Grid.cellCountMax, count * bandCount > bandCellCountMax {
            findings.append(
                Finding(
                    path: "region.bands", keys: ["region.bands"],
                    message: "region.bands: \(bandCount) bands of \(count) cells are more than "
                        + "\(bandCellCountMax) cells in all, some 3 GB; use larger cells, fewer "
                        + "bands, or split the region"))
        }
        for (name, extent) in [("nx", grid.extentEastMetres), ("ny", grid.extentNorthMetres)]
        where extent > extentMetresMax {
            findings.append(
                Finding(
                    path: "region.grid.\(name)",
                    keys: ["region.grid.\(name)", "region.grid.cell_m"],
                    message: "region.grid: \(ConfigurationValue.number(extent)) m are wider than "
                        + "\(ConfigurationValue.number(extentMetresMax)) m, where a flat grid ends; "
                        + "split the region"))
        }
        let levels = grid.zLevelsMetres
        for index in levels.indices.dropFirst() where levels[index] <= levels[index - 1] {
            findings.append(
                Finding(
                    path: "region.grid.z_levels_m[\(index)]", keys: ["region.grid.z_levels_m"],
                    message: "region.grid.z_levels_m: levels ascend, but "
                        + "\(ConfigurationValue.number(levels[index])) follows "
                        + "\(ConfigurationValue.number(levels[index - 1]))"))
        }
        return findings
    }

    private static func heights(_ configuration: ServiceConfiguration) -> [Finding] {
        let region = configuration.engine.region
        guard region.floorMetres >= region.ceilingMetres else { return [] }
        return [
            Finding(
                path: "region.ceiling_m", keys: ["region.floor_m", "region.ceiling_m"],
                message: "region.ceiling_m: the ceiling "
                    + "(\(ConfigurationValue.number(region.ceilingMetres))) lies above the floor "
                    + "(\(ConfigurationValue.number(region.floorMetres)))")
        ]
    }

    private static func names(_ configuration: ServiceConfiguration) -> [Finding] {
        let region = configuration.engine.region
        var findings: [Finding] = []
        var bands: Set<BandID> = []
        for (index, band) in region.bands.enumerated() where !bands.insert(band.id).inserted {
            findings.append(
                Finding(
                    path: "region.bands[\(index)].name", keys: ["region.bands"],
                    message: "region.bands: the band \"\(band.id)\" is there twice"))
        }
        for (index, band) in region.bands.enumerated()
        where band.bandwidthHz > 2 * band.centerFrequencyHz {
            findings.append(
                Finding(
                    path: "region.bands[\(index)].bandwidth_hz", keys: ["region.bands"],
                    message: "region.bands: the band \"\(band.id)\" would reach below 0 Hz"))
        }
        var stations: Set<String> = []
        for (index, station) in region.groundStations.enumerated() {
            if !bands.contains(station.band) {
                findings.append(
                    Finding(
                        path: "region.stations[\(index)].band",
                        keys: ["region.bands", "region.stations"],
                        message: "region.stations: there is no band \"\(station.band)\"",
                        suggestion: EditDistance.nearest(
                            to: station.band.rawValue, among: bands.map(\.rawValue).sorted())))
            }
            if !stations.insert(station.name).inserted {
                findings.append(
                    Finding(
                        path: "region.stations[\(index)].name", keys: ["region.stations"],
                        message: "region.stations: the station \"\(station.name)\" is there twice"))
            }
        }
        return findings
    }

    private static func engine(_ configuration: ServiceConfiguration) -> [Finding] {
        let engine = configuration.engine
        var findings: [Finding] = []
        let detection = engine.detection
        if detection.trainingMetres <= detection.guardMetres {
            findings.append(
                Finding(
                    path: "detection.training_m",
                    keys: ["detection.guard_m", "detection.training_m"],
                    message: "detection.training_m: the training zone is wider than the guard zone "
                        + "(\(ConfigurationValue.number(detection.guardMetres)) m)"))
        }
        let grid = engine.region.grid
        let side = max(grid.cellEastMetres, grid.cellNorthMetres)
        let zones = [
            ("guard_m", detection.guardMetres), ("training_m", detection.trainingMetres),
            ("suppression_m", detection.suppressionMetres),
        ]
        for (name, metres) in zones where metres / side > zoneCellsMax {
            findings.append(
                Finding(
                    path: "detection.\(name)", keys: ["detection.\(name)", "region.grid.cell_m"],
                    message: "detection.\(name): "
                        + "\(ConfigurationValue.number((metres / side).rounded())) cells are more "
                        + "than \(ConfigurationValue.number(zoneCellsMax))"))
        }
        if engine.tracking.confirmationHits > engine.tracking.confirmationWindow {
            findings.append(
                Finding(
                    path: "tracking.confirmation_hits",
                    keys: ["tracking.confirmation_hits", "tracking.confirmation_window"],
                    message: "tracking.confirmation_hits: \(engine.tracking.confirmationHits) hits "
                        + "do not fit into \(engine.tracking.confirmationWindow) rounds"))
        }
        return findings
    }

    private static func broker(_ configuration: ServiceConfiguration) -> [Finding] {
        let broker = configuration.broker
        var findings: [Finding] = []
        if broker.passwordFile != nil, broker.username == nil {
            findings.append(
                Finding(
                    path: "mqtt.password_file", keys: ["mqtt.password_file", "mqtt.username"],
                    message: "mqtt.password_file: a password needs mqtt.username"))
        }
        let files = [
            ("ca_file", broker.tls.authorityFile), ("certificate_file", broker.tls.certificateFile),
            ("key_file", broker.tls.keyFile),
        ]
        for (name, file) in files where file != nil && !broker.tls.isEnabled {
            findings.append(
                Finding(
                    path: "mqtt.tls.\(name)", keys: ["mqtt.tls.\(name)", "mqtt.tls.enabled"],
                    message: "mqtt.tls.\(name): it says nothing while mqtt.tls.enabled is false"))
        }
        if (broker.tls.certificateFile == nil) != (broker.tls.keyFile == nil) {
            let name = broker.tls.certificateFile == nil ? "key_file" : "certificate_file"
            findings.append(
                Finding(
                    path: "mqtt.tls.\(name)",
                    keys: ["mqtt.tls.certificate_file", "mqtt.tls.key_file"],
                    message: "mqtt.tls.\(name): a certificate and its key belong together"))
        }
        return findings
    }
}
