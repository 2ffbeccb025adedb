import Geometry
import Glibc
import Interference
import Model
import Numerics
import Scenario

/// A simulated city with an own station and some hidden emitters, sampled by UAVs in one plane.
///
/// The IMNet paper's setting as we read it: a P.1410 city of 512 m, 64 × 64 cells at 50 m height, one
/// station of 1 W, 1 to 4 emitters of 0.1 to 1 W at least 60 m apart and 32 m off the border, a share
/// of the cells sampled at random with fading on every link and noise of -100 dBm.
public struct EmitterScene: Sendable {
    /// Share of the cells that is sampled.
    public static let sampledShare = 0.2
    /// Calibration samples of the station alone.
    static let calibrationCount = 300
    /// When the emitters come on, scenario seconds; calibration happens before.
    static let onAtSeconds = 1.0

    /// The scene's number among those of its seed.
    public let number: Int
    /// Where the emitters are.
    public let truths: [LocalPosition]
    /// The city.
    public let lineOfSight: LineOfSight

    private let scenario: CityScenario
    private let band: BandID
    private let samples: [PlacedSample]
    private let calibration: [PlacedSample]

    /// Draws a scene.
    public init(seed: UInt64, number: Int) {
        var hash = StableHash()
        hash.combine(seed)
        hash.combine(UInt64(number))
        var draw = SeededGenerator(seed: hash.value)
        let configuration = Self.configuration(
            emitterCount: 1 + Int(draw.uniform() * 4), using: &draw)
        let scenario = CityScenario(seed: draw.next(), configuration: configuration)
        let band = configuration.bands[0].id
        self.number = number
        self.scenario = scenario
        self.band = band
        truths = scenario.interferers.map(\.start)
        lineOfSight = scenario.lineOfSight

        let grid = scenario.region.grid
        var order = Array(0..<grid.cellCount)
        order.shuffle(using: &draw)
        let count = Int(Double(grid.cellCount) * Self.sampledShare)
        func sample(_ cell: Int, at seconds: Double) -> PlacedSample {
            let place = grid.centre(of: grid.cell(at: cell))
            let watts = scenario.measuredWatts(at: place, band: band, t: seconds, using: &draw)
            return PlacedSample(
                position: place, sensorIndex: 0,
                time: UnixTime(seconds: 1_700_000_000 + seconds),
                powerDbm: Decibels.dbm(fromWatts: watts))
        }
        samples = (0..<count).map { sample(order[$0], at: Self.onAtSeconds + Double($0) * 0.001) }
        calibration = (0..<Self.calibrationCount).map { _ in
            sample(Int(draw.uniform() * Double(grid.cellCount)), at: 0)
        }
    }

    /// What a method is told, with or without the city's plan.
    public func survey(isCityKnown: Bool) -> EmitterSurvey {
        let known = isCityKnown ? lineOfSight : nil
        let emission = StationEmission(
            position: scenario.stationPositions[0],
            eirpWatts: Decibels.watts(fromDbm: scenario.configuration.stationEirpDbm))
        return EmitterSurvey(
            grid: scenario.region.grid, samples: samples,
            station: StationSignal(
                emission: emission, samples: calibration, lineOfSight: known),
            lineOfSight: known, noiseDbm: scenario.configuration.channel.noiseDbm,
            emitterHeightMetres: scenario.configuration.interfererHeightMetres)
    }

    private static func configuration(
        emitterCount: Int, using draw: inout SeededGenerator
    ) -> CityScenarioConfiguration {
        var configuration = CityScenarioConfiguration()
        configuration.zLevelsMetres = [50]
        configuration.uavHeightMetres = 50
        configuration.uavCount = 0
        configuration.groundCount = 0
        configuration.interfererBorderMetresMin = 32
        configuration.interfererStationMetresMin = 0
        configuration.interferers = (0..<emitterCount).map { _ in
            InterfererPlan(
                onAtSeconds: onAtSeconds,
                eirpDbm: 30 + 10 * log10(0.1 + 0.9 * draw.uniform()))
        }
        return configuration
    }
}
