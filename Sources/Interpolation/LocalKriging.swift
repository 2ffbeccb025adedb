import Glibc
import Model
import Numerics

/// One neighbourhood's kriging system: gathered and factored once, solved for many places.
struct LocalKriging {
    private let index: NeighbourIndex
    private let valuesByObservation: [Double]
    private let variancesByObservation: [Double]
    private let variogram: Variogram
    private let neighbourCount: Int
    private let radiusMetres: Double
    private let verticalScale: Double
    private let balancesDirections: Bool

    private var neighbours: NeighbourList
    private var workspace: CholeskyWorkspace
    // The neighbours' scaled coordinates and values, `[count]` of them valid.
    private var count = 0
    private var east: [Double]
    private var north: [Double]
    private var up: [Double]
    private var values: [Double]
    /// L⁻¹ 1, and 1'K⁻¹1, its squared norm.
    private var ones: [Double]
    private var onesNorm = 0.0
    private var weights: [Double]

    /// How much wider than its block a shared neighbourhood must be, in radii.
    ///
    /// The block's corner then still has its own nearest observations among the shared ones, but for
    /// outer ones whose weights are negligible.
    static let sharedReach = 2.5

    init(
        _ evidence: FittedField, _ configuration: InterpolationConfiguration, neighbourCount: Int
    ) {
        index = evidence.index
        valuesByObservation = evidence.field.valuesDb
        variancesByObservation = evidence.field.variancesDb2
        variogram = evidence.variogram
        self.neighbourCount = neighbourCount
        radiusMetres = configuration.radiusMetres
        verticalScale = configuration.verticalScale
        balancesDirections = configuration.balancesDirections
        neighbours = NeighbourList(
            capacity: neighbourCount * NeighbourIndex.candidatesPerNeighbour)
        workspace = CholeskyWorkspace(capacity: neighbourCount)
        let zeros = [Double](repeating: 0, count: neighbourCount)
        east = zeros
        north = zeros
        up = zeros
        values = zeros
        ones = zeros
        weights = zeros
    }

    /// Gathers the neighbours of one place.
    ///
    /// - Returns: `false` where no observation is in reach.
    mutating func gather(around place: LocalPosition) -> Bool {
        search(place.eastMetres, place.northMetres, place.upMetres * verticalScale)
        return load()
    }

    /// Gathers neighbours that serve all places of a block about a middle.
    ///
    /// - Returns: `false` where the block is too wide against them, or not enough is in reach.
    mutating func gather(around centre: LocalPosition, halfDiagonalMetres: Double) -> Bool {
        search(centre.eastMetres, centre.northMetres, centre.upMetres * verticalScale)
        // Not full: these are all in reach of the centre, and a corner's reach differs.
        guard neighbours.count == neighbourCount else { return false }
        let reach = neighbours.squaredDistances[neighbours.count - 1]
        let needed = Self.sharedReach * halfDiagonalMetres
        guard reach >= needed * needed else { return false }
        return load()
    }

    private mutating func search(_ e: Double, _ n: Double, _ u: Double) {
        if balancesDirections {
            index.searchBalanced(
                east: e, north: n, scaledUp: u, wanted: neighbourCount, radius: radiusMetres,
                into: &neighbours)
        } else {
            index.search(
                east: e, north: n, scaledUp: u, wanted: neighbourCount, radius: radiusMetres,
                into: &neighbours)
        }
    }

    /// Copies the neighbours found and factors their covariance matrix.
    private mutating func load() -> Bool {
        count = neighbours.count
        guard count > 0 else { return false }
        for i in 0..<count {
            let slot = neighbours.slots[i]
            east[i] = index.east[slot]
            north[i] = index.north[slot]
            up[i] = index.up[slot]
            values[i] = valuesByObservation[index.observations[slot]]
        }
        // Coincident observations without error make two equal rows: a little more on the diagonal
        // averages them, which is what is wanted.
        var jitter = max(variogram.varianceDb2, 1e-9) * 1e-9
        while !factor(jitter: jitter) { jitter *= 100 }
        for i in 0..<count { ones[i] = 1 }
        workspace.solveLower(&ones)
        onesNorm = 0
        for i in 0..<count { onesNorm += ones[i] * ones[i] }
        return true
    }

    private mutating func factor(jitter: Double) -> Bool {
        for j in 0..<count {
            let observation = index.observations[neighbours.slots[j]]
            workspace[j, j] =
                variogram.varianceDb2 + variancesByObservation[observation] + jitter
            for i in (j + 1)..<max(count, j + 1) {
                workspace[i, j] = variogram.covarianceDb2(
                    atMetres: distance(i, east[j], north[j], up[j]))
            }
        }
        return workspace.factor(order: count)
    }

    @inline(__always)
    private func distance(_ i: Int, _ e: Double, _ n: Double, _ u: Double) -> Double {
        let de = east[i] - e
        let dn = north[i] - n
        let du = up[i] - u
        return (de * de + dn * dn + du * du).squareRoot()
    }

    /// Value and standard deviation at a place, from the neighbours gathered last.
    mutating func predict(at place: LocalPosition) -> Prediction {
        let scaledUp = place.upMetres * verticalScale
        for i in 0..<count {
            weights[i] = variogram.covarianceDb2(
                atMetres: distance(i, place.eastMetres, place.northMetres, scaledUp))
        }
        workspace.solveLower(&weights)
        var explained = 0.0
        var mass = 0.0
        for i in 0..<count {
            explained += weights[i] * weights[i]
            mass += weights[i] * ones[i]
        }
        let multiplier = (1 - mass) / onesNorm
        for i in 0..<count { weights[i] += multiplier * ones[i] }
        workspace.solveUpper(&weights)
        var value = 0.0
        var heaviest = 0
        for i in 0..<count {
            value += weights[i] * values[i]
            if weights[i] > weights[heaviest] { heaviest = i }
        }
        let variance = variogram.varianceDb2 - explained + (1 - mass) * multiplier
        return Prediction(
            valueDb: value, standardDeviationDb: max(variance, 0).squareRoot(),
            nearest: index.observations[neighbours.slots[heaviest]])
    }
}
