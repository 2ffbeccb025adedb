/// The line from a network's normalised output back to decibels: equations (9) to (11) of the paper.
///
///     10 log10 Î(q) = a f(q) + b,   (a, b) = argmin Σ_{q ∈ Ω+} (10 log10 Ĩ(q) - a f(q) - b)²
///
/// over the samples with R > D̂. Measured, it is the pipeline's bottleneck: the positives are both
/// selected and, where D̂ is far above I, wrong (`docs/interference.md`).
public struct MagnitudeCalibration: Hashable, Sendable {
    /// a, decibels.
    public let slopeDb: Double
    /// b, dBm.
    public let interceptDbm: Double

    /// A line from its two numbers.
    public init(slopeDb: Double, interceptDbm: Double) {
        self.slopeDb = slopeDb
        self.interceptDbm = interceptDbm
    }

    /// The line of least squares through the positive samples.
    ///
    /// Fewer than two samples, or all at one value of f, leave the slope of the input's own bounds.
    public init(normalised: [Float], planes: MagnitudePlanes) {
        var count = 0.0
        var sumF = 0.0
        var sumP = 0.0
        for cell in normalised.indices where Self.isUsed(cell, planes) {
            count += 1
            sumF += Double(normalised[cell])
            sumP += Double(planes.magnitudeDbm[cell])
        }
        let meanF = count > 0 ? sumF / count : 0
        let meanP = count > 0 ? sumP / count : MagnitudePlanes.boundsDbm.lowerBound
        var squares = 0.0
        var products = 0.0
        for cell in normalised.indices where Self.isUsed(cell, planes) {
            let f = Double(normalised[cell]) - meanF
            squares += f * f
            products += f * (Double(planes.magnitudeDbm[cell]) - meanP)
        }
        let bounds = MagnitudePlanes.boundsDbm
        slopeDb = squares > 1e-9 ? products / squares : bounds.upperBound - bounds.lowerBound
        interceptDbm = meanP - slopeDb * meanF
    }

    /// The line through a map's own least and greatest value, which only an oracle knows.
    public init(leastDbm: Double, greatestDbm: Double) {
        slopeDb = greatestDbm - leastDbm
        interceptDbm = leastDbm
    }

    /// Î, dBm, of a normalised map [cell].
    public func issDbm(_ normalised: [Float]) -> [Float] {
        normalised.map { Float(slopeDb * Double($0) + interceptDbm) }
    }

    private static func isUsed(_ cell: Int, _ planes: MagnitudePlanes) -> Bool {
        !planes.magnitudeDbm[cell].isNaN && planes.indicator[cell] == 0
    }
}
