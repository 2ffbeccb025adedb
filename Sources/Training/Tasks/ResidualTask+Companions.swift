import Interference
import NeuralNet

extension ResidualTask {
    // Tried as the least presence of an emitter.
    private static let presences: [Float] = [
        0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6,
    ]
    // Of the validation's cells every so manieth tells the deviations' calibration.
    private static let calibrationStride = 3

    /// What samples say, what makes the deviations hold, and from which presence on somebody is there,
    /// by the maps that are validated on.
    public func companions(validationOutputs: [[String: [Float]]]) -> WeightsCompanions {
        let answers = validationOutputs.map {
            ResidualAnswer($0[ResidualNet.output] ?? [], calibration: .none)
        }
        let weights = ResidualWeights(
            network: network,
            parameters: ParameterSet(
                layout: graph.parameterLayout,
                values: [Float](repeating: 0, count: graph.parameterLayout.count)),
            table: table, calibration: calibration(answers), priorName: priorName,
            presenceMin: presenceMin(answers))
        return WeightsCompanions(tensors: weights.companions, metadata: weights.metadata)
    }

    private func calibration(_ answers: [ResidualAnswer]) -> DeviationCalibration {
        var predicted: [Float] = []
        var errors: [Float] = []
        for (map, answer) in zip(validationMaps, answers) {
            for cell in stride(from: 0, to: map.weights.count, by: Self.calibrationStride)
            where map.weights[cell] > 0 {
                predicted.append(answer.deviationsDb[cell])
                errors.append(
                    answer.correctionsDb[cell]
                        - map.corrections[cell] * ResidualNet.correctionScaleDb)
            }
        }
        return DeviationCalibration(predictedDb: predicted, errorsDb: errors)
    }

    /// The threshold with the least OSPA.
    private func presenceMin(_ answers: [ResidualAnswer]) -> Float {
        let metric = OSPADistance()
        func metres(_ presence: Float) -> Double {
            zip(validationMaps, answers).reduce(0) { sum, pair in
                let (map, answer) = pair
                let found = answer.emitters(
                    beside: map.priorEmitters, on: map.grid, presenceMin: presence,
                    heightMetres: 0)
                return sum + metric.metres(from: found.map(\.position), to: map.truths)
            }
        }
        let costs = Self.presences.map { ($0, metres($0)) }
        return costs.min { $0.1 < $1.1 }?.0 ?? 0.3
    }
}
