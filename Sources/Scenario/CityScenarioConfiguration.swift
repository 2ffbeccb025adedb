import Model

/// Everything that a city scenario can be told; the defaults are the demonstration's.
public struct CityScenarioConfiguration: Hashable, Sendable {
    /// The region's name.
    public var region: RegionID = "city"
    /// Where the region's south-west corner lies.
    public var origin = GeodeticPosition(
        latitudeDegrees: 50.0871, longitudeDegrees: 14.4203, altitudeMetres: 235)
    /// A grid cell's side, metres.
    public var cellMetres = 8.0
    /// Grid cells along each side of the region.
    public var cellCount = 64
    /// Heights of the grid's levels, metres; the UAVs' height alone where empty.
    public var zLevelsMetres: [Double] = []
    /// The monitored bands.
    public var bands = [
        Band(id: "b2440", centerFrequencyHz: 2.44e9, bandwidthHz: 20e6)
    ]
    /// The city's statistics.
    public var city = CityShape()
    /// The radio channel.
    public var channel = ChannelParameters()
    /// The operator's own stations [one in each of the first bands], as places seen from above in
    /// shares of the region's side.
    public var stationShares: [LocalShare] = [LocalShare(east: 0.32, north: 0.36)]
    /// Height of a station's antenna, metres.
    public var stationHeightMetres = 25.0
    /// Radiated power of a station, dBm (EIRP).
    public var stationEirpDbm = 30.0
    /// The interferers.
    public var interferers = [InterfererPlan()]
    /// Height of a drawn interferer's antenna above the street, metres.
    public var interfererHeightMetres = 1.5
    /// Least distance of a drawn interferer from every station, metres.
    public var interfererStationMetresMin = 80.0
    /// Least distance of a drawn interferer from the region's border, metres.
    public var interfererBorderMetresMin = 48.0
    /// Least distance between drawn interferers, metres.
    public var interfererSpacingMetresMin = 60.0
    /// Number of UAVs.
    public var uavCount = 4
    /// Height at which the UAVs fly, metres.
    public var uavHeightMetres = 60.0
    /// Speed of the UAVs, metres per second.
    public var uavSpeedMetresPerSecond = 15.0
    /// How the UAVs fly.
    public var flightPattern = FlightPattern.rings
    /// Number of ground sensors, on lamp posts of 3 to 5 m.
    public var groundCount = 6
    /// Standard deviation of the sensors' calibration errors, decibels.
    public var biasStandardDeviationDb = 1.0
    /// Standard deviation of a UAV's position error along each horizontal axis, metres.
    public var positionErrorMetres = 0.7

    /// The demonstration's configuration, to be changed field by field.
    public init() {}
}

/// A place seen from above, as shares of the region's side.
public struct LocalShare: Hashable, Sendable {
    /// 0 at the west, 1 at the east.
    public var east: Double
    /// 0 at the south, 1 at the north.
    public var north: Double

    /// A place from its shares.
    public init(east: Double, north: Double) {
        self.east = east
        self.north = north
    }
}
