import Glibc

extension SineLayers {
    /// What a pass gives, in double precision.
    struct ReferencePass {
        var dataLoss = 0.0
        var penalty = 0.0
        /// X, `[L, 2 N']`.
        var output: [Double] = []
        var gradients: [Double] = []
    }

    /// The pass as its equations read, which the kernel is checked against.
    func referencePass(
        _ parameters: [Double], against objective: RowSparseObjective
    )
        -> ReferencePass
    {
        let omega = Double(frequency)
        var inputs = [Array(parameters[input])]
        var arguments: [[Double]] = []
        for layer in 0..<4 {
            var sums = product(inputs[layer], parameters, layer)
            arguments.append(sums)
            if layer < 2 { sums = sums.map { sin(omega * $0) } }
            inputs.append(sums)
        }
        var pass = ReferencePass()
        pass.output = inputs[4]
        pass.gradients = [Double](repeating: 0, count: parameterCount)
        var slope = lossSlope(&pass, objective)
        for layer in (0..<4).reversed() {
            if layer < 2 {
                slope = zip(slope, arguments[layer]).map { $0 * omega * cos(omega * $1) }
            }
            slope = back(slope, inputs[layer], parameters, layer, &pass.gradients)
        }
        for (place, value) in zip(input, slope) { pass.gradients[place] = value }
        return pass
    }

    private func product(_ rows: [Double], _ parameters: [Double], _ layer: Int) -> [Double] {
        let (inputs, outputs) = (inputWidths[layer], outputWidths[layer])
        var result: [Double] = []
        for row in 0..<rowCount {
            for output in 0..<outputs {
                var sum = parameters[biases(layer).lowerBound + output]
                for index in 0..<inputs {
                    sum +=
                        rows[row * inputs + index]
                        * parameters[weights(layer).lowerBound + index * outputs + output]
                }
                result.append(sum)
            }
        }
        return result
    }

    private func back(
        _ slope: [Double], _ rows: [Double], _ parameters: [Double], _ layer: Int,
        _ gradients: inout [Double]
    ) -> [Double] {
        let (inputs, outputs) = (inputWidths[layer], outputWidths[layer])
        var result = [Double](repeating: 0, count: rowCount * inputs)
        for row in 0..<rowCount {
            for output in 0..<outputs {
                let value = slope[row * outputs + output]
                gradients[biases(layer).lowerBound + output] += value
                for index in 0..<inputs {
                    let place = weights(layer).lowerBound + index * outputs + output
                    gradients[place] += rows[row * inputs + index] * value
                    result[row * inputs + index] += parameters[place] * value
                }
            }
        }
        return result
    }

    /// The losses, and the derivative of their sum by X.
    private func lossSlope(
        _ pass: inout ReferencePass, _ objective: RowSparseObjective
    ) -> [Double] {
        let (width, padded, cosets) = (
            2 * paddedColumnCount, paddedColumnCount, objective.cosetCount
        )
        var slope = [Double](repeating: 0, count: rowCount * width)
        for column in 0..<padded {
            for coset in 0..<cosets {
                var real = Double(objective.target[coset * width + column])
                var imaginary = Double(objective.target[coset * width + padded + column])
                for row in 0..<rowCount {
                    let a = Double(objective.matrix[coset * rowCount + row])
                    let b = Double(objective.matrix[(cosets + coset) * rowCount + row])
                    let x = pass.output[row * width + column]
                    let y = pass.output[row * width + padded + column]
                    real += a * x - b * y
                    imaginary += a * y + b * x
                }
                pass.dataLoss += real * real + imaginary * imaginary
                for row in 0..<rowCount {
                    let a = Double(objective.matrix[coset * rowCount + row])
                    let b = Double(objective.matrix[(cosets + coset) * rowCount + row])
                    slope[row * width + column] += 2 * (a * real + b * imaginary)
                    slope[row * width + padded + column] += 2 * (a * imaginary - b * real)
                }
            }
        }
        for row in 0..<rowCount {
            let places = row * width..<(row + 1) * width
            let norm = pass.output[places].reduce(0) { $0 + $1 * $1 }.squareRoot()
            let weight = Double(objective.rowWeights[row])
            pass.penalty += weight * norm
            for place in places where norm > 0 {
                slope[place] += weight * pass.output[place] / norm
            }
        }
        return slope
    }
}
