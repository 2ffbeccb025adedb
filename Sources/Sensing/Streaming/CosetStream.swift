import Numerics

/// What is known of a stream of coset frames: sums over the frames, and the spectrum they tell.
struct CosetStream: Sendable {
    /// The sampler.
    let pattern: CosetPattern
    /// The cosets in use, others being dead.
    private(set) var liveCosets: [Int]
    /// Sums over the frames since the last change.
    var covariance: CosetCovariance
    /// The newest frames, of the cosets in use; oldest first.
    var recent: [ComplexMatrix] = []
    /// p: expected signal power of each bin, `[L, N]`.
    var power: [Float]
    /// Its variance.
    var variance: [Float]
    /// Probability that a bin is occupied.
    var occupancy: [Float]
    /// s²: noise power of a bin.
    var noise: Float = 0
    /// What is known of bins from before the last change; nil if nothing.
    var held: LevelEvidence?
    /// What the last few frames alone say of the bins.
    var recentPower: RecentPower
    /// Frames taken in.
    var frameCount = 0
    /// Changes found.
    var changeCount = 0

    // Scratch: nothing in them outlives a frame.
    var beams: CaponBeams
    var chain: LevelChain

    /// A stream before its first frame.
    init(pattern: CosetPattern) {
        self.pattern = pattern
        liveCosets = Array(0..<pattern.cosetCount)
        covariance = CosetCovariance(
            cosetCount: pattern.cosetCount, columnCount: pattern.samplesPerCoset)
        power = [Float](repeating: 0, count: pattern.binCount)
        variance = power
        occupancy = power
        recentPower = RecentPower(binCount: pattern.binCount)
        beams = CaponBeams(
            rowCount: pattern.rowCount, offsets: pattern.offsets,
            columnCount: pattern.samplesPerCoset)
        chain = LevelChain(binCount: pattern.binCount)
    }

    /// Whether bins that look vacant still have power that counts beside the noise.
    private var isLeaking: Bool {
        var leak: Float = 0
        for bin in power.indices where occupancy[bin] <= 0.05 { leak += power[bin] }
        return leak > Self.leakMax * noise * Float(power.count)
    }

    /// Power of vacant bins over their noise with which a first frame's iterations have settled.
    private static let leakMax: Float = 0.03

    /// Noise power of an entry of the frames: folded by L / P.
    var entryNoise: Float { noise * Float(pattern.rowCount) / Float(liveCosets.count) }

    /// Goes on with these cosets; what the others told is kept as the posterior says it.
    mutating func useCosets(_ cosets: [Int], settings: StreamingSettings) {
        guard cosets != liveCosets else { return }
        if covariance.weight > 0 {
            steer(by: covariance)
            hold(settings: settings)
        }
        adopt(cosets: cosets)
    }

    /// Begins sums over these cosets.
    mutating func adopt(cosets: [Int]) {
        liveCosets = cosets
        covariance = CosetCovariance(
            cosetCount: cosets.count, columnCount: pattern.samplesPerCoset)
        recent = []
        beams = CaponBeams(
            rowCount: pattern.rowCount, offsets: cosets.map { pattern.offsets[$0] },
            columnCount: pattern.samplesPerCoset)
    }

    /// Puts the posterior in the place of the sums, which begin anew.
    mutating func hold(settings: StreamingSettings) {
        let frames = Float(covariance.effectiveCount)
        var kept = LevelEvidence(binCount: pattern.binCount)
        for bin in power.indices {
            kept.interference[bin] = beams.interference[bin]
            kept.output[bin] = power[bin] + beams.interference[bin]
            kept.count[bin] = min(
                frames + (held?.count[bin] ?? 0), settings.heldFramesMax)
        }
        held = kept
    }

    /// Steers the beamformers by the spectrum, over some frames.
    mutating func steer(by covariance: CosetCovariance) {
        beams.steer(power: power, noise: entryNoise, covariance: covariance)
    }

    /// Takes in a frame whose live cosets are those in use; returns the iterations over bins.
    mutating func take(
        _ frame: CosetSpectra, iterationsMax: Int, settings: StreamingSettings
    ) -> Int {
        let values = liveValues(frame.values)
        covariance.add(values, forgetting: settings.forgetting)
        if held != nil {
            let left = Float(settings.forgetting)
            var isAny = false
            for bin in power.indices {
                held?.count[bin] *= left
                isAny = isAny || (held?.count[bin] ?? 0) > 0.01
            }
            if !isAny { held = nil }
        }
        recent.append(values)
        let longest = settings.changeWindows.max() ?? 0
        if recent.count > longest { recent.removeFirst(recent.count - longest) }
        var iterations = settings.iterations
        if frameCount == 0 {
            begin(settings: settings)
            iterations = settings.firstIterations
        } else if findChange(settings: settings) {
            iterations = settings.firstIterations
        }
        // On a first frame far above the noise, what leaks of the bands takes longer to vanish.
        let most = max(1, min(iterationsMax, frameCount == 0 ? 3 * iterations : iterations))
        var done = 0
        while done < min(iterations, most) || (done < most && isLeaking) {
            iterate(settings: settings)
            done += 1
        }
        frameCount += 1
        return done
    }

    // Columns of A are of unit norm over the cosets in use.
    private func liveValues(_ values: ComplexMatrix) -> ComplexMatrix {
        if liveCosets.count == values.rowCount { return values }
        var live = ComplexMatrix(rowCount: liveCosets.count, columnCount: values.columnCount)
        let scale = (Float(values.rowCount) / Float(liveCosets.count)).squareRoot()
        for (row, coset) in liveCosets.enumerated() {
            for column in 0..<values.columnCount {
                let (to, from) = (
                    row * values.columnCount + column, coset * values.columnCount + column
                )
                live.real[to] = scale * values.real[from]
                live.imaginary[to] = scale * values.imaginary[from]
            }
        }
        return live
    }
}
