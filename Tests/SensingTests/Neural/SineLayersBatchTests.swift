import NeuralNet
import Testing

@testable import Numerics
@testable import Sensing

struct SineLayersBatchTests {
    @Test(arguments: SineLayersTests.cases)
    func `networks moved together are each as moved alone, by passes and Adam's steps`(
        _ own: SineLayersTests.Case
    ) {
        let (start, objective) = own.numbers()
        // Each with its own numbers, target, weights and passes.
        let passes = [3, 0, 1, 5]
        var batch = SineLayersBatch(
            layers: own.layers, cosetCount: own.cosets, count: passes.count)
        func parameters(_ network: Int) -> [Float] { start.map { $0 * (1 + 0.1 * Float(network)) } }
        func weights(_ network: Int) -> [Float] {
            (0..<own.rows).map { Float(($0 + network) % 4) }
        }
        for network in passes.indices {
            batch.place(
                SineNetwork(parameters: parameters(network)), at: network, against: objective)
            batch.weigh(weights(network), at: network)
        }
        let losses = batch.run(
            passes.map { SineLayersBatch.Order(passes: $0, beginsWithPass: true) },
            learningRate: 1e-2)
        for (network, count) in passes.enumerated() {
            #expect(losses[network].count == count)
            var numbers = parameters(network)
            var weighted = objective
            weighted.rowWeights = weights(network)
            var adam = Adam(parameterCount: numbers.count)
            for pass in 0..<count {
                var single = SineLayersBatch(
                    layers: own.layers, cosetCount: own.cosets, count: 1)
                single.place(SineNetwork(parameters: numbers), at: 0, against: weighted)
                let alone = single.run(
                    [SineLayersBatch.Order(passes: 1, beginsWithPass: true)])[0]
                #expect(alone == [losses[network][pass]])
                guard pass < count - 1 else { break }
                adam.step(
                    parameters: &numbers, gradients: single.gradients(at: 0), learningRate: 1e-2)
            }
            let moved = batch.network(at: network)
            #expect(moved.parameters == numbers)
            #expect(moved.first == adam.first && moved.second == adam.second)
            #expect(moved.stepCount == max(0, count - 1))
        }
    }

    @Test func `a step of many networks lowers each one's loss by its gradient's slope`() {
        let own = SineLayersTests.cases[1]
        let (start, objective) = own.numbers()
        var random = SeededGenerator(seed: 8)
        let count = 5
        var batch = SineLayersBatch(layers: own.layers, cosetCount: own.cosets, count: count)
        func run(_ parameters: [[Float]]) -> [Double] {
            for (place, numbers) in parameters.enumerated() {
                batch.place(SineNetwork(parameters: numbers), at: place, against: objective)
            }
            let order = SineLayersBatch.Order(passes: 1, beginsWithPass: true)
            return batch.run([SineLayersBatch.Order](repeating: order, count: count))
                .map { $0[0].sum }
        }
        let parameters = (0..<count).map { network in
            start.map { $0 + 0.02 * Float(network) * Float(random.normal()) }
        }
        _ = run(parameters)
        let gradients = (0..<count).map { batch.gradients(at: $0) }
        // Along a random direction in all of a network's numbers, by central differences.
        let direction = start.map { _ in Float(random.normal()) }
        let step: Float = 2e-4
        func moved(_ sign: Float) -> [[Float]] {
            parameters.map { zip($0, direction).map { $0 + sign * step * $1 } }
        }
        let (above, below) = (run(moved(1)), run(moved(-1)))
        for network in 0..<count {
            var slope = 0.0
            for (gradient, part) in zip(gradients[network], direction) {
                slope += Double(gradient) * Double(part)
            }
            let difference = (above[network] - below[network]) / Double(2 * step)
            #expect(abs(difference / slope - 1) < 0.02, "\(difference) against \(slope)")
        }
    }

    @Test func `a network whose losses are low enough is left there`() {
        let own = SineLayersTests.cases[2]
        let (parameters, objective) = own.numbers()
        var batch = SineLayersBatch(layers: own.layers, cosetCount: own.cosets, count: 2)
        for place in 0..<2 {
            batch.place(SineNetwork(parameters: parameters), at: place, against: objective)
        }
        let order = SineLayersBatch.Order(passes: 40, beginsWithPass: true)
        let losses = batch.run([order, .none], learningRate: 1e-2)[0]
        let floor = losses[20].sum * 1.000001
        let first = losses.firstIndex { $0.sum < floor } ?? 0
        for place in 0..<2 {
            batch.place(SineNetwork(parameters: parameters), at: place, against: objective)
        }
        let stopped = batch.run([order, .none], learningRate: 1e-2, floor: floor)
        #expect(stopped[0].count == first + 1 && stopped[1].isEmpty)
        #expect(batch.network(at: 0).stepCount == first)
        #expect(batch.network(at: 1) == SineNetwork(parameters: parameters))
    }
}
