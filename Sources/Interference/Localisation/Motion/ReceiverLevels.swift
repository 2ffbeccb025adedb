import Numerics

/// What is unknown about levels, shared by all particles: a Gaussian law over
/// (c, b₁, s₁, b₂, s₂, …), of which each particle has a mean of its own and all have this covariance.
///
/// A look of receiver k at an emitter at distance d with exponent n is
///
///     y = c + b_k + s_k - 10 n log10 d + fading
///
/// with c the emitter's level at one metre, b_k the receiver's constant, and s_k the shadowing of its
/// link: an autoregression over the way that receiver and emitter go. Given a particle's path and
/// exponent this is linear and Gaussian, and how y depends on (c, b, s) is the same for every
/// particle: so are covariance and gain, and only means differ (Rao-Blackwellised filter, Doucet et
/// al. 2000). That is what keeps a thousand looks of a link that does not change from counting as a
/// thousand: they all hold the same b_k + s_k.
struct ReceiverLevels: Hashable, Sendable {
    /// Receivers.
    private(set) var count = 0
    /// [dimension × dimension], row-major.
    private(set) var covariance: [Double]
    private let receiverVariance: Double
    private let shadowingVariance: Double

    /// Unknowns: c, and two for each receiver.
    var dimension: Int { 1 + 2 * count }

    init(_ configuration: MovingEmitterConfiguration) {
        covariance = [configuration.levelDeviationDb * configuration.levelDeviationDb]
        receiverVariance = configuration.receiverDeviationDb * configuration.receiverDeviationDb
        shadowingVariance = configuration.shadowingDeviationDb * configuration.shadowingDeviationDb
    }

    /// Makes room for one receiver more, about which nothing is known.
    mutating func admit() {
        let old = dimension
        count += 1
        var grown = [Double](repeating: 0, count: dimension * dimension)
        for row in 0..<old {
            for column in 0..<old {
                grown[row * dimension + column] = covariance[row * old + column]
            }
        }
        covariance = grown
        clear(count - 1)
    }

    /// Forgets what is known about a receiver.
    mutating func clear(_ receiver: Int) {
        for unknown in [1 + 2 * receiver, 2 + 2 * receiver] {
            for other in 0..<dimension {
                covariance[unknown * dimension + other] = 0
                covariance[other * dimension + unknown] = 0
            }
        }
        covariance[(1 + 2 * receiver) * dimension + 1 + 2 * receiver] = receiverVariance
        covariance[(2 + 2 * receiver) * dimension + 2 + 2 * receiver] = shadowingVariance
    }

    /// Another emitter may be on: its level is as unknown as at the beginning.
    mutating func loosenLevel(variance: Double) { covariance[0] += variance }

    /// Lets shadowing become another: s_k keeps the share `kept[k]` of itself.
    mutating func relax(keeping kept: [Double]) {
        for receiver in 0..<count where kept[receiver] < 1 {
            let unknown = 2 + 2 * receiver
            for other in 0..<dimension {
                covariance[unknown * dimension + other] *= kept[receiver]
                covariance[other * dimension + unknown] *= kept[receiver]
            }
            covariance[unknown * dimension + unknown] +=
                shadowingVariance * (1 - kept[receiver] * kept[receiver])
        }
    }

    /// Variance of c + b_k + s_k, square decibels.
    func variance(ofReceiver receiver: Int) -> Double {
        let unknowns = [0, 1 + 2 * receiver, 2 + 2 * receiver]
        return unknowns.reduce(0) { sum, row in
            unknowns.reduce(sum) { $0 + covariance[row * dimension + $1] }
        }
    }

    /// Takes in one look each of some receivers with these fading variances.
    ///
    /// - Returns: what turns a particle's innovations into its likelihood and its mean's change.
    mutating func update(receivers: [Int], variancesDb2: [Double]) -> LevelGain {
        let m = receivers.count
        // G = C Hᵀ [dimension × m], S = H G + R [m × m].
        var cross = [Double](repeating: 0, count: dimension * m)
        for (column, receiver) in receivers.enumerated() {
            for row in 0..<dimension {
                cross[row * m + column] =
                    covariance[row * dimension] + covariance[row * dimension + 1 + 2 * receiver]
                    + covariance[row * dimension + 2 + 2 * receiver]
            }
        }
        var factor = [Double](repeating: 0, count: m * m)
        for (row, receiver) in receivers.enumerated() {
            for column in 0...row {
                var sum =
                    cross[column] + cross[(1 + 2 * receiver) * m + column]
                    + cross[(2 + 2 * receiver) * m + column]
                if row == column { sum += variancesDb2[row] }
                for k in 0..<column { sum -= factor[row * m + k] * factor[column * m + k] }
                factor[row * m + column] =
                    row == column
                    // The fading's variance alone keeps it positive; rounding must not undo that.
                    ? max(sum, variancesDb2[row] / 2).squareRoot()
                    : sum / factor[column * m + column]
            }
        }
        // W = G L⁻ᵀ: the mean changes by W z, the covariance by -W Wᵀ, where L z = innovations.
        for row in 0..<dimension {
            for column in 0..<m {
                var sum = cross[row * m + column]
                for k in 0..<column { sum -= cross[row * m + k] * factor[column * m + k] }
                cross[row * m + column] = sum / factor[column * m + column]
            }
        }
        for row in 0..<dimension {
            for column in 0...row {
                var sum = covariance[row * dimension + column]
                for k in 0..<m { sum -= cross[row * m + k] * cross[column * m + k] }
                covariance[row * dimension + column] = sum
                covariance[column * dimension + row] = sum
            }
        }
        return LevelGain(lookCount: m, factor: factor, gain: cross)
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(UInt32(count))
        writer.append(covariance)
    }

    /// Reads what ``encode(into:)`` wrote.
    mutating func restore(
        from reader: inout ByteReader, countMax: Int
    ) throws(ByteReaderError) {
        let offset = reader.offset
        count = try reader.readCount(max: countMax)
        covariance = try reader.readDoubles()
        guard covariance.count == dimension * dimension, covariance.allSatisfy(\.isFinite),
            (0..<dimension).allSatisfy({ covariance[$0 * dimension + $0] >= 0 })
        else {
            throw ByteReaderError(
                what: "ReceiverLevels", offset: offset, reason: "it is no covariance")
        }
    }
}

/// How some looks change a particle: see ``ReceiverLevels/update(receivers:variancesDb2:)``.
struct LevelGain: Hashable, Sendable {
    /// Looks, m.
    let lookCount: Int
    /// Cholesky factor of the innovations' covariance, lower, row-major [m × m].
    let factor: [Double]
    /// W [dimension × m], row-major.
    let gain: [Double]

    /// Turns innovations into independent standard normal numbers, in place.
    ///
    /// - Returns: the logarithm of their likelihood, but for what all particles share.
    func whiten(_ innovations: inout [Double]) -> Double {
        var squares = 0.0
        for row in 0..<lookCount {
            var sum = innovations[row]
            for k in 0..<row { sum -= factor[row * lookCount + k] * innovations[k] }
            let value = sum / factor[row * lookCount + row]
            innovations[row] = value
            squares += value * value
        }
        return -squares / 2
    }

    /// Moves the mean that begins at `start` by whitened innovations.
    func move(_ means: inout [Double], from start: Int, by whitened: [Double]) {
        var entry = 0
        for row in start..<start + gain.count / max(lookCount, 1) {
            var sum = means[row]
            for k in 0..<lookCount {
                sum += gain[entry] * whitened[k]
                entry += 1
            }
            means[row] = sum
        }
    }
}
