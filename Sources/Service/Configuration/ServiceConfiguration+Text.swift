import Engine
import Model
import Numerics

extension ServiceConfiguration {
    /// A complete file that reads back to this configuration.
    public var yaml: String { ConfigurationText.text(of: self, comments: .none) }

    /// A stable hash, 16 hexadecimal digits, of everything that decides the engine's results.
    ///
    /// Broker, store and log have no part in it. Numbers count by their shortest exact digits.
    public var hash: String { Self.hash(of: engine) }

    /// The hash of an engine's configuration.
    public static func hash(of engine: EngineConfiguration) -> String {
        let configuration = ServiceConfiguration(engine: engine)
        var hash = StableHash()
        for key in ConfigurationTable.keys where key.decidesResults {
            hash.combine(key.path)
            hash.combine("\(key.get(configuration))")
        }
        // The city itself counts, wherever its file lies.
        if let city = engine.city {
            hash.combine(UInt64(city.columnCount))
            hash.combine(UInt64(city.rowCount))
            hash.combine(city.cellMetres)
            hash.combine(city.originEastMetres)
            hash.combine(city.originNorthMetres)
            hash.combine(city.heightsMetres)
        }
        // So do a network's weights.
        if let model = engine.interferenceModel { hash.combine(model.hash) }
        let digits = String(hash.value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// A complete file with every key explained, for `ethermap config sample`.
    public static var sampleText: String {
        """
        # Ethermap's configuration, every key with its default or an example.
        #
        # A value comes from, in this order: a flag, an environment variable (its name ends each
        # explanation), this file, the default. Unknown keys, wrong types and values out of bounds are
        # errors. 'ethermap config check' reads this file without starting anything;
        # 'ethermap config show --origin' tells what counts and where it comes from.


        """ + ConfigurationText.text(of: sample, comments: .explanations)
    }

    /// A runnable configuration: 512 m by 512 m of a city, one band, one station.
    public static var sample: ServiceConfiguration {
        let grid = Grid(
            origin: GeodeticPosition(
                latitudeDegrees: 50.0871, longitudeDegrees: 14.4203, altitudeMetres: 240),
            cellEastMetres: 8, cellNorthMetres: 8, nx: 64, ny: 64, zLevelsMetres: [30])
        let station = GroundStation(
            name: "mast",
            position: GeodeticPosition(
                latitudeDegrees: 50.0894, longitudeDegrees: 14.4239, altitudeMetres: 280),
            band: "b2440", eirpDbm: 36)
        let region = Region(
            id: "city", grid: grid, geoidHeightMetres: 45,
            bands: [Band(id: "b2440", centerFrequencyHz: 2_440e6, bandwidthHz: 20e6)],
            groundStations: [station])
        return ServiceConfiguration(engine: EngineConfiguration(region: region))
    }
}

extension LoadedConfiguration {
    /// The configuration as a file that says where every value comes from.
    public var yamlWithOrigins: String {
        ConfigurationText.text(of: value, comments: .origins(self))
    }
}
