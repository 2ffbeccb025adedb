import Glibc
import Model

/// A line through powers over log-distances, by Huber's loss, and what is left over.
enum LogDistanceGridFit {
    /// Huber's threshold, decibels.
    static let thresholdDb = 4.0
    /// Rounds of reweighting.
    static let roundCount = 4
    /// The range of exponents that a fit may find.
    static let exponents = 0.5...8.0

    /// Mean Huber loss of the best line for an emitter at one place.
    static func loss(
        of place: LocalPosition, places: [LocalPosition], powersDbm: [Double]
    ) -> Double {
        let slopes = places.map { -10 * log10(max($0.distanceMetres(to: place), 1)) }
        var exponent = 2.0
        var offset = 0.0
        for round in 0..<roundCount {
            var sums = (weight: 0.0, x: 0.0, y: 0.0, xx: 0.0, xy: 0.0)
            for index in slopes.indices {
                let residual = abs(powersDbm[index] - offset - exponent * slopes[index])
                // The first round has no line yet to measure residuals from.
                let weight = round == 0 || residual <= thresholdDb ? 1 : thresholdDb / residual
                sums.weight += weight
                sums.x += weight * slopes[index]
                sums.y += weight * powersDbm[index]
                sums.xx += weight * slopes[index] * slopes[index]
                sums.xy += weight * slopes[index] * powersDbm[index]
            }
            let spread = sums.xx - sums.x * sums.x / sums.weight
            let joint = sums.xy - sums.x * sums.y / sums.weight
            let free = spread > 1e-9 ? joint / spread : 2
            exponent = min(max(free, exponents.lowerBound), exponents.upperBound)
            offset = (sums.y - exponent * sums.x) / sums.weight
        }
        var loss = 0.0
        for index in slopes.indices {
            let residual = abs(powersDbm[index] - offset - exponent * slopes[index])
            loss +=
                residual <= thresholdDb
                ? residual * residual / 2 : thresholdDb * (residual - thresholdDb / 2)
        }
        return loss / Double(slopes.count)
    }
}
