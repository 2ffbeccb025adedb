import Foundation
import Numerics
import Testing

@testable import NeuralNet

/// The optimiser, its schedule and clipping: against PyTorch, and the kernel against plain Swift.
struct LearningAdamTests {
    @Test func `sixty clipped steps of one cycle go where PyTorch's go`() throws {
        for run in try GoldenLearning.load().adam {
            let schedule = OneCycleSchedule(learningRateMax: 0.05, stepCount: 60)
            var adam = Adam(parameterCount: 7, weightDecay: run.weightDecay)
            var parameters = run.start
            var path: [[Float]] = []
            for step in 0..<60 {
                let rate = schedule.learningRate(at: step)
                let momentum = schedule.momentum(at: step)
                #expect(abs(rate - run.rates[step]) < 1e-12)
                #expect(abs(momentum - run.momenta[step]) < 1e-12)
                var gradients = zip(parameters, run.scales).map { p, a in
                    2 * a * (p - 1) + 3 * cos(3 * p)
                }
                let norm = GradientClipping.clip(&gradients, normMax: 1)
                #expect(abs(norm - run.norms[step]) < 1e-3 * run.norms[step] + 1e-4)
                #expect(GradientClipping.norm(of: gradients) <= 1.00001)
                adam.step(
                    parameters: &parameters, gradients: gradients, learningRate: Float(rate),
                    momentum: Float(momentum))
                path.append(parameters)
            }
            let kept = stride(from: 0, to: 60, by: 10).map { path[$0] } + [path[59]]
            for (found, right) in zip(kept, run.path) {
                for (a, b) in zip(found, right) { #expect(abs(a - b) < 2e-5, "\(run)") }
            }
        }
    }

    @Test(arguments: [1, 15, 16, 1_003])
    func `the kernel does what plain Swift does`(count: Int) {
        var generator = SeededGenerator(seed: 9)
        var fast = Adam(parameterCount: count, weightDecay: 0.01)
        var plain = fast
        var parameters = (0..<count).map { _ in Float(generator.normal()) }
        var others = parameters
        for step in 0..<20 {
            // Gradients from tiny to large, and now and then exactly nought.
            let gradients = (0..<count).map { _ in
                step % 5 == 4 ? 0 : Float(generator.normal() * pow(10, 6 * generator.uniform() - 4))
            }
            fast.step(
                parameters: &parameters, gradients: gradients, learningRate: 0.01, momentum: 0.9)
            plain.referenceStep(
                parameters: &others, gradients: gradients, learningRate: 0.01, momentum: 0.9)
        }
        for (a, b) in zip(parameters, others) { #expect(abs(a - b) <= 1e-6 * max(abs(b), 1)) }
        for (a, b) in zip(fast.second, plain.second) { #expect(abs(a - b) <= 1e-5 * b) }
        #expect(fast.stepCount == 20)
    }

    @Test func `the norm is that of all gradients, and short ones are left alone`() {
        let many = (0..<1_001).map { Float($0 % 10) }
        let right = many.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs(GradientClipping.norm(of: many) - right) < 1e-9 * right)
        #expect(GradientClipping.norm(of: []) == 0)
        var short: [Float] = [0.3, 0.4]
        #expect(abs(GradientClipping.clip(&short, normMax: 1) - 0.5) < 1e-7)
        #expect(short == [0.3, 0.4])
        var wrong: [Float] = [1, .nan]
        #expect(!GradientClipping.clip(&wrong, normMax: 1).isFinite)
    }

    @Test func `a schedule of a few steps is one too`() {
        for count in 1...5 {
            let schedule = OneCycleSchedule(learningRateMax: 1e-3, stepCount: count)
            let rates = (0..<count).map(schedule.learningRate)
            #expect(rates.allSatisfy { $0.isFinite && $0 > 0 && $0 <= 1e-3 })
        }
    }
}
