import Numerics

extension CoupledPosterior {
    /// The posterior as its equations read, which the kernels are checked against.
    struct Reference {
        private let stack: FrameStack
        private let lags: CosetLags?
        private let sensing: SensingOperator
        /// GAMP's scaled residuals s, `[P, columns]`, kept from round to round.
        private var messages: ComplexMatrix
        /// The prior variances last used, `[L, N]`.
        private(set) var prior: [Double] = []
        /// The mean of X, `[L, columns]`.
        private(set) var mean: ComplexMatrix
        /// The variance of a bin, `[L, N]`, the same in every frame.
        private(set) var variance: [Double]
        private var noise = 0.0

        init(_ stack: FrameStack, lags: CosetLags?) {
            self.stack = stack
            self.lags = lags
            sensing = SensingOperator(pattern: stack.pattern, columnCount: stack.columnCount)
            messages = ComplexMatrix(
                rowCount: stack.pattern.cosetCount, columnCount: stack.columnCount)
            mean = ComplexMatrix(rowCount: stack.pattern.rowCount, columnCount: stack.columnCount)
            variance = [Double](repeating: 0, count: stack.pattern.binCount)
        }

        mutating func update(prior: [Double], noise: Double) {
            if self.prior.isEmpty { variance = prior }
            self.prior = prior
            self.noise = noise
            if let lags {
                solve(lags)
            } else {
                for _ in 0..<CoupledPosterior.stepsPerRound { passMessages() }
            }
        }

        var squaredResidual: Double {
            var rest = stack.values
            rest.subtract(sensing.apply(mean))
            return rest.squaredNorm
        }

        private mutating func solve(_ lags: CosetLags) {
            let (rows, width) = (stack.pattern.rowCount, stack.pattern.samplesPerCoset)
            let columns = stack.columnCount
            var whitened = stack.values
            for bin in 0..<width {
                let levels = (0..<rows).map { prior[$0 * width + bin] }
                guard
                    let inverse = lags.covariance(rowPowers: levels, noise: noise).inverse()?
                        .inverse
                else { continue }
                let places = stride(from: bin, to: columns, by: width).map { $0 }
                let part = inverse.times(stack.values.columns(places))
                for row in 0..<part.rowCount {
                    for (index, column) in places.enumerated() {
                        whitened[row, column] = part[row, index]
                    }
                }
                for (row, form) in lags.rowForms(inverse).enumerated() {
                    variance[row * width + bin] = max(
                        0, levels[row] - levels[row] * levels[row] * form)
                }
            }
            mean = sensing.adjoint(whitened)
            for row in 0..<rows {
                for column in 0..<columns {
                    let gain = Float(prior[row * width + column % width])
                    mean.real[row * columns + column] *= gain
                    mean.imaginary[row * columns + column] *= gain
                }
            }
        }

        /// One step of sum-product GAMP.
        ///
        /// As in S. Rangan, ISIT 2011; |A|² = 1 / P makes its variances one number a column.
        private mutating func passMessages() {
            let (rows, width) = (stack.pattern.rowCount, stack.pattern.samplesPerCoset)
            let (cosets, columns) = (stack.pattern.cosetCount, stack.columnCount)
            var spread = [Double](repeating: 0, count: width)
            for row in 0..<rows {
                for bin in 0..<width { spread[bin] += variance[row * width + bin] / Double(cosets) }
            }
            let passed = sensing.apply(mean)
            var fresh = messages
            for place in 0..<cosets * columns {
                let outgoing = Float(spread[place % columns % width])
                let precision = 1 / (outgoing + Float(noise))
                fresh.real[place] =
                    precision
                    * (stack.values.real[place] - passed.real[place]
                        + outgoing * messages.real[place])
                fresh.imaginary[place] =
                    precision
                    * (stack.values.imaginary[place] - passed.imaginary[place]
                        + outgoing * messages.imaginary[place])
            }
            messages.scale(by: 1 - CoupledPosterior.damping)
            messages.add(fresh, factor: CoupledPosterior.damping)
            let back = sensing.adjoint(messages)
            for row in 0..<rows {
                for bin in 0..<width {
                    let incoming = spread[bin] + noise
                    let place = row * width + bin
                    let gain = prior[place] / (prior[place] + incoming)
                    variance[place] +=
                        Double(CoupledPosterior.damping) * (gain * incoming - variance[place])
                    for column in stride(from: bin, to: columns, by: width) {
                        let at = row * columns + column
                        let real = mean.real[at] + Float(incoming) * back.real[at]
                        let imaginary = mean.imaginary[at] + Float(incoming) * back.imaginary[at]
                        mean.real[at] +=
                            CoupledPosterior.damping * (Float(gain) * real - mean.real[at])
                        mean.imaginary[at] +=
                            CoupledPosterior.damping
                            * (Float(gain) * imaginary - mean.imaginary[at])
                    }
                }
            }
        }
    }
}
