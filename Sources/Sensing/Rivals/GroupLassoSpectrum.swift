import Numerics

/// The group lasso, min ‖Y − A X‖_F² + λ Σ_l w_l ‖X[l, :]‖₂, by FISTA.
///
/// A. Beck and M. Teboulle, SIAM J. Imaging Sci. 2009, with B. O'Donoghue and E. Candès' restart (FoCM
/// 2015). Y is scaled to ‖Y‖_F² = P N F before and back after, for λ is an amplitude (deeprm.md 4);
/// over F frames side by side λ is taken √F times, so that F equal frames give what one gives. The
/// reweighted form (E. Candès, M. Wakin and S. Boyd, J. Fourier Anal. Appl. 2008, on rows) begins with
/// w = 1 and sets w_l = 1 / (‖x_l‖ / max ‖x‖ + 0.1), of mean 1, a few times.
public struct GroupLassoSpectrum: SpectrumMethod {
    /// Its name: `group-lasso` or `reweighted-group-lasso`.
    public let name: String
    /// λ, on Y of unit mean power.
    public let penalty: Double
    /// How many times the rows are weighted anew.
    public let reweightingCount: Int
    /// Iterations at most between two weightings.
    public let iterationsMax: Int
    /// It ends when X moves by less than this share of its norm.
    public let tolerance: Double

    /// The method; without reweighting unless said.
    public init(
        penalty: Double = 1, reweightingCount: Int = 0, iterationsMax: Int = 400,
        tolerance: Double = 1e-4
    ) {
        name = reweightingCount == 0 ? "group-lasso" : "reweighted-group-lasso"
        self.penalty = penalty
        self.reweightingCount = reweightingCount
        self.iterationsMax = iterationsMax
        self.tolerance = tolerance
    }

    /// The reweighted form with deeprm.md's parameters: λ = 2, weighted anew every 50 iterations.
    public static let reweighted = GroupLassoSpectrum(
        penalty: 2, reweightingCount: 6, iterationsMax: 50, tolerance: 1e-4)

    /// The mean power spectrum over some frames of one pattern.
    public func estimate(_ frames: [CosetSpectra]) throws(SensingError) -> SpectrumPosterior {
        let stack = try FrameStack(frames)
        let energy = stack.values.squaredNorm
        guard energy > 0 else {
            return SpectrumPosterior(
                binPower: [Float](repeating: 0, count: stack.pattern.binCount),
                rowCount: stack.pattern.rowCount, iterations: 0, residual: 0)
        }
        let entries = Double(stack.pattern.cosetCount * stack.columnCount)
        let scale = (entries / energy).squareRoot()
        var descent = GroupDescent(
            stack: stack, scale: Float(scale),
            penalty: penalty * Double(stack.frameCount).squareRoot())
        descent.run(iterationsMax: iterationsMax, tolerance: tolerance)
        for _ in 0..<reweightingCount {
            descent.reweight()
            descent.run(iterationsMax: iterationsMax, tolerance: tolerance)
        }
        let moments = descent.moments
        return SpectrumPosterior(
            binPower: moments.binPowers.map { Float(Double($0) / (scale * scale)) },
            rowCount: stack.pattern.rowCount, iterations: descent.iterations,
            residual: (moments.squaredResidual / entries).squareRoot())
    }
}
