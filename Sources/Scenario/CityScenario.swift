import Geometry
import Model
import Numerics

/// A simulated city with its transmitters and sensors: all truth, and the frames measured in it.
///
/// Everything follows from seed and configuration: the same two give the same bytes, at any time and in any
/// order of asking. Times are seconds since the scenario's beginning.
public struct CityScenario: Sendable {
    /// The seed.
    public let seed: UInt64
    /// What it was told.
    public let configuration: CityScenarioConfiguration
    /// The region as the engine knows it: grid, bands, own stations.
    public let region: Region
    /// The region's local frame.
    public let localFrame: LocalFrame
    /// The buildings.
    public let city: City
    /// Who sees whom.
    public let lineOfSight: LineOfSight
    /// The sensors: UAVs first, then those on the ground.
    public let sensors: [SimulatedSensor]
    /// The interferers, in the configuration's order.
    public let interferers: [SimulatedInterferer]
    /// Where the own stations' antennas stand, in the order of `region.groundStations`.
    public let stationPositions: [LocalPosition]

    /// The links of each station and of each interferer.
    let stations: [Transmitter]
    let interfererTransmitters: [Transmitter]
    let noiseWatts: Double

    /// Draws a scenario.
    public init(seed: UInt64, configuration: CityScenarioConfiguration = .init()) {
        precondition(!configuration.bands.isEmpty, "a scenario has a band")
        precondition(
            configuration.stationShares.count <= configuration.bands.count,
            "each station has a band of its own")
        precondition(
            configuration.uavCount >= 0 && configuration.groundCount >= 0,
            "a scenario has no negative number of sensors")
        // Each part draws from its own generator, so that more sensors leave the city as it was.
        var parts = SeededGenerator(seed: seed)
        var cityDraw = parts.split()
        var placeDraw = parts.split()
        var stationDraw = parts.split()
        var interfererDraw = parts.split()
        var sensorDraw = parts.split()

        let extent = configuration.cellMetres * Double(configuration.cellCount)
        let city = CityGenerator(shape: configuration.city).city(
            extentEastMetres: extent, extentNorthMetres: extent, using: &cityDraw)
        let placement = Placement(
            configuration: configuration, city: city, extentMetres: extent)
        let stationPositions = placement.stations(using: &placeDraw)
        let interferers = placement.interferers(
            awayFrom: stationPositions, using: &placeDraw)
        let localFrame = LocalFrame(origin: configuration.origin)

        self.seed = seed
        self.configuration = configuration
        self.city = city
        self.localFrame = localFrame
        self.stationPositions = stationPositions
        self.interferers = interferers
        lineOfSight = LineOfSight(city: city)
        sensors = placement.sensors(using: &sensorDraw)
        region = Self.region(configuration, stationPositions: stationPositions, localFrame)
        noiseWatts = Decibels.watts(fromDbm: configuration.channel.noiseDbm)
        stations = configuration.bands.prefix(stationPositions.count).map { band in
            Transmitter(
                channel: configuration.channel, band: band,
                eirpDbm: configuration.stationEirpDbm, extentMetres: extent,
                using: &stationDraw)
        }
        interfererTransmitters = interferers.map { interferer in
            let band = configuration.bands.first { $0.id == interferer.band }
            return Transmitter(
                channel: configuration.channel, band: band ?? configuration.bands[0],
                eirpDbm: interferer.eirpDbm, extentMetres: extent, using: &interfererDraw)
        }
    }

    /// The region as its configuration would describe it to the engine.
    private static func region(
        _ configuration: CityScenarioConfiguration, stationPositions: [LocalPosition],
        _ localFrame: LocalFrame
    ) -> Region {
        let levels = configuration.zLevelsMetres
        return Region(
            id: configuration.region,
            grid: Grid(
                origin: configuration.origin, cellEastMetres: configuration.cellMetres,
                cellNorthMetres: configuration.cellMetres, nx: configuration.cellCount,
                ny: configuration.cellCount,
                zLevelsMetres: levels.isEmpty ? [configuration.uavHeightMetres] : levels),
            floorMetres: -20,
            ceilingMetres: configuration.uavHeightMetres + 200,
            bands: configuration.bands,
            groundStations: stationPositions.enumerated().map { index, position in
                GroundStation(
                    name: "gbs-\(index + 1)", position: localFrame.geodetic(of: position),
                    band: configuration.bands[index].id,
                    eirpDbm: configuration.stationEirpDbm)
            })
    }
}
