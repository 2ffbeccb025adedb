import Numerics

extension CosetStream {
    /// Looks for a change in the newest frames, and takes it in if there is one.
    ///
    /// Under the model of all frames, each bin of the newest is as before or not (``LevelChain``). Once
    /// any is not, the model of the newest frames is iterated, so that a new band no longer spreads
    /// over all rows that it resembles. Then the newest frames are all that the sums hold, and bins that
    /// are as before keep their posterior in place of the others.
    mutating func findChange(settings: StreamingSettings) -> Bool {
        for window in settings.changeWindows.sorted() {
            let older = Float(covariance.effectiveCount) - Float(window)
            guard recent.count >= window, older >= 0.9 else { continue }
            var newest = CosetCovariance(
                cosetCount: liveCosets.count, columnCount: pattern.samplesPerCoset)
            for frame in recent.suffix(window) { newest.add(frame) }
            if takeChange(in: newest, frames: Float(window), older: older, settings: settings) {
                return true
            }
        }
        return false
    }

    private mutating func takeChange(
        in newest: CosetCovariance, frames: Float, older: Float, settings: StreamingSettings
    ) -> Bool {
        let before = power
        var law = settings.law
        steer(by: newest)
        if frames == 1 { recentPower.take(beams) }
        var known = LevelEvidence(
            output: beams.interference, interference: beams.interference,
            count: [Float](repeating: older, count: power.count))
        for bin in power.indices {
            known.output[bin] += before[bin]
            known.count[bin] += held?.count[bin] ?? 0
        }
        for iteration in 0..<settings.changeIterations {
            if iteration > 0 { steer(by: newest) }
            chain.findChange(
                law: law, beams: beams, count: frames, held: known, before: before,
                levels: levels(
                    stepDb: settings.changeStepDb, lowest: settings.lowestLevel, above: before))
            if iteration == 0 {
                guard chain.probability.contains(where: { $0 > 0.5 }) else { return false }
                law.change = settings.changeProbability
            }
            for bin in power.indices { power[bin] += 0.6 * (chain.mean[bin] - power[bin]) }
        }
        guard chain.probability.contains(where: { $0 > 0.5 }) else {
            power = before
            return false
        }
        for bin in power.indices {
            let isKept = chain.probability[bin] <= 0.3
            known.count[bin] = isKept ? min(known.count[bin], settings.heldFramesMax) : 0
            if !isKept { recentPower.forget(bin) }
        }
        held = known
        covariance = newest
        changeCount += 1
        return true
    }
}
