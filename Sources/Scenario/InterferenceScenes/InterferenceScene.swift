import Geometry
import Model
import Numerics

/// One map of interference with all that made it: what networks learn from and are judged by.
///
///     D(q) = P_B g(q, t_B),   I(q) = Σ_k P_k g(q, t_k) + σ_w²,   R(q) = fading of D + I
///
/// The noise is a part of the interference. D and I are free of fading; the measured R has its own
/// on every link, over ``ChannelParameters/snapshotCount`` snapshots. Equal seed, number and
/// configuration give equal scenes, and ``InterferenceSceneConfiguration/cityError`` changes nothing
/// but ``assumedCity``. Some 15 ms for 128 × 128 cells.
public struct InterferenceScene: Sendable {
    /// One interfering node.
    public struct Emitter: Hashable, Sendable {
        /// Where it stands.
        public var position: LocalPosition
        /// Its radiated power, dBm.
        public var eirpDbm: Double
    }

    /// The seed.
    public let seed: UInt64
    /// The scene's number among those of its seed.
    public let number: Int
    /// The cells, one level.
    public let grid: Grid
    /// The city.
    public let city: City
    /// The city as methods are told it is.
    public let assumedCity: City
    /// Where the own station's antenna stands.
    public let stationPosition: LocalPosition
    /// Radiated power of the own station, dBm.
    public let stationEirpDbm: Double
    /// The interfering nodes.
    public let emitters: [Emitter]
    /// The channel that the station's links follow.
    public let channel: ChannelParameters
    /// The laws that the emitters' links follow.
    public let emitterLaws: (clear: LinkClassParameters, blocked: LinkClassParameters)
    /// Which cells see the station.
    public let stationIsClear: [Bool]
    /// D, dBm [cell].
    public let desiredDbm: [Float]
    /// I, noise included, dBm [cell].
    public let interferenceDbm: [Float]
    /// R, one measured value for each cell, dBm [cell]; a mask decides which of them a method sees.
    public let receivedDbm: [Float]
    /// Measured values from before the emitters came on.
    public let calibration: [(cell: Int, dbm: Double)]
    /// Height at which emitters stand, metres.
    public let emitterHeightMetres: Double

    /// Where all regions lie: what is drawn has no place on Earth.
    private static let origin = GeodeticPosition(
        latitudeDegrees: 50, longitudeDegrees: 14, altitudeMetres: 0)

    /// Draws a scene.
    public init(
        seed: UInt64, number: Int, configuration: InterferenceSceneConfiguration = .init()
    ) {
        var hash = StableHash()
        hash.combine(seed)
        hash.combine(UInt64(truncatingIfNeeded: number))
        var draw = SeededGenerator(seed: hash.value)
        // A stream for each part, so that a change of one leaves the others as they are.
        var cityDraw = draw.split()
        var placeDraw = draw.split()
        var lawDraw = draw.split()
        var shadowDraw = draw.split()
        var fadingDraw = draw.split()
        var errorDraw = draw.split()

        let altitudes = configuration.altitudeMetres
        let altitude =
            altitudes.lowerBound
            + (altitudes.upperBound - altitudes.lowerBound) * placeDraw.uniform()
        let grid = Grid(
            origin: Self.origin, cellEastMetres: configuration.cellMetres,
            cellNorthMetres: configuration.cellMetres, nx: configuration.sideCellCount,
            ny: configuration.sideCellCount, zLevelsMetres: [altitude])
        let city = Self.city(configuration, using: &cityDraw)
        let places = ScenePlaces(configuration: configuration, city: city)
        let counts = configuration.emitterCount
        let count = counts.lowerBound + Int(placeDraw.uniform() * Double(counts.count))
        let powers = configuration.emitterWatts
        let station = places.station(using: &placeDraw)
        let emitters = places.emitters(count: count, using: &placeDraw).map { position in
            Emitter(
                position: position,
                eirpDbm: Decibels.dbm(
                    fromWatts: powers.lowerBound
                        + (powers.upperBound - powers.lowerBound) * placeDraw.uniform()))
        }

        let channel = configuration.channel
        let laws = (
            clear: configuration.emitterLaw.drawn(about: channel.clear, using: &lawDraw),
            blocked: configuration.emitterLaw.drawn(about: channel.blocked, using: &lawDraw)
        )
        let lineOfSight = LineOfSight(city: city)
        let shadowing = CellShadowing(
            sideCellCount: configuration.sideCellCount, cellMetres: configuration.cellMetres,
            correlationMetres: channel.correlationMetres)
        let stationLinks = SceneLinks(
            from: station, eirpDbm: configuration.stationEirpDbm, clear: channel.clear,
            blocked: channel.blocked, grid: grid, lineOfSight: lineOfSight, shadowing: shadowing,
            using: &shadowDraw)
        let emitterLinks = emitters.map { emitter in
            SceneLinks(
                from: emitter.position, eirpDbm: emitter.eirpDbm, clear: laws.clear,
                blocked: laws.blocked, grid: grid, lineOfSight: lineOfSight,
                shadowing: shadowing, using: &shadowDraw)
        }
        var field = ReceivedField(channel: channel)
        field.measure(stationLinks, emitterLinks, using: &fadingDraw)

        self.seed = seed
        self.number = number
        self.grid = grid
        self.city = city
        assumedCity = configuration.cityError.applied(to: city, using: &errorDraw)
        stationPosition = station
        stationEirpDbm = configuration.stationEirpDbm
        self.emitters = emitters
        self.channel = channel
        emitterLaws = laws
        stationIsClear = stationLinks.isClear
        desiredDbm = field.desiredDbm
        interferenceDbm = field.interferenceDbm
        receivedDbm = field.receivedDbm
        emitterHeightMetres = configuration.emitterHeightMetres
        calibration = field.calibration(
            stationLinks, count: configuration.calibrationCount,
            isOpen: { Self.isOpen($0, grid: grid, city: city) }, using: &fadingDraw)
    }

    /// The ratio of desired signal to interference and noise, dB [cell].
    public var sinrDb: [Float] { zip(desiredDbm, interferenceDbm).map { $0 - $1 } }

    /// Whether a UAV can be in a cell: no building reaches up to its middle.
    public func isOpen(_ cell: Int) -> Bool { Self.isOpen(cell, grid: grid, city: city) }

    private static func isOpen(_ cell: Int, grid: Grid, city: City) -> Bool {
        !city.isInsideBuilding(grid.centre(of: grid.cell(at: cell)))
    }

    private static func city(
        _ configuration: InterferenceSceneConfiguration, using generator: inout SeededGenerator
    ) -> City {
        let extent = configuration.extentMetres
        switch configuration.ground {
        case .drawn(let shape):
            return CityGenerator(shape: shape).city(
                extentEastMetres: extent, extentNorthMetres: extent, using: &generator)
        case .crops(let cities):
            precondition(!cities.isEmpty, "there is a city to cut from")
            let chosen = cities[Int(generator.uniform() * Double(cities.count))]
            return CityCrop(
                sideCellCount: configuration.sideCellCount, cellMetres: configuration.cellMetres
            ).crop(of: chosen, using: &generator)
        }
    }
}

extension InterferenceSceneConfiguration.LawSpread {
    /// A law near another.
    func drawn(
        about law: LinkClassParameters, using generator: inout SeededGenerator
    ) -> LinkClassParameters {
        LinkClassParameters(
            interceptDb: law.interceptDb + interceptDb * (2 * generator.uniform() - 1),
            exponent: law.exponent + exponent * (2 * generator.uniform() - 1),
            shadowingDb: law.shadowingDb)
    }
}
