import Geometry

/// What maps of interference are drawn from: the IMNet paper's setting unless said otherwise.
///
/// 128 × 128 cells of 4 m over a P.1410 city, one own station of 1 W, one to four emitters of 0.1 to
/// 1 W in the street, received in a plane 50 m up. Where the paper's numbers are lost they are ours.
public struct InterferenceSceneConfiguration: Hashable, Sendable {
    /// Where the cities come from.
    public enum Ground: Hashable, Sendable {
        /// Drawn by the statistics of ITU-R P.1410.
        case drawn(CityShape)
        /// Cut out of real ones at random places, turned by quarters; not empty.
        case crops([City])
    }

    /// Cells along a side.
    public var sideCellCount: Int
    /// A cell's side, metres.
    public var cellMetres: Double
    /// Where the cities come from.
    public var ground: Ground
    /// Height of the receivers' plane, metres: one of this range for each scene.
    public var altitudeMetres: ClosedRange<Double>
    /// Height of the own station's antenna, metres.
    public var stationHeightMetres = 25.0
    /// Radiated power of the own station, dBm (EIRP).
    public var stationEirpDbm = 30.0
    /// How many emitters there are: one number of this range for each scene.
    public var emitterCount: ClosedRange<Int>
    /// Radiated power of an emitter, watts (EIRP): one of this range for each.
    public var emitterWatts: ClosedRange<Double>
    /// Height of the emitters' antennas, metres.
    public var emitterHeightMetres = 1.5
    /// Distance that emitters keep from one another, metres.
    public var emitterSpacingMetresMin = 60.0
    /// Distance that emitters and the station keep from the border, metres.
    public var borderMetresMin = 32.0
    /// Samples of the own station alone, from which its path loss may be learnt.
    public var calibrationCount = 300
    /// The channel; its reference frequency is the band's.
    public var channel: ChannelParameters
    /// How far the emitters' links follow other laws than the station's.
    public var emitterLaw: LawSpread
    /// How far the city that methods are told differs from the true one.
    public var cityError: CityError

    /// How far one class's law may lie from the station's: uniform within ± each, drawn for each scene.
    public struct LawSpread: Hashable, Sendable {
        /// Greatest difference of the exponents.
        public var exponent: Double
        /// Greatest difference of the intercepts, decibels.
        public var interceptDb: Double

        /// The emitters' links follow the station's laws.
        public static let none = LawSpread(exponent: 0, interceptDb: 0)
        /// Half of what separates measured cities from one another.
        public static let usual = LawSpread(exponent: 0.2, interceptDb: 2)

        /// A spread from its parts.
        public init(exponent: Double, interceptDb: Double) {
            precondition(exponent >= 0 && interceptDb >= 0, "a spread is not negative")
            self.exponent = exponent
            self.interceptDb = interceptDb
        }
    }

    /// The paper's setting.
    public init(
        sideCellCount: Int = 128, cellMetres: Double = 4,
        ground: Ground? = nil, altitudeMetres: ClosedRange<Double> = 50...50,
        emitterCount: ClosedRange<Int> = 1...4, emitterWatts: ClosedRange<Double> = 0.1...1,
        channel: ChannelParameters = ChannelParameters(), emitterLaw: LawSpread = .none,
        cityError: CityError = .none
    ) {
        precondition(sideCellCount >= 16, "a map has at least 16 cells along a side")
        precondition(cellMetres > 0 && cellMetres.isFinite, "a cell has a size")
        precondition(altitudeMetres.lowerBound > 0, "receivers fly above the ground")
        precondition(emitterCount.lowerBound >= 0, "a number of emitters is not negative")
        precondition(emitterWatts.lowerBound > 0, "an emitter radiates")
        self.sideCellCount = sideCellCount
        self.cellMetres = cellMetres
        self.ground = ground ?? .drawn(CityShape(cellMetres: cellMetres))
        self.altitudeMetres = altitudeMetres
        self.emitterCount = emitterCount
        self.emitterWatts = emitterWatts
        self.channel = channel
        self.emitterLaw = emitterLaw
        self.cityError = cityError
    }

    /// The region's side, metres.
    public var extentMetres: Double { Double(sideCellCount) * cellMetres }
}
