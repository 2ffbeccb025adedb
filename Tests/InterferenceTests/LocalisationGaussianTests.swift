import Foundation
import Numerics
import Testing

@testable import Interference

struct LocalisationGaussianTests {
    @Test(arguments: [1, 2, 3, 4])
    func `a linear model's likelihood is the normal density`(order: Int) throws {
        var random = SeededGenerator(seed: UInt64(order))
        let count = 9
        for scale in [0.1, 1, 30] {
            let design = (0..<count * order).map { _ in scale * random.normal() }
            let residual = (0..<count).map { _ in 3 * random.normal() }
            func column(_ j: Int) -> [Double] { (0..<count).map { design[$0 * order + j] } }
            func dot(_ a: [Double], _ b: [Double]) -> Double {
                zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
            }
            let moments = (0..<order).map { dot(column($0), residual) }
            let gram = (0..<order * order).map { dot(column($0 / order), column($0 % order)) }
            let fit = LinearGaussian(
                squareSum: dot(residual, residual), moments: moments, gram: gram)

            var covariance = [Double](repeating: 0, count: count * count)
            for i in 0..<count {
                for j in 0..<count {
                    covariance[i * count + j] =
                        (i == j ? 1 : 0)
                        + (0..<order).reduce(0) {
                            $0 + design[i * order + $1] * design[j * order + $1]
                        }
                }
            }
            let book = try DenseNormal.logDensity(residual, covariance)
            let tolerance = 1e-8 * (1 + abs(book)) * (1 + scale)
            #expect(abs(fit.logLikelihood - book) < tolerance)

            // (I + Z'Z) β = Z'r.
            for i in 0..<order {
                let row = (0..<order).map { gram[i * order + $0] }
                let left = fit.coefficients[i] + dot(row, fit.coefficients)
                let tolerance = 1e-9 * (1 + abs(moments[i]))
                #expect(abs(left - moments[i]) < tolerance)
            }
        }
    }

    @Test func `sums of logarithms are right from the smallest to the largest`() {
        #expect(abs(LogSum.of(log(3), log(4)) - log(7)) < 1e-12)
        #expect(abs(LogSum.of(-1_000, -1_000) - (log(2) - 1_000)) < 1e-9)
        #expect(LogSum.of(-.infinity, 5) == 5)
        #expect(LogSum.of(-.infinity, -.infinity) == -.infinity)
        #expect(abs(LogSum.of([log(1), log(2), log(3)]) - log(6)) < 1e-12)
        #expect(abs(LogSum.of([5_000, 5_000, -9_000]) - (5_000 + log(2))) < 1e-9)
        #expect(LogSum.of([]) == -.infinity)
        #expect(LogSum.of([-.infinity, -.infinity]) == -.infinity)
    }
}
