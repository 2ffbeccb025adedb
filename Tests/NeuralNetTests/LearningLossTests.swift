import NeuralNet
import Numerics
import Testing

/// Losses against PyTorch, and their gradients against finite differences.
struct LearningLossTests {
    @Test func `values and gradients are PyTorch's`() throws {
        let golden = try GoldenLearning.load().losses
        #expect(golden.cases.count == 8)
        for wanted in golden.cases {
            let found: (value: Double, gradients: [[Float]])
            let outputs = golden.outputs
            switch wanted.name {
            case "mean_squared_error":
                let term = Loss.meanSquaredError(
                    outputs, targets: golden.targets, weights: wanted.weights)
                found = (term.value, [term.gradient])
            case "cross_entropy", "soft_focal":
                let term = Loss.softFocal(
                    logits: outputs, targets: golden.targets, weights: wanted.weights,
                    exponent: wanted.name == "soft_focal" ? 2 : 0)
                found = (term.value, [term.gradient])
            default:
                let (mean, byVariance) = Loss.gaussianLogLikelihood(
                    means: outputs, logVariances: golden.logVariances, targets: golden.targets,
                    weights: wanted.weights)
                found = (mean.value, [mean.gradient, byVariance])
            }
            #expect(abs(found.value - wanted.value) <= 1e-5 * abs(wanted.value), "\(wanted)")
            for (gradient, right) in zip(found.gradients, wanted.gradients) {
                for (a, b) in zip(gradient, right) {
                    #expect(abs(a - b) <= 1e-5 * abs(b) + 1e-7, "\(wanted)")
                }
            }
        }
    }

    @Test(arguments: [0.0, 1, 1.5, 2, 3])
    func `the soft-focal gradient is the derivative of the loss`(exponent: Double) {
        var generator = SeededGenerator(seed: 5)
        let logits = (0..<40).map { _ in Float(3 * generator.normal()) }
        let targets = (0..<40).map { _ in Float(generator.uniform()) }
        let weights = (0..<40).map { $0 % 7 == 0 ? 0 : Float(generator.uniform()) }
        func value(_ logits: [Float]) -> Double {
            Loss.softFocal(logits: logits, targets: targets, weights: weights, exponent: exponent)
                .value
        }
        let gradient = Loss.softFocal(
            logits: logits, targets: targets, weights: weights, exponent: exponent
        ).gradient
        for index in logits.indices {
            let difference = derivative(of: value, at: logits, index)
            #expect(abs(Double(gradient[index]) - difference) < 1e-5)
        }
    }

    @Test func `both gradients of the Gaussian likelihood are derivatives`() {
        var generator = SeededGenerator(seed: 6)
        let means = (0..<20).map { _ in Float(generator.normal()) }
        let logVariances = (0..<20).map { _ in Float(generator.normal()) }
        let targets = (0..<20).map { _ in Float(2 * generator.normal()) }
        let found = Loss.gaussianLogLikelihood(
            means: means, logVariances: logVariances, targets: targets)
        for index in means.indices {
            let byMean = derivative(
                of: {
                    Loss.gaussianLogLikelihood(
                        means: $0, logVariances: logVariances, targets: targets
                    ).mean.value
                }, at: means, index)
            let byVariance = derivative(
                of: {
                    Loss.gaussianLogLikelihood(means: means, logVariances: $0, targets: targets)
                        .mean.value
                }, at: logVariances, index)
            #expect(abs(Double(found.mean.gradient[index]) - byMean) < 1e-4)
            #expect(abs(Double(found.logVarianceGradient[index]) - byVariance) < 1e-4)
        }
    }

    @Test func `a variance beyond its bounds is only led back`() {
        let found = Loss.gaussianLogLikelihood(
            means: [0, 0, 0, 0], logVariances: [-5, -5, 5, 5], targets: [0, 9, 0, 99],
            bounds: -2...2)
        // Small error below: it wants out. Large error below, small above: it comes back.
        #expect(found.logVarianceGradient[0] == 0)
        #expect(found.logVarianceGradient[1] < 0)
        #expect(found.logVarianceGradient[2] > 0)
        #expect(found.logVarianceGradient[3] == 0)
    }

    @Test func `what is masked out counts for nothing, whatever it is`() {
        let term = Loss.meanSquaredError(
            [1, .nan, 3], targets: [0, 0, .infinity], weights: [1, 0, 0])
        #expect(term == LossTerm(value: 1, gradient: [2, 0, 0]))
        let nothing = Loss.meanSquaredError([1], targets: [0], weights: [0])
        #expect(nothing == LossTerm(value: 0, gradient: [0]))
    }

    @Test func `terms add up with their factors`() {
        let sum =
            LossTerm(value: 2, gradient: [1, -2])
            + LossTerm(value: 4, gradient: [2, 2]).scaled(by: 0.5)
        #expect(sum == LossTerm(value: 4, gradient: [2, -1]))
    }

    /// A central difference, whose step is what singles have room for.
    private func derivative(
        of value: ([Float]) -> Double, at point: [Float], _ index: Int
    ) -> Double {
        var above = point
        var below = point
        above[index] += 1e-2
        below[index] -= 1e-2
        return (value(above) - value(below)) / Double(above[index] - below[index])
    }
}
