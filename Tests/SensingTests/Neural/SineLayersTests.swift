import Glibc
import Testing

@testable import Numerics
@testable import Sensing

struct SineLayersTests {
    /// A network and what it is fitted to, of some sizes.
    struct Case: CustomStringConvertible {
        var rows, inputs, hidden, columns, cosets: Int
        var description: String { "\(rows) rows, \(columns) columns, \(cosets) cosets" }
        var layers: SineLayers {
            SineLayers(
                rowCount: rows, inputCount: inputs, hiddenCount: hidden, columnCount: columns,
                frequency: 10)
        }

        func numbers() -> (parameters: [Float], objective: RowSparseObjective) {
            var random = SeededGenerator(seed: 3)
            func matrix(_ rows: Int, _ columns: Int) -> ComplexMatrix {
                var matrix = ComplexMatrix(rowCount: rows, columnCount: columns)
                for place in matrix.real.indices {
                    matrix.real[place] = Float(random.normal())
                    matrix.imaginary[place] = Float(random.normal())
                }
                return matrix
            }
            let parameters = layers.initialParameters(.linear, using: &random)
            let objective = RowSparseObjective(
                matrix: matrix(cosets, rows), measured: matrix(cosets, columns),
                rowWeights: (0..<rows).map { Float($0 % 3) })
            return (parameters, objective)
        }
    }

    static let cases = [
        Case(rows: 1, inputs: 16, hidden: 16, columns: 1, cosets: 1),
        Case(rows: 7, inputs: 16, hidden: 48, columns: 5, cosets: 3),
        Case(rows: 13, inputs: 32, hidden: 16, columns: 17, cosets: 11),
        Case(rows: 40, inputs: 16, hidden: 64, columns: 16, cosets: 10),
    ]

    @Test(arguments: cases)
    func `the kernel's pass is the reference's`(_ own: Case) {
        let (parameters, objective) = own.numbers()
        let (batch, passes) = onePass(own.layers, parameters, objective)
        let losses = passes[0]
        let reference = own.layers.referencePass(parameters.map(Double.init), against: objective)
        #expect(abs(losses.data / reference.dataLoss - 1) < 1e-5)
        #expect(abs(losses.penalty - reference.penalty) <= 1e-5 * reference.penalty)
        #expect(distance(batch.output(at: 0), reference.output) < 1e-5)
        #expect(distance(batch.gradients(at: 0), reference.gradients) < 2e-5)
    }

    @Test(arguments: cases.dropLast())
    func `the reference's gradient is the losses' slope`(_ own: Case) {
        let (start, objective) = own.numbers()
        var parameters = start.map(Double.init)
        let gradients = own.layers.referencePass(parameters, against: objective).gradients
        var random = SeededGenerator(seed: 5)
        for layer in -1..<8 {
            let places =
                switch layer {
                case -1: own.layers.input
                case 0..<4: own.layers.weights(layer)
                default: own.layers.biases(layer - 4)
                }
            let place = Int.random(in: places, using: &random)
            let step = 1e-5
            func loss(_ change: Double) -> Double {
                let kept = parameters[place]
                defer { parameters[place] = kept }
                parameters[place] += change
                let pass = own.layers.referencePass(parameters, against: objective)
                return pass.dataLoss + pass.penalty
            }
            let slope = (loss(step) - loss(-step)) / (2 * step)
            #expect(abs(slope - gradients[place]) < 1e-5 * max(1, abs(slope)), "\(layer)")
        }
    }

    @Test func `losses, gradients and Adam's way down are PyTorch's`() throws {
        let golden = try GoldenNetwork.load()
        let objective = try golden.objective()
        let parameters = golden.arranged(golden.parameters)
        var (batch, first) = onePass(golden.layers, parameters, objective)
        let expected = golden.arranged(golden.gradients).map(Double.init)
        #expect(distance(batch.gradients(at: 0), expected) < 1e-5)
        first +=
            batch.run(
                [SineLayersBatch.Order(passes: golden.losses.count - 1, beginsWithPass: false)],
                learningRate: 3e-3)[0]
        #expect(first.count == golden.losses.count)
        for (step, (losses, expected)) in zip(first, golden.losses).enumerated() {
            // Rounding grows along the way: 1e-6 in the first step, some 1e-4 in the last.
            let tolerance = step == 0 ? 1e-5 : 2e-3
            #expect(abs(losses.data / expected[0] - 1) < tolerance, "step \(step)")
            #expect(abs(losses.penalty / expected[1] - 1) < tolerance, "step \(step)")
        }
    }

    @Test func `sine and cosine are good to single precision`() {
        let values = (-40_000...40_000).map { Float($0) * 0.0123 }
        let pairs = SineLayers.pairs(values, frequency: 2)
        var worst = 0.0
        for (index, value) in values.enumerated() {
            worst = max(
                worst, abs(Double(pairs.sines[index]) - sin(2 * Double(value))),
                abs(Double(pairs.slopes[index]) / 2 - cos(2 * Double(value))))
        }
        #expect(worst < 2e-7)
    }

    @Test func `heads' unused columns stay at nought`() {
        let own = Self.cases[1]
        let (start, objective) = own.numbers()
        var (batch, _) = onePass(own.layers, start, objective)
        _ = batch.run(
            [SineLayersBatch.Order(passes: 20, beginsWithPass: false)], learningRate: 1e-2)
        let parameters = batch.network(at: 0).parameters
        let width = 2 * own.layers.paddedColumnCount
        for (index, place) in own.layers.weights(3).enumerated() {
            let isUsed = own.layers.isUsed(output: index % width)
            #expect((parameters[place] != 0) == isUsed)
        }
    }

    /// One network after one pass.
    private func onePass(
        _ layers: SineLayers, _ parameters: [Float], _ objective: RowSparseObjective
    ) -> (SineLayersBatch, [SineLayersBatch.Losses]) {
        var batch = SineLayersBatch(
            layers: layers, cosetCount: objective.cosetCount, count: 1)
        batch.place(SineNetwork(parameters: parameters), at: 0, against: objective)
        let losses = batch.run([SineLayersBatch.Order(passes: 1, beginsWithPass: true)])
        return (batch, losses[0])
    }

    /// ‖a − b‖ / ‖b‖.
    private func distance(_ numbers: [Float], _ expected: [Double]) -> Double {
        let difference = zip(numbers, expected).reduce(0) {
            $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
        }
        return (difference / expected.reduce(0) { $0 + $1 * $1 }).squareRoot()
    }
}
