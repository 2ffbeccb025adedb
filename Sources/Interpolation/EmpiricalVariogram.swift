import Glibc
import Numerics

/// What a field itself says about its variogram: mean half squared differences, by distance.
///
/// Pairs are a bounded sample: half of the budget goes to near neighbours, whose distances a random
/// pair would hardly ever have, half to random pairs, drawn from a fixed seed. From each half
/// squared difference the mean of the two measurements' variances is taken off, so that what remains
/// is the field's own; pairs of poor measurements weigh less.
struct EmpiricalVariogram {
    /// One class of distances.
    struct Lag {
        /// Mean distance of its pairs, metres.
        var distanceMetres: Double
        /// Mean semivariance less the measurements' share, dB²; may be negative.
        var semivarianceDb2: Double
        /// Sum of the pairs' weights; equals their number where measurements are good.
        var weight: Double
    }

    /// Classes of distances.
    static let lagCount = 16

    /// The classes that hold pairs, by growing distance.
    private(set) var lags: [Lag] = []
    /// Variance of the values less the measurements' mean variance, dB², at least a thousandth of it.
    private(set) var varianceDb2 = 0.0

    private let shortestMetres: Double
    private let longestMetres: Double
    private var sums = [Lag](
        repeating: Lag(distanceMetres: 0, semivarianceDb2: 0, weight: 0), count: Self.lagCount)

    /// Estimates from at most about `pairCountMax` pairs; no lags for fewer than 2 observations.
    init(_ field: ScatteredField, _ index: NeighbourIndex, pairCountMax: Int) {
        shortestMetres = max(index.spacingMetres / 4, index.diagonalMetres * 1e-4)
        longestMetres = max(index.diagonalMetres * 0.35, shortestMetres * 2)
        guard index.count >= 2, index.diagonalMetres > 0 else { return }
        estimateVariance(field, index)
        addNeighbours(field, index, pairCountMax / 2)
        addRandom(field, index, pairCountMax / 2)
        lags = sums.filter { $0.weight > 0 }.map {
            Lag(
                distanceMetres: $0.distanceMetres / $0.weight,
                semivarianceDb2: $0.semivarianceDb2 / $0.weight, weight: $0.weight)
        }
    }

    /// An empirical variogram that is known already.
    init(lags: [Lag], varianceDb2: Double) {
        self.lags = lags
        self.varianceDb2 = varianceDb2
        shortestMetres = 0
        longestMetres = 0
    }

    private mutating func estimateVariance(_ field: ScatteredField, _ index: NeighbourIndex) {
        let n = Double(index.count)
        var mean = 0.0
        var noise = 0.0
        for i in index.observations {
            mean += field.valuesDb[i] / n
            noise += field.variancesDb2[i] / n
        }
        var square = 0.0
        for i in index.observations {
            square += (field.valuesDb[i] - mean) * (field.valuesDb[i] - mean) / n
        }
        varianceDb2 = max(square - noise, square * 1e-3)
    }

    private mutating func addNeighbours(
        _ field: ScatteredField, _ index: NeighbourIndex, _ pairCount: Int
    ) {
        let neighbourCount = 8
        let step = max(1, index.count * neighbourCount / max(pairCount, 1))
        var list = NeighbourList(capacity: neighbourCount + 1)
        for slot in stride(from: 0, to: index.count, by: step) {
            index.search(
                east: index.east[slot], north: index.north[slot], scaledUp: index.up[slot],
                wanted: neighbourCount + 1, radius: longestMetres, into: &list)
            for entry in 0..<list.count where list.slots[entry] != slot {
                add(slot, list.slots[entry], field, index)
            }
        }
    }

    private mutating func addRandom(
        _ field: ScatteredField, _ index: NeighbourIndex, _ pairCount: Int
    ) {
        let n = index.count
        if n * (n - 1) / 2 <= pairCount {
            for first in 1..<n { for second in 0..<first { add(first, second, field, index) } }
            return
        }
        var generator = SeededGenerator(seed: 0x76_6172_696f)
        for _ in 0..<pairCount {
            // The high bits times n: uniform to 2^-32, and cheaper than rejection.
            let first = Int(((generator.next() >> 32) * UInt64(n)) >> 32)
            let second = Int(((generator.next() >> 32) * UInt64(n)) >> 32)
            if first != second { add(first, second, field, index) }
        }
    }

    private mutating func add(
        _ first: Int, _ second: Int, _ field: ScatteredField, _ index: NeighbourIndex
    ) {
        let east = index.east[first] - index.east[second]
        let north = index.north[first] - index.north[second]
        let up = index.up[first] - index.up[second]
        let distance = (east * east + north * north + up * up).squareRoot()
        guard distance <= longestMetres else { return }
        let i = index.observations[first]
        let j = index.observations[second]
        let difference = field.valuesDb[i] - field.valuesDb[j]
        let noise = (field.variancesDb2[i] + field.variancesDb2[j]) / 2
        let quality = varianceDb2 > 0 ? 1 / (1 + noise / varianceDb2) : 1
        let weight = quality * quality
        let lag = lag(at: distance)
        sums[lag].distanceMetres += weight * distance
        sums[lag].semivarianceDb2 += weight * (difference * difference / 2 - noise)
        sums[lag].weight += weight
    }

    private func lag(at distance: Double) -> Int {
        guard distance > shortestMetres else { return 0 }
        let share = log(distance / shortestMetres) / log(longestMetres / shortestMetres)
        return min(Int(share * Double(Self.lagCount)), Self.lagCount - 1)
    }
}
