import Model

extension ConfigurationTable {
    private static let latitude = -90.0...90
    private static let longitude = -180.0...180
    private static let altitude = -1_000.0...100_000

    static let region: [ConfigurationKey] = [
        ConfigurationKey(
            "region.name", .text(.segment), isRequired: true,
            "The region's name, a part of every topic."
        ) {
            .text($0.engine.region.id.rawValue)
        } set: {
            $0.engine.region.id = $1.text.flatMap(RegionID.init(rawValue:)) ?? $0.engine.region.id
        },
        ConfigurationKey(
            "region.origin.latitude_deg", \.engine.region.grid.origin.latitudeDegrees, latitude,
            isRequired: true, "Degrees north."),
        ConfigurationKey(
            "region.origin.longitude_deg", \.engine.region.grid.origin.longitudeDegrees, longitude,
            isRequired: true, "Degrees east."),
        ConfigurationKey(
            "region.origin.altitude_m", \.engine.region.grid.origin.altitudeMetres,
            -1_000...10_000,
            "Metres above the ellipsoid; heights below count from here, so give the ground's."),
        ConfigurationKey(
            "region.grid.cell_m", .numberOrPair(0.1...10_000),
            "A cell's side, metres; [east, north] where they differ."
        ) { configuration in
            let grid = configuration.engine.region.grid
            return grid.cellEastMetres == grid.cellNorthMetres
                ? .number(grid.cellEastMetres)
                : .list([.number(grid.cellEastMetres), .number(grid.cellNorthMetres)])
        } set: { configuration, value in
            let sides = value.list?.compactMap(\.number) ?? [value.number].compactMap(\.self)
            guard let east = sides.first, let north = sides.last else { return }
            configuration.engine.region.grid.cellEastMetres = east
            configuration.engine.region.grid.cellNorthMetres = north
        },
        ConfigurationKey(
            "region.grid.nx", \.engine.region.grid.nx, 1...65_536,
            "Cells eastwards. nx, ny and the levels multiply to at most "
                + "\(Grid.cellCountMax) cells."),
        ConfigurationKey(
            "region.grid.ny", \.engine.region.grid.ny, 1...65_536, "Cells northwards."),
        ConfigurationKey(
            "region.grid.z_levels_m", .list(of: .number(altitude), count: 1...64),
            "Heights of the maps' levels above the origin, metres, ascending."
        ) {
            .list($0.engine.region.grid.zLevelsMetres.map { .number($0) })
        } set: {
            $0.engine.region.grid.zLevelsMetres =
                $1.list?.compactMap(\.number) ?? $0.engine.region.grid.zLevelsMetres
        },
        ConfigurationKey(
            "region.city", \.cityFile, .path,
            "The buildings: an NPY array of heights with its JSON sidecar, relative to this file. "
                + "Then it is known where stations are in line of sight, and dss, iss and sinr "
                + "follow two laws of path loss, for clear and for blocked links."),
        ConfigurationKey(
            "region.floor_m", \.engine.region.floorMetres, altitude,
            "Lowest height of a plausible sensor, metres above the origin."),
        ConfigurationKey(
            "region.ceiling_m", \.engine.region.ceilingMetres, altitude,
            "Greatest height of a plausible sensor, metres above the origin."),
        ConfigurationKey(
            "region.margin_m", \.engine.region.marginMetres, 0...100_000,
            "How far outside the grid a frame's position may lie, metres."),
        ConfigurationKey(
            "region.geoid_height_m", \.engine.region.geoidHeightMetres, -200...200,
            "Height of the geoid above the ellipsoid here, metres; turns altitudes above sea level "
                + "into altitudes above the ellipsoid."),
        ConfigurationKey(
            "region.bands", .list(of: .record(bandFields), count: 1...64), isRequired: true,
            "The monitored bands."
        ) {
            .list($0.engine.region.bands.map(value(of:)))
        } set: {
            $0.engine.region.bands = $1.list?.compactMap(band(from:)) ?? []
        },
        ConfigurationKey(
            "region.stations", .list(of: .record(stationFields), count: 0...1_024),
            "The operator's own transmitters, whose signal is desired. A band with a station has "
                + "the maps rss, dss, iss and sinr, and interferers are looked for in iss; a band "
                + "without has rss alone, where every transmitter counts as an interferer."
        ) {
            .list($0.engine.region.groundStations.map(value(of:)))
        } set: {
            $0.engine.region.groundStations = $1.list?.compactMap(station(from:)) ?? []
        },
    ]

    private static let bandFields: [ConfigurationShape.Field] = [
        .init("name", .text(.segment), "the band's name, a part of topics"),
        .init("center_frequency_hz", .number(1...1e12), "its middle, hertz"),
        .init("bandwidth_hz", .number(1...1e11), "its width, hertz"),
    ]

    private static let stationFields: [ConfigurationShape.Field] = [
        .init("name", .text(.name), "the station's name, for people"),
        .init("band", .text(.segment), "the name of its band"),
        .init("latitude_deg", .number(latitude), "degrees north"),
        .init("longitude_deg", .number(longitude), "degrees east"),
        .init("altitude_m", .number(altitude), "its antenna, metres above the ellipsoid"),
        .init("eirp_dbm", .number(-100...120), "its radiated power (EIRP), dBm"),
    ]

    private static func value(of band: Band) -> ConfigurationValue {
        .record([
            .init(name: "name", value: .text(band.id.rawValue)),
            .init(name: "center_frequency_hz", value: .number(band.centerFrequencyHz)),
            .init(name: "bandwidth_hz", value: .number(band.bandwidthHz)),
        ])
    }

    private static func band(from value: ConfigurationValue) -> Band? {
        guard let id = value["name"].text.flatMap(BandID.init(rawValue:)),
            let centre = value["center_frequency_hz"].number,
            let width = value["bandwidth_hz"].number
        else { return nil }
        return Band(id: id, centerFrequencyHz: centre, bandwidthHz: width)
    }

    private static func value(of station: GroundStation) -> ConfigurationValue {
        .record([
            .init(name: "name", value: .text(station.name)),
            .init(name: "band", value: .text(station.band.rawValue)),
            .init(name: "latitude_deg", value: .number(station.position.latitudeDegrees)),
            .init(name: "longitude_deg", value: .number(station.position.longitudeDegrees)),
            .init(name: "altitude_m", value: .number(station.position.altitudeMetres)),
            .init(name: "eirp_dbm", value: .number(station.eirpDbm)),
        ])
    }

    private static func station(from value: ConfigurationValue) -> GroundStation? {
        guard let name = value["name"].text,
            let band = value["band"].text.flatMap(BandID.init(rawValue:)),
            let latitude = value["latitude_deg"].number,
            let longitude = value["longitude_deg"].number,
            let altitude = value["altitude_m"].number, let eirp = value["eirp_dbm"].number
        else { return nil }
        return GroundStation(
            name: name,
            position: GeodeticPosition(
                latitudeDegrees: latitude, longitudeDegrees: longitude, altitudeMetres: altitude),
            band: band, eirpDbm: eirp)
    }
}
