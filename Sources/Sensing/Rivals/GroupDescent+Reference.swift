import Numerics

extension GroupDescent {
    /// The descent as its equations read, which the kernel is checked against.
    struct Reference {
        private let gram: ComplexMatrix
        private let dense: ComplexMatrix
        private let observed: ComplexMatrix
        private let correlations: ComplexMatrix
        /// 1 / (2 ‖A‖²): A is a tight frame, so the step is exact.
        private let step: Float
        private let penalty: Double
        private var weights: [Float]
        /// X, `[L, columns]`, of Y as scaled.
        private(set) var spectrum: ComplexMatrix
        private(set) var iterations = 0

        init(stack: FrameStack, scale: Float, penalty: Double) {
            var observed = stack.values
            observed.scale(by: scale)
            self.observed = observed
            dense = SensingOperator.dense(stack.pattern)
            gram = dense.adjointTimes(dense)
            correlations = dense.adjointTimes(observed)
            step = Float(0.5 / stack.pattern.noiseFolding)
            self.penalty = penalty
            weights = [Float](repeating: 1, count: stack.pattern.rowCount)
            spectrum = ComplexMatrix(
                rowCount: stack.pattern.rowCount, columnCount: stack.columnCount)
        }

        mutating func run(iterationsMax: Int, tolerance: Double) {
            var (extrapolated, momentum) = (spectrum, 1.0)
            for _ in 0..<iterationsMax {
                iterations += 1
                // X ← shrink(Z − step · 2 (Aᴴ A Z − Aᴴ Y)).
                var next = extrapolated
                var gradient = gram * extrapolated
                gradient.subtract(correlations)
                next.add(gradient, factor: -2 * step)
                shrink(&next)
                var moved = next
                moved.subtract(spectrum)
                var overshoot = extrapolated
                overshoot.subtract(next)
                // Restart where the momentum points uphill: <Z − X⁺, X⁺ − X> > 0.
                if Self.inner(overshoot, moved) > 0 { momentum = 1 }
                let following = (1 + (1 + 4 * momentum * momentum).squareRoot()) / 2
                extrapolated = next
                extrapolated.add(moved, factor: Float((momentum - 1) / following))
                momentum = following
                spectrum = next
                let size = next.squaredNorm
                if moved.squaredNorm <= tolerance * tolerance * size || size == 0 { break }
            }
        }

        mutating func reweight() {
            let norms = spectrum.squaredRowNorms.map { $0.squareRoot() }
            guard let most = norms.max(), most > 0 else { return }
            let raw = norms.map { 1 / ($0 / most + 0.1) }
            let mean = raw.reduce(0, +) / Float(raw.count)
            weights = raw.map { $0 / mean }
        }

        var squaredResidual: Double {
            var rest = observed
            rest.subtract(dense * spectrum)
            return rest.squaredNorm
        }

        private func shrink(_ matrix: inout ComplexMatrix) {
            for (row, squared) in matrix.squaredRowNorms.enumerated() {
                let norm = squared.squareRoot()
                let threshold = Float(penalty) * step * weights[row]
                let factor = norm > threshold ? 1 - threshold / norm : 0
                for place in row * matrix.columnCount..<(row + 1) * matrix.columnCount {
                    matrix.real[place] *= factor
                    matrix.imaginary[place] *= factor
                }
            }
        }

        private static func inner(_ a: ComplexMatrix, _ b: ComplexMatrix) -> Double {
            var sum: Float = 0
            for place in a.real.indices {
                sum += a.real[place] * b.real[place] + a.imaginary[place] * b.imaginary[place]
            }
            return Double(sum)
        }
    }
}
