import Numerics

/// What some frames say of their branches' gains and delays, over all columns (``ColumnScore``).
struct BranchScore {
    /// The share of the noise above which a bin's power is held for unknown.
    static let leastShare = 0.1
    /// Rows of unknown power that a column may have: what taking them off costs goes with their cube.
    static let unknownRowCountMax = 64
    /// The least noise, as a share of all power: no model of a spectrum is better.
    static let leastNoise = 0.01

    /// ∂ log likelihood by the P logarithmic gains, then by the P delays.
    private(set) var slope: [Double]
    /// Its covariance where the model is right, `[2P, 2P]`.
    private(set) var information: [Double]
    /// How many times the departures' expectation the frames depart from the model in other ways than
    /// by gains, delays and powers, at least 1: what a model that is not right makes slopes vary by.
    private(set) var dispersion = 1.0

    /// - Parameters:
    ///   - covariances: of the frames, column by column, gains divided out.
    ///   - frames: how many.
    ///   - spectrum: of the same frames.
    ///   - delays: under which slopes are taken.
    ///   - blocksBefore: of the same stream, which told the same of its spectrum.
    init(
        covariances: [HermitianMatrix], frames: Double, spectrum: BranchSpectrum,
        delays: [Double], blocksBefore: Int
    ) {
        let size = 2 * spectrum.pattern.cosetCount
        let spectrum = spectrum.withNoise(atLeast: Self.leastNoise)
        slope = [Double](repeating: 0, count: size)
        information = [Double](repeating: 0, count: size * size)
        let steering = DelayedSteering(spectrum.pattern, delays: delays)
        let leastPower = Self.leastShare * spectrum.noise
        // A gain and a delay that all have in common tell nothing.
        var (misfit, freedom) = (0.0, 2 - Double(size))
        for (bin, observed) in covariances.enumerated() {
            let column = BranchColumn(bin, of: spectrum, steering: steering)
            guard column.rows.count(where: { $0.power > leastPower }) <= Self.unknownRowCountMax,
                var score = ColumnScore(column, observed: observed)
            else { continue }
            score.takeOffSpectrum(
                column, leastPower: leastPower, frames: frames, blocksBefore: blocksBefore)
            for place in slope.indices { slope[place] += frames * score.slope[place] }
            for place in information.indices {
                information[place] += frames * score.information[place]
            }
            misfit += frames * score.misfit
            freedom += score.freedom
        }
        var regular = information
        for place in 0..<size {
            regular[place * size + place] += 1e-6 * (1 + regular[place * size + place])
        }
        if let factor = DenseCholesky(regular, order: size) {
            for (step, slope) in zip(factor.solve(slope), slope) { misfit -= step * slope }
        }
        if freedom > 0 { dispersion = max(1, misfit / freedom) }
    }
}
