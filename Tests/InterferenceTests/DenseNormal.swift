import Foundation
import Testing

/// The normal density by the book, in double precision, for small cases.
enum DenseNormal {
    /// log N(r; 0, K) + n/2 log 2π; K row-major.
    static func logDensity(_ residual: [Double], _ covariance: [Double]) throws -> Double {
        let count = residual.count
        var factor = [Double](repeating: 0, count: count * count)
        var whitened = residual
        var sum = 0.0
        for i in 0..<count {
            for j in 0...i {
                var value = covariance[i * count + j]
                for k in 0..<j { value -= factor[i * count + k] * factor[j * count + k] }
                if i == j { try #require(value > 0) }
                factor[i * count + j] =
                    i == j ? value.squareRoot() : value / factor[j * count + j]
            }
            for k in 0..<i { whitened[i] -= factor[i * count + k] * whitened[k] }
            whitened[i] /= factor[i * count + i]
            sum -= log(factor[i * count + i]) + whitened[i] * whitened[i] / 2
        }
        return sum
    }
}
