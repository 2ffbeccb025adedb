import Glibc
import Numerics

/// Learns the gains and delays of a stream's branches, and corrects its frames.
///
/// Frames are gathered in blocks: the sums of y yᴴ as they came, and the mean of the spectra that an
/// estimator made of them as corrected. Each block's ``BranchScore`` goes into the ``BranchEvidence``. What
/// stands out of its own uncertainty is corrected; nothing is before the second block's end.
///
/// It keeps P² N complex numbers of single precision for the correction and half as many for the sums,
/// 5 N L of powers at most, and 4 P² + 2 P of double precision.
struct BranchFollower: Sendable {
    /// Frames of the first blocks; every further one has as many as the last of these.
    static let blockFrames = [8, 8, 8, 8, 16, 16, 32]
    /// Blocks that are counted.
    static let blockCountMax = 20
    /// Blocks before anything is corrected.
    static let blockCountMin = 2
    /// Like branches are taken for unlike so often by chance, at a block's end.
    static let significance = 1e-6
    /// A root mean square change of delays that halves what was gathered, Nyquist samples.
    static let straightDelay = 0.05
    /// How far a spectrum may depart from the correction's before that is made anew.
    static let departureMax = 0.1
    /// Frames after which it may be.
    static let correctionFrames = 4

    let pattern: CosetPattern
    /// What is corrected.
    var calibration: CosetCalibration
    /// Whether gains and delays are.
    var isCorrected = [false, false]
    var evidence: BranchEvidence
    /// Blocks taken in, as far as they are counted.
    var blockCount = 0
    /// Of the block's frames as they came.
    var covariance: CosetCovariance
    /// Σ p and Σ s² of the block's frames.
    var power: [Double]
    var noise = 0.0
    /// What the correction was made under; nil where nothing is corrected.
    var spectrum: BranchSpectrum?
    /// Frames since then.
    var spectrumAge = 0
    private var correction: BranchCorrection?

    init(pattern: CosetPattern) {
        self.pattern = pattern
        calibration = CosetCalibration(pattern: pattern)
        evidence = BranchEvidence(cosetCount: pattern.cosetCount)
        covariance = CosetCovariance(
            cosetCount: pattern.cosetCount, columnCount: pattern.samplesPerCoset)
        power = [Double](repeating: 0, count: pattern.binCount)
    }

    /// The frame as like branches would have given it, as far as is known.
    func correct(_ frame: CosetSpectra) -> CosetSpectra { correction?.correct(frame) ?? frame }

    /// Takes in a frame as it came, and the spectrum made of it as corrected.
    mutating func learn(_ frame: CosetSpectra, _ posterior: SpectrumPosterior) {
        let entryPower = frame.values.squaredNorm / Double(frame.values.real.count)
        guard
            let newest = BranchSpectrum(posterior, pattern: pattern, entryPower: entryPower)
        else { return }
        covariance.add(frame.values)
        for bin in power.indices { power[bin] += Double(newest.power[bin]) }
        noise += newest.noise
        spectrumAge += 1
        let isFull =
            covariance.weight
            >= Double(Self.blockFrames[min(blockCount, Self.blockFrames.count - 1)])
        if isFull { closeBlock() }
        guard isCorrected.contains(true) else {
            (spectrum, correction) = (nil, nil)
            return
        }
        if let spectrum, !isFull {
            guard spectrumAge >= Self.correctionFrames,
                spectrum.departure(of: newest) > Self.departureMax
            else { return }
        }
        spectrum = newest
        spectrumAge = 0
        makeCorrection()
    }

    mutating func makeCorrection() {
        correction = spectrum.map { BranchCorrection(calibration, under: $0) }
    }

    private mutating func closeBlock() {
        let frames = covariance.weight
        let score = BranchScore(
            covariances: levelled(), frames: frames,
            spectrum: BranchSpectrum(
                pattern: pattern, power: power.map { Float($0 / frames) }, noise: noise / frames),
            delays: calibration.delays, blocksBefore: blockCount)
        evidence.add(score, at: calibration.gains.map { log($0) } + calibration.delays)
        blockCount = min(blockCount + 1, Self.blockCountMax)
        covariance = CosetCovariance(
            cosetCount: pattern.cosetCount, columnCount: pattern.samplesPerCoset)
        power = [Double](repeating: 0, count: pattern.binCount)
        noise = 0
        guard blockCount >= Self.blockCountMin, let estimate = BranchEstimate(of: evidence)
        else { return }
        let limit = NormalQuantile.exceeded(with: Self.significance)
        for kind in BranchEstimate.Kind.allCases {
            // What is corrected stays so until far less stands out: no coming and going.
            let least = isCorrected[kind.rawValue] ? limit / 2 : limit
            isCorrected[kind.rawValue] = estimate.standing(of: kind) > least
        }
        let before = calibration.delays
        let likeliest = BranchEstimate.likeliest(of: evidence, unlike: isCorrected)
        let none = [Double](repeating: 0, count: pattern.cosetCount)
        let gains = isCorrected[0] ? likeliest?.values(of: .gains) : none
        calibration.gains = (gains ?? none).map { exp($0) }
        calibration.delays = (isCorrected[1] ? likeliest?.values(of: .delays) : none) ?? none
        // What was gathered is straight in the delays about those that it was gathered under.
        let step = zip(calibration.delays, before).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        evidence.fade(
            to: 1
                / (1 + step / Double(pattern.cosetCount) / (Self.straightDelay * Self.straightDelay))
        )
    }

    /// The block's covariance in each column, gains divided out.
    private func levelled() -> [HermitianMatrix] {
        let (cosets, width) = (pattern.cosetCount, pattern.samplesPerCoset)
        let stride = 16 * ((width + 15) / 16)
        let levels = calibration.gains.map { 1 / $0 }
        return (0..<width).map { bin in
            var matrix = HermitianMatrix(order: cosets)
            for p in 0..<cosets {
                for q in 0...p {
                    let place = (p * (p + 1) / 2 + q) * stride + bin
                    let factor = levels[p] * levels[q] / covariance.weight
                    matrix.set(
                        p, q, real: factor * Double(covariance.real[place]),
                        imaginary: factor * Double(covariance.imaginary[place]))
                }
            }
            return matrix
        }
    }
}
