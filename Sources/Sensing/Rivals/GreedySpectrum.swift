import Numerics

/// S-OMP: simultaneous orthogonal matching pursuit.
///
/// J. Tropp, A. Gilbert and M. Strauss, "Algorithms for simultaneous sparse approximation. Part I:
/// Greedy pursuit", Signal Processing 2006: again and again the row whose column of A has the largest
/// sum of absolute correlations with the residual is taken in, and all rows taken are fitted anew by
/// least squares. It ends as ``RowStopping`` says.
public struct GreedySpectrum: SpectrumMethod {
    /// Its name: `somp`, `somp-k`, `somp-noise`.
    public let name: String
    /// When it has rows enough.
    public let stop: RowStopping

    /// The method.
    public init(stop: RowStopping) {
        name = "somp" + stop.suffix
        self.stop = stop
    }

    /// The mean power spectrum over some frames of one pattern.
    public func estimate(_ frames: [CosetSpectra]) throws(SensingError) -> SpectrumPosterior {
        let stack = try FrameStack(frames)
        let problem = RowLeastSquares(stack)
        let limits = stop.limits(stack)
        var rows: [Int] = []
        var fit = problem.fit([])
        while rows.count < limits.rowCountMax, fit.squaredResidual > limits.residual {
            var best = (row: -1, sum: Float(0))
            for row in 0..<stack.pattern.rowCount where !rows.contains(row) {
                let sum = Self.absoluteSum(fit.correlations, row: row)
                if sum > best.sum { best = (row, sum) }
            }
            guard best.row >= 0 else { break }
            rows.append(best.row)
            fit = problem.fit(rows)
        }
        return SpectrumPosterior(
            binPower: stack.meanPower(problem.spectrum(rows, fit.coefficients)),
            rowCount: stack.pattern.rowCount, noisePower: limits.noisePower,
            iterations: rows.count,
            residual: (fit.squaredResidual / max(stack.values.squaredNorm, 1e-300))
                .squareRoot())
    }

    private static func absoluteSum(_ matrix: ComplexMatrix, row: Int) -> Float {
        var sum: Float = 0
        for place in row * matrix.columnCount..<(row + 1) * matrix.columnCount {
            let (a, b) = (matrix.real[place], matrix.imaginary[place])
            sum += (a * a + b * b).squareRoot()
        }
        return sum
    }
}
