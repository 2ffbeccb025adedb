import Glibc
import Model
import Numerics
import Testing

@testable import Interpolation

/// Nearest, inverse distance, neighbour mean and radial basis functions against their formulas.
struct WeighingInterpolatorTests {
    private let truth = Variogram(nuggetDb2: 1, sillDb2: 25, rangeMetres: 40)
    private let configuration = InterpolationConfiguration(
        radiusMetres: 1e4, verticalScale: 2, balancesDirections: false)

    private func field(_ count: Int) -> ScatteredField {
        SimulatedField(count: count, sideMetres: 300, variogram: truth, meanDb: -80, seed: 31)
            .observed(count, errorDb: 1, seed: 1)
    }

    private let targets = {
        var generator = SeededGenerator(seed: 7)
        return (0..<60).map { _ in
            LocalPosition(
                eastMetres: 400 * generator.uniform() - 50,
                northMetres: 400 * generator.uniform() - 50, upMetres: 60 * generator.uniform())
        }
    }()

    /// Observations by scaled distance to a place, nearest first.
    private func ranked(_ field: ScatteredField, _ place: LocalPosition) -> [(Double, Int)] {
        (0..<field.count).map { i in
            let e = field.eastMetres[i] - place.eastMetres
            let n = field.northMetres[i] - place.northMetres
            let u = 2 * (field.upMetres[i] - place.upMetres)
            return ((e * e + n * n + u * u).squareRoot(), i)
        }.sorted { $0 < $1 }
    }

    @Test func `nearest takes the nearest value`() {
        let field = field(80)
        var nearest = NearestInterpolator(configuration: configuration)
        _ = nearest.fit(field, budget: 0)
        for (target, prediction) in zip(targets, nearest.predict(at: targets)) {
            let (distance, i) = ranked(field, target)[0]
            #expect(prediction.valueDb == field.valuesDb[i])
            #expect(prediction.nearest == i)
            // Its error has twice the semivariance, and the measurement's own variance.
            let variance =
                2 * Variogram.typical.semivarianceDb2(atMetres: distance) + field.variancesDb2[i]
            #expect(abs(prediction.standardDeviationDb - variance.squareRoot()) < 1e-9)
        }
    }

    @Test func `the neighbour mean is the mean of six`() {
        let field = field(80)
        var mean = NeighbourMeanInterpolator(configuration: configuration)
        _ = mean.fit(field, budget: 0)
        for (target, prediction) in zip(targets, mean.predict(at: targets)) {
            let six = ranked(field, target).prefix(6).map { field.valuesDb[$0.1] }
            #expect(abs(prediction.valueDb - six.reduce(0, +) / 6) < 1e-9)
        }
    }

    @Test func `inverse distance weighs twelve by their squared distances`() {
        let field = field(80)
        var inverse = InverseDistanceInterpolator(configuration: configuration)
        _ = inverse.fit(field, budget: 0)
        for (target, prediction) in zip(targets, inverse.predict(at: targets)) {
            let twelve = ranked(field, target).prefix(12)
            let sum = twelve.reduce(0) { $0 + 1 / ($1.0 * $1.0) }
            let value = twelve.reduce(0) { $0 + field.valuesDb[$1.1] / ($1.0 * $1.0) } / sum
            #expect(abs(prediction.valueDb - value) < 1e-5)
            // The error variance by the double sum over semivariances, less the smoothing's.
            var variance = 0.0
            let weights = twelve.map { 1 / ($0.0 * $0.0) / sum }
            for (a, (distance, i)) in zip(weights, twelve) {
                variance += 2 * a * Variogram.typical.semivarianceDb2(atMetres: distance)
                variance += a * a * field.variancesDb2[i]
                for (b, (_, j)) in zip(weights, twelve) where i != j {
                    let h = hypot(
                        field.eastMetres[i] - field.eastMetres[j],
                        field.northMetres[i] - field.northMetres[j])
                    variance -= a * b * Variogram.typical.semivarianceDb2(atMetres: h)
                }
            }
            #expect(abs(prediction.standardDeviationDb - variance.squareRoot()) < 1e-3)
        }
    }

    /// The interpolant's own coefficients from its bordered system, by Gauss and Jordan.
    private func multiquadric(
        _ field: ScatteredField, _ neighbours: [Int], _ place: LocalPosition, shape: Double
    ) -> Double {
        let n = neighbours.count
        func phi(_ i: Int, _ e: Double, _ north: Double, _ up: Double) -> Double {
            let de = field.eastMetres[i] - e
            let dn = field.northMetres[i] - north
            let du = 2 * (field.upMetres[i] - up)
            return (de * de + dn * dn + du * du + shape * shape).squareRoot()
        }
        // (φ - R) a + b = y, with the error variances over the variogram's slope in R.
        let variogram = Variogram.typical
        var a = neighbours.map { i in
            neighbours.map { j -> Double in
                let value = phi(i, field.eastMetres[j], field.northMetres[j], field.upMetres[j])
                guard i == j else { return value }
                let variance = field.variancesDb2[i] + variogram.nuggetDb2
                return value - variance * variogram.rangeMetres / variogram.sillDb2
            } + [1, field.valuesDb[i]]
        }
        a.append([Double](repeating: 1, count: n) + [0, 0])
        for column in 0...n {
            let pivot = (column...n).max { abs(a[$0][column]) < abs(a[$1][column]) } ?? column
            a.swapAt(column, pivot)
            for row in 0...n where row != column {
                let factor = a[row][column] / a[column][column]
                for k in column...(n + 1) { a[row][k] -= factor * a[column][k] }
            }
        }
        let basis =
            neighbours.map { phi($0, place.eastMetres, place.northMetres, place.upMetres) } + [1]
        return (0...n).reduce(0) { $0 + a[$1][n + 1] / a[$1][$1] * basis[$1] }
    }

    @Test func `radial basis functions solve their bordered system`() {
        let field = field(80)
        var radial = RadialBasisInterpolator(configuration: configuration)
        _ = radial.fit(field, budget: 0)
        let spacing = NeighbourIndex(field, verticalScale: 2).spacingMetres
        for (target, prediction) in zip(targets, radial.predict(at: targets)) {
            let neighbours = ranked(field, target).prefix(16).map(\.1)
            // The ridge that keeps coincident observations solvable is the difference.
            let value = multiquadric(field, neighbours, target, shape: spacing / 2)
            #expect(abs(prediction.valueDb - value) < 1e-4)
        }
    }

    @Test func `radial basis functions pass through observations without error`() {
        let smooth = Variogram(nuggetDb2: 0, sillDb2: 25, rangeMetres: 40)
        let field = SimulatedField(
            count: 120, sideMetres: 300, variogram: smooth, meanDb: -80, seed: 31
        ).observed(120, errorDb: 0, seed: 1)
        var radial = RadialBasisInterpolator()
        radial.fit(field, variogram: smooth)
        let places = (0..<120).map {
            LocalPosition(
                eastMetres: field.eastMetres[$0], northMetres: field.northMetres[$0], upMetres: 30)
        }
        for (i, prediction) in radial.predict(at: places).enumerated() {
            #expect(abs(prediction.valueDb - field.valuesDb[i]) < 1e-4)
        }
    }
}
