import Glibc
import Numerics

@testable import Interpolation

/// Gaussian fields of a known variogram, drawn exactly by a dense Cholesky factor.
struct SimulatedField {
    var east: [Double]
    var north: [Double]
    /// The field itself, dB.
    var truth: [Double]

    /// A field at random places of a square.
    init(count: Int, sideMetres: Double, variogram: Variogram, meanDb: Double, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let east = (0..<count).map { _ in generator.uniform() * sideMetres }
        let north = (0..<count).map { _ in generator.uniform() * sideMetres }
        self.init(east, north, variogram, meanDb, &generator)
    }

    /// A field at given places.
    init(
        _ east: [Double], _ north: [Double], _ variogram: Variogram, _ meanDb: Double,
        _ generator: inout SeededGenerator
    ) {
        let n = east.count
        self.east = east
        self.north = north
        var factor = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            for j in 0...i {
                let h = hypot(east[i] - east[j], north[i] - north[j])
                var sum =
                    i == j
                    ? variogram.nuggetDb2 + variogram.sillDb2
                    : variogram.sillDb2 * exp(-h / variogram.rangeMetres)
                for k in 0..<j { sum -= factor[i * n + k] * factor[j * n + k] }
                factor[i * n + j] = i == j ? sum.squareRoot() : sum / factor[j * n + j]
            }
        }
        let noise = (0..<n).map { _ in generator.normal() }
        truth = (0..<n).map { i in
            (0...i).reduce(meanDb) { $0 + factor[i * n + $1] * noise[$1] }
        }
    }

    /// The first places as observations with a measurement error.
    func observed(_ count: Int, errorDb: Double, seed: UInt64) -> ScatteredField {
        var generator = SeededGenerator(seed: seed)
        return ScatteredField(
            eastMetres: Array(east.prefix(count)), northMetres: Array(north.prefix(count)),
            upMetres: [Double](repeating: 30, count: count),
            valuesDb: truth.prefix(count).map { $0 + errorDb * generator.normal() },
            variancesDb2: [Double](repeating: errorDb * errorDb, count: count))
    }
}
