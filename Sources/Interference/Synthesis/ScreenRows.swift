import Glibc
import Model
import Numerics

/// What a sample says of an emitter, tabulated by what it has above the background.
///
///     score = log p(e | x) − log p(e | no emitter),   e = R − b,   x = p / b in decibels,
///
/// for links that the map has clear, then for blocked ones, and for some deviations of the
/// background.
struct ScreenRows: Sendable {
    /// Power over the background at a row's start, decibels.
    static let startDb = -52.0
    private static let deviationsDb = [1.5, 2.5, 4.0, 7.0]
    private static let excessesDb = -16...60

    let values: [Float]

    init(_ laws: SynthesisLaws, configuration: SynthesisConfiguration, fadingVariance: Double) {
        let length = EmitterScreen.rowLength
        let excesses = Self.excessesDb
        let share = configuration.screenedErrorShare
        let spike = configuration.spikeShare / 80
        let raised = configuration.raisedShare / 40
        let apart =
            laws.parameters[2] - laws.parameters[0] + (laws.parameters[3] - laws.parameters[1]) * 2
        let variances = [laws.clearVariance, laws.blockedVariance]
        func density(
            _ excess: Double, _ x: Double, _ variance: Double, _ background: Double
        )
            -> Double
        {
            let ratio = Decibels.ratio(fromDb: x)
            let own = ratio / (1 + ratio)
            let residual = excess - 10 * log10(1 + ratio)
            let total =
                own * own * variance + (1 - own) * (1 - own) * background + fadingVariance
            return exp(-residual * residual / (2 * total)) / (2 * Double.pi * total).squareRoot()
        }
        var values = [Float](
            repeating: 0,
            count: 2 * Self.deviationsDb.count * excesses.count * length)
        let half = values.count / 2
        for (band, deviation) in Self.deviationsDb.enumerated() {
            let background = deviation * deviation
            for (bin, excess) in excesses.enumerated() {
                let e = Double(excess)
                let floor = spike + (e > 0 ? raised : 0)
                let none = log(density(e, -200, 0, background) + floor)
                let start = (band * excesses.count + bin) * length
                // The density at each step for both classes, and the other class's further down.
                for step in 0..<length {
                    let x = Self.startDb + EmitterScreen.stepDb * Double(step)
                    for isBlocked in [0, 1] {
                        let own = density(e, x, variances[isBlocked], background)
                        let other = density(
                            e, isBlocked == 0 ? x - apart : x + apart, variances[1 - isBlocked],
                            background)
                        values[isBlocked * half + start + step] = Float(
                            log((1 - share) * own + share * other + floor) - none)
                    }
                }
            }
        }
        self.values = values
    }

    /// The row for a sample.
    static func row(excessDb: Float, deviationDb: Float) -> Int {
        var band = 0
        for index in deviationsDb.indices.dropFirst()
        where Double(deviationDb) > (deviationsDb[index - 1] * deviationsDb[index]).squareRoot() {
            band = index
        }
        let rounded = min(
            max(excessDb.rounded(), Float(excessesDb.lowerBound)), Float(excessesDb.upperBound))
        return band * excessesDb.count + Int(rounded) - excessesDb.lowerBound
    }
}
