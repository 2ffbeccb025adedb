import Foundation
import Numerics
import Testing

struct WhiteningFactorTests {
    /// A covariance: exponentially correlated places on a line, and noise; row-major.
    static func covariance(_ order: Int, seed: UInt64) -> [Double] {
        var random = SeededGenerator(seed: seed)
        let places = (0..<order).map { _ in 300 * random.uniform() }
        let noise = (0..<order).map { _ in 2 + 6 * random.uniform() }
        // Rounded to Float, so that both sides factor the same matrix.
        return (0..<order * order).map { index in
            let (i, j) = (index / order, index % order)
            let value =
                49 * exp(-abs(places[i] - places[j]) / 30) + (i == j ? noise[i] : 0)
            return Double(Float(value))
        }
    }

    /// The factor by the book, row-major, lower.
    static func naiveFactor(_ matrix: [Double], order: Int) -> [Double] {
        var factor = [Double](repeating: 0, count: order * order)
        for i in 0..<order {
            for j in 0...i {
                var sum = matrix[i * order + j]
                for k in 0..<j { sum -= factor[i * order + k] * factor[j * order + k] }
                factor[i * order + j] = i == j ? sum.squareRoot() : sum / factor[j * order + j]
            }
        }
        return factor
    }

    static func naiveWhitened(_ column: [Double], _ factor: [Double], order: Int) -> [Double] {
        var column = column
        for i in 0..<order {
            for k in 0..<i { column[i] -= factor[i * order + k] * column[k] }
            column[i] /= factor[i * order + i]
        }
        return column
    }

    @Test(arguments: [1, 2, 7, 60, 200])
    func `determinant and whitened products are those of a factor by the book`(
        order: Int
    ) throws {
        let matrix = Self.covariance(order, seed: UInt64(order))
        let reference = Self.naiveFactor(matrix, order: order)
        let factor = try #require(WhiteningFactor(matrix.map { Float($0) }, order: order))
        #expect(factor.order == order)
        let logs = (0..<order).map { log(reference[$0 * order + $0]) }
        #expect(abs(factor.halfLogDeterminant - logs.reduce(0, +)) < 1e-5 * Double(order))

        var random = SeededGenerator(seed: 5)
        let count = 3
        var columns = (0..<count * order).map { _ in Float(10 * random.normal()) }
        let expected = (0..<count).map { number in
            Self.naiveWhitened(
                columns[number * order..<(number + 1) * order].map { Double($0) }, reference,
                order: order)
        }
        factor.whiten(&columns, columnCount: count)
        for i in 0..<count {
            for j in 0..<count {
                let product = WhiteningFactor.product(
                    columns, at: i * order, columns, at: j * order, count: order)
                let size = { (n: Int) in expected[n].reduce(0) { $0 + $1 * $1 }.squareRoot() }
                let book = zip(expected[i], expected[j]).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(abs(product - book) < 2e-5 * size(i) * size(j))
            }
        }
    }

    @Test func `only the named columns are whitened`() throws {
        let factor = try #require(WhiteningFactor([4, 0, 0, 16], order: 2))
        var columns: [Float] = [2, 4, 6, 8]
        factor.whiten(&columns, columnCount: 1)
        #expect(columns == [1, 1, 6, 8])
        factor.whiten(&columns, columnCount: 0)
        #expect(columns == [1, 1, 6, 8])
    }

    @Test func `a matrix that is not positive definite has no factor`() {
        #expect(WhiteningFactor([1, 2, 2, 1], order: 2) == nil)
        #expect(WhiteningFactor([0], order: 1) == nil)
    }
}
