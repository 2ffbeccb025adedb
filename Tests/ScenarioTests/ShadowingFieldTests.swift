import Glibc
import Numerics
import Scenario
import Testing

/// Shadowing fields have the variance and the covariance that they are drawn by.
struct ShadowingFieldTests {
    /// Covariances at some lags in metres, averaged over fields and places.
    func covariances(_ lags: [Double], correlationMetres: Double) -> [Double] {
        var sums = [Double](repeating: 0, count: lags.count)
        var count = 0.0
        for seed in 0..<8 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let pair = ShadowingField.pair(
                extentMetres: 512, correlationMetres: correlationMetres, using: &generator)
            for field in [pair.first, pair.second] {
                for index in 0..<4_096 {
                    let east = Double(index % 64) * 8 + generator.uniform() * 8
                    let north = Double(index / 64) * 8 + generator.uniform() * 8
                    let value = field.value(eastMetres: east, northMetres: north)
                    let turn = 2 * Double.pi * generator.uniform()
                    for (position, lag) in lags.enumerated() {
                        sums[position] +=
                            value
                            * field.value(
                                eastMetres: east + lag * cos(turn),
                                northMetres: north + lag * sin(turn))
                    }
                    count += 1
                }
            }
        }
        return sums.map { $0 / count }
    }

    @Test(arguments: [20.0, 50.0])
    func `variance is one and correlation falls to 1 in e at the correlation length`(
        correlationMetres: Double
    ) {
        let lags = [0, 0.5, 1, 2].map { $0 * correlationMetres }
        let measured = covariances(lags, correlationMetres: correlationMetres)
        print("scenario: covariances \(measured) at \(lags) m")
        // 16 fields of some 100 (at 50 m: 17) independent patches each.
        let tolerance = correlationMetres > 30 ? 0.2 : 0.08
        for (value, lag) in zip(measured, lags) {
            #expect(abs(value - exp(-lag / correlationMetres)) < tolerance)
        }
    }

    @Test func `the two fields of a pair are independent`() {
        var generator = SeededGenerator(seed: 3)
        var sum = 0.0
        for _ in 0..<6 {
            let pair = ShadowingField.pair(
                extentMetres: 512, correlationMetres: 20, using: &generator)
            for index in 0..<4_096 {
                let east = Double(index % 64) * 8
                let north = Double(index / 64) * 8
                sum +=
                    pair.first.value(eastMetres: east, northMetres: north)
                    * pair.second.value(eastMetres: east, northMetres: north)
            }
        }
        #expect(abs(sum / (6 * 4_096)) < 0.1)
    }

    @Test func `every place has a value, however far or wrong`() {
        var generator = SeededGenerator(seed: 4)
        let field = ShadowingField.pair(
            extentMetres: 100, correlationMetres: 20, using: &generator
        ).first
        for place in [-1.0, -1e5, 1e8, 1e300, .infinity, .nan] {
            #expect(field.value(eastMetres: place, northMetres: 7).isFinite)
        }
    }
}
