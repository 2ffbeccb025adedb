import Numerics

/// JB-HTP: joint block hard thresholding pursuit, in our reading.
///
/// Z. Song, H. Qi and Y. Gao, "Real-time multi-gigahertz sub-Nyquist spectrum sensing system for
/// mmwave", mmNets 2019, of which we have only descriptions: S. Foucart's hard thresholding pursuit
/// (SIAM J. Numer. Anal. 2011) on whole rows. A gradient step X + μ Aᴴ(Y − A X), the K rows of the
/// largest norm, least squares on them, until the rows stay the same. The step is Foucart's
/// normalised one, μ = ‖G‖² / ‖A G‖² with the gradient G on the rows in use. Not told K it goes through
/// K = 1, 2, … until the residual is small enough (``RowStopping``).
public struct HardThresholdingSpectrum: SpectrumMethod {
    /// Its name: `jb-htp`, `jb-htp-k`, `jb-htp-noise`.
    public let name: String
    /// How many rows it keeps, or when it has enough.
    public let stop: RowStopping
    /// Steps at most for one number of rows.
    public let iterationsMax: Int

    /// The method.
    public init(stop: RowStopping, iterationsMax: Int = 50) {
        name = "jb-htp" + stop.suffix
        self.stop = stop
        self.iterationsMax = iterationsMax
    }

    /// The mean power spectrum over some frames of one pattern.
    public func estimate(_ frames: [CosetSpectra]) throws(SensingError) -> SpectrumPosterior {
        let stack = try FrameStack(frames)
        let problem = RowLeastSquares(stack)
        let limits = stop.limits(stack)
        var pursuit = Pursuit(rows: [], fit: problem.fit([]), iterations: 0)
        let least = if case .rows(let count) = stop { min(count, limits.rowCountMax) } else { 1 }
        var count = least
        while count >= 1, count <= limits.rowCountMax,
            pursuit.fit.squaredResidual > limits.residual
        {
            let done = pursuit.iterations
            pursuit = pursue(problem, rowCount: count)
            pursuit.iterations += done
            count += 1
            if case .rows = stop { break }
        }
        return SpectrumPosterior(
            binPower: stack.meanPower(
                problem.spectrum(pursuit.rows, pursuit.fit.coefficients)),
            rowCount: stack.pattern.rowCount, noisePower: limits.noisePower,
            iterations: pursuit.iterations,
            residual: (pursuit.fit.squaredResidual / max(stack.values.squaredNorm, 1e-300))
                .squareRoot())
    }

    private struct Pursuit {
        var rows: [Int]
        var fit: RowFit
        var iterations: Int
    }

    private func pursue(_ problem: RowLeastSquares, rowCount: Int) -> Pursuit {
        var rows: [Int] = []
        var fit = problem.fit([])
        var best = (rows: rows, fit: fit)
        var iterations = 0
        var seen: Set<[Int]> = []
        while iterations < iterationsMax {
            iterations += 1
            var stepped = fit.correlations
            stepped.scale(by: Self.step(problem, rows: rows, gradient: fit.correlations))
            var current = problem.spectrum(rows, fit.coefficients)
            current.add(stepped, factor: 1)
            let norms = current.squaredRowNorms
            let order = norms.indices.sorted { (norms[$0], $1) > (norms[$1], $0) }
            let next = order.prefix(rowCount).sorted()
            // The same rows again: done, or a cycle, of which the best fit is kept.
            guard seen.insert(next).inserted else { break }
            rows = next
            fit = problem.fit(rows)
            if fit.squaredResidual < best.fit.squaredResidual { best = (rows, fit) }
        }
        return Pursuit(rows: best.rows, fit: best.fit, iterations: iterations)
    }

    private static func step(
        _ problem: RowLeastSquares, rows: [Int], gradient: ComplexMatrix
    ) -> Float {
        let used =
            rows.isEmpty ? gradient : problem.spectrum(rows, gradient.rows(rows))
        let passed = (problem.dense * used).squaredNorm
        let size = used.squaredNorm
        // After least squares the gradient on the rows in use is nought: then the step of a tight frame.
        let tight = 1 / problem.pattern.noiseFolding
        return Float(size > 1e-9 * gradient.squaredNorm ? size / max(passed, 1e-300) : tight)
    }
}
