import Glibc
import Numerics

extension CosetStream {
    /// Even powers, then MacKay's fixed point (1992) with one power a row.
    mutating func begin(settings: StreamingSettings) {
        let (rows, columns) = (pattern.rowCount, pattern.samplesPerCoset)
        let mean = Float(covariance.meanPower)
        let share = mean * Float(liveCosets.count) / Float(rows)
        noise = 0.1 * share
        power = [Float](repeating: share, count: power.count)
        for _ in 0..<settings.rowIterations {
            steer(by: covariance)
            for row in 0..<rows {
                var (form, capon): (Float, Float) = (0, 0)
                for bin in row * columns..<(row + 1) * columns {
                    // q and e of one bin, from what its beamformer says of them.
                    let inverse = 1 / (power[bin] + beams.interference[bin])
                    form += beams.output[bin] * inverse * inverse
                    capon += inverse
                }
                let level = power[row * columns] * form / capon
                for bin in row * columns..<(row + 1) * columns { power[bin] = level }
            }
            followNoise()
        }
        lowerFloor()
    }

    /// One iteration over the bins.
    mutating func iterate(settings: StreamingSettings) {
        steer(by: covariance)
        followNoise()
        let frames = Float(covariance.effectiveCount)
        chain.smooth(
            law: settings.law, beams: beams, count: frames, held: held,
            levels: levels(
                stepDb: settings.levelStepDb, lowest: settings.lowestLevel, above: power))
        var mean = chain.mean
        variance = chain.variance
        occupancy = chain.probability
        refineBands(&mean, frames: frames, settings: settings)
        for bin in power.indices { power[bin] += settings.damping * (mean[bin] - power[bin]) }
        lowerFloor()
    }

    /// Levels from just above all that is seen down to a share of the noise.
    func levels(stepDb: Double, lowest share: Float, above known: [Float]) -> [Float] {
        var top: Float = 0
        for bin in power.indices {
            top = max(top, beams.output[bin] - beams.interference[bin], known[bin])
        }
        let lowest = share * noise
        top = max(1.2 * top, lowest)
        // Single precision holds either, but not every ratio.
        let span = 10 * log10(Double(top) / Double(lowest))
        let count = min(
            LevelChain.levelCountMax, 1 + Int((span / stepDb).rounded(.up)))
        let ratio = pow(10, -stepDb / 10)
        var level = Double(top)
        return (0..<count).map { _ in
            defer { level *= ratio }
            return Float(level)
        }
    }

    /// Noise over the mean power of a bin that sums in single precision can tell: 63 dB.
    private static let leastNoise: Float = 5e-7

    /// Noise by its evidence; never so low that nothing could be inverted.
    private mutating func followNoise() {
        let share = Float(covariance.meanPower) * Float(liveCosets.count) / Float(pattern.rowCount)
        let ratio = Float(beams.noiseRatio)
        if ratio.isFinite { noise *= min(max(ratio, 0.25), 4) }
        noise = max(noise, Self.leastNoise * share, .leastNormalMagnitude * 1e6)
    }

    /// The spectrum's floor is noise: A Aᴴ = L/P · I, so an even spectrum looks just like it.
    private mutating func lowerFloor() {
        let floor = power.sorted()[power.count / 4]
        guard floor > 0 else { return }
        noise += floor
        for bin in power.indices { power[bin] = max(power[bin] - floor, 0) }
    }

    /// Goes over the runs of occupied bins: a band's power is what its bins say together, its bins
    /// depart from its level, and it departs from all frames' mean, where they do so by more than chance.
    private func refineBands(
        _ mean: inout [Float], frames: Float, settings: StreamingSettings
    ) {
        let count = mean.count
        guard let vacant = occupancy.firstIndex(where: { $0 <= 0.5 }) else { return }
        var bin = 1
        while bin <= count {
            let first = (vacant + bin) % count
            guard occupancy[first] > 0.5 else {
                bin += 1
                continue
            }
            var length = 1
            while occupancy[(first + length) % count] > 0.5 { length += 1 }
            let bins = (0..<length).lazy.map { (first + $0) % count }
            level(&mean, bins, frames: frames)
            if frames > 1.5 {
                depart(&mean, first: first, length: length, frames: frames)
                let drift = recentPower.drift(
                    of: bins, power: mean, interference: beams.interference,
                    significance: settings.driftSignificance)
                if drift != 1 { for bin in bins { mean[bin] *= drift } }
            }
            bin += length
        }
    }

    /// Takes out of a band's power what the mean of its posterior is too high by.
    ///
    /// The mean of a scale's posterior over n exponential variables is n / (n − 1) times theirs, and far
    /// above the noise nothing else is wrong with it; the mean of z − v over a band's bins is right.
    private func level(_ mean: inout [Float], _ bins: some Sequence<Int>, frames: Float) {
        var (seen, known, rest): (Float, Float, Float) = (0, 0, 0)
        for bin in bins {
            var sum = frames * (beams.output[bin] - beams.interference[bin])
            var count = frames
            if let held, held.count[bin] > 0 {
                sum += held.count[bin] * (held.output[bin] - held.interference[bin])
                count += held.count[bin]
            }
            seen += sum / count
            known += mean[bin]
            rest += beams.interference[bin]
        }
        // A band little above what else comes through is better told by the chain.
        guard known > 2 * rest else { return }
        let ratio = min(max(seen / known, 0.8), 1.25)
        for bin in bins { mean[bin] *= ratio }
    }

    /// Lets the bins of a band depart from its level where they do so by more than chance.
    ///
    /// Of each run of occupied bins the variance of z / (v + p) beyond 1 / n is that of the bins' own
    /// powers (a moment estimate, less 1.5 of its standard deviations); each bin goes as far from the
    /// level as the two variances say.
    private func depart(_ mean: inout [Float], first: Int, length: Int, frames: Float) {
        var (excess, weight): (Float, Float) = (0, 0)
        for step in 0..<length {
            let bin = (first + step) % mean.count
            let total = beams.interference[bin] + mean[bin]
            let share = mean[bin] / total
            let residual = (beams.output[bin] - total) / total
            excess += share * share * (residual * residual - 1 / frames)
            weight += share * share * share * share
        }
        guard weight > 0 else { return }
        let chance = 1.5 * (2 / Float(length)).squareRoot() / frames
        let own = min(max(excess / weight - chance, 0), 4)
        guard own > 0 else { return }
        for step in 0..<length {
            let bin = (first + step) % mean.count
            let total = beams.interference[bin] + mean[bin]
            let level = mean[bin] / total
            let departure = own * level * level
            let share = departure / (departure + 1 / frames)
            let moved = mean[bin] + share * (beams.output[bin] - total)
            mean[bin] = max(moved, 0.02 * mean[bin])
        }
    }
}
