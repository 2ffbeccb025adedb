import Geometry
import Model

/// The candidates' sightlines of a plane's tiles, made as they are asked for; those asked for last
/// are kept.
///
/// What is kept is a function of the city and the plane: it changes times, never results.
struct TileSightlines: Sendable {
    /// Tiles kept, some 2 MB each.
    private static let countMax = 64

    let tiling: SynthesisTiling
    private let city: City
    private let upMetres: Double
    private let configuration: SynthesisConfiguration
    private var made: [(number: Int, sightlines: CandidateSightlines)] = []

    init(
        _ evidence: InterferenceEvidence, configuration: SynthesisConfiguration, isWhole: Bool
    ) {
        tiling = SynthesisTiling(evidence.grid, configuration: configuration, isWhole: isWhole)
        city = evidence.lineOfSight.city
        upMetres = evidence.emitterHeightMetres
        self.configuration = configuration
    }

    /// Whether this was made for some evidence's city and plane.
    func suits(_ evidence: InterferenceEvidence) -> Bool {
        tiling.grid == evidence.grid && upMetres == evidence.emitterHeightMetres
            && city == evidence.lineOfSight.city
    }

    /// A tile's.
    mutating func sightlines(of tile: SynthesisTiling.Tile) -> CandidateSightlines {
        if let index = made.firstIndex(where: { $0.number == tile.number }) {
            let known = made.remove(at: index)
            made.append(known)
            return known.sightlines
        }
        let fresh = CandidateSightlines(
            lineOfSight: LineOfSight(city: city), grid: tiling.grid, tile: tile,
            upMetres: upMetres, configuration: configuration,
            stepCountMax: tiling.count > 1
                ? configuration.tileStepCountMax : configuration.preparationStepCountMax)
        if made.count == Self.countMax { made.removeFirst() }
        made.append((tile.number, fresh))
        return fresh
    }
}
