import CKernels

/// Networks of one kind side by side, each with its own weights, that one call moves all together.
///
/// All tensors are `[S, …]`, a network's numbers in one piece. The kernel takes one network after another
/// through all passes of a call: a pass's products, 1.4 million multiplications at DeepRM's sizes, take
/// 17.6 µs of a core whose multipliers do nothing else (AVX-512), and the pass takes 20. Taking all
/// networks through each pass in turn instead, as batched products do, costs 0, 2 and 5 % more at
/// S = 4, 16 and 64, since a network's numbers, gradients and moments, 194 kB, have to come back.
public struct SineLayersBatch: Sendable {
    /// The networks' sizes.
    public let layers: SineLayers
    /// P: rows of what was measured.
    public let cosetCount: Int
    /// S: networks.
    public let count: Int

    /// What one call does with one network.
    public struct Order: Hashable, Sendable {
        /// Passes forth and back.
        public var passes: Int
        /// Whether the first of them is of the numbers as they are; otherwise Adam moves them before
        /// each pass by the gradients of the one before.
        public var beginsWithPass: Bool

        /// An order.
        public init(passes: Int, beginsWithPass: Bool) {
            self.passes = passes
            self.beginsWithPass = beginsWithPass
        }

        /// To leave the network alone.
        public static let none = Order(passes: 0, beginsWithPass: true)
    }

    /// The losses of one pass.
    public struct Losses: Hashable, Sendable {
        /// ‖Y − A X‖².
        public let data: Double
        /// Σ_l w_l ‖X_l‖.
        public let penalty: Double
        /// What is made small.
        public var sum: Double { data + penalty }
    }

    /// Vectors rather than numbers, for their alignment: what crosses lines of the cache costs 5 %.
    private typealias Vectors = [SIMD16<Float>]
    private var parameters: Vectors
    private var gradients: Vectors
    private var first: Vectors
    private var second: Vectors
    private var targets: Vectors
    private var spectra: Vectors
    private var weights: [Float]
    private var matrix: [Float] = []
    private var steps: [Int64]
    private var scratch: [Float]

    /// Room for some networks of some sizes.
    public init(layers: SineLayers, cosetCount: Int, count: Int) {
        precondition(cosetCount > 0 && count > 0, "something was measured")
        self.layers = layers
        self.cosetCount = cosetCount
        self.count = count
        var sizes = layers.kernelLayers(cosetCount: cosetCount)
        precondition(
            ethermap_sine_layers_parameters(&sizes) == layers.parameterCount,
            "kernel and layout agree")
        func vectors(_ numbers: Int) -> Vectors {
            Vectors(repeating: .zero, count: count * numbers / SineLayers.lanes)
        }
        parameters = vectors(layers.parameterCount)
        (gradients, first, second) = (parameters, parameters, parameters)
        targets = vectors(cosetCount * 2 * layers.paddedColumnCount)
        spectra = vectors(layers.rowCount * 2 * layers.paddedColumnCount)
        weights = [Float](repeating: 0, count: count * layers.rowCount)
        steps = [Int64](repeating: 0, count: count)
        scratch = [Float](repeating: 0, count: ethermap_sine_layers_scratch(&sizes))
    }

    /// Puts a network and what it is fitted to in a place; all that are fitted together have the same A.
    public mutating func place(
        _ network: SineNetwork, at place: Int, against objective: RowSparseObjective
    ) {
        precondition(place >= 0 && place < count, "a place is one of the batch's")
        precondition(
            network.parameters.count == layers.parameterCount
                && network.first.count == layers.parameterCount
                && network.second.count == layers.parameterCount && network.stepCount >= 0,
            "a network has all its numbers")
        precondition(
            objective.rowCount == layers.rowCount && objective.columnCount == layers.columnCount
                && objective.cosetCount == cosetCount, "an objective is of the network's sizes")
        Self.copy(network.parameters, to: &parameters, at: place)
        Self.copy(network.first, to: &first, at: place)
        Self.copy(network.second, to: &second, at: place)
        Self.copy(objective.target, to: &targets, at: place)
        steps[place] = Int64(network.stepCount)
        matrix = objective.matrix
        weigh(objective.rowWeights, at: place)
    }

    /// Gives a network's rows other weights.
    public mutating func weigh(_ rowWeights: [Float], at place: Int) {
        precondition(rowWeights.count == layers.rowCount, "each row has its weight")
        let start = place * layers.rowCount
        weights.replaceSubrange(start..<start + layers.rowCount, with: rowWeights)
    }

    /// Passes and steps of all networks.
    ///
    /// - Parameters:
    ///   - orders: what is done with each.
    ///   - learningRate: Adam's, with its usual β₁ = 0.9, β₂ = 0.999 and ε = 1e-8.
    ///   - floor: a network whose losses' sum is below this is left there.
    /// - Returns: the losses of the passes of each that were made.
    public mutating func run(
        _ orders: [Order], learningRate: Float = 0, floor: Double = 0
    ) -> [[Losses]] {
        precondition(orders.count == count, "each network has its order")
        precondition(
            matrix.count == 2 * cosetCount * layers.rowCount
                || orders.allSatisfy { $0.passes == 0 }, "what moves was placed")
        let most = orders.reduce(1) { max($0, $1.passes) }
        let passes = orders.map { Int32($0.passes) }
        let begins = orders.map { Int32($0.beginsWithPass ? 1 : 0) }
        var losses = [Double](repeating: 0, count: 2 * most * count)
        var done = [Int32](repeating: 0, count: count)
        var sizes = layers.kernelLayers(cosetCount: cosetCount)
        withNetworks { networks, scratch in
            var adam = ethermap_sine_adam(
                rate: learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
            ethermap_sine_descent(
                &sizes, &networks, &adam, passes, begins, Int32(most), floor, &losses, &done,
                scratch)
        }
        return (0..<count).map { place in
            (0..<Int(done[place])).map { pass in
                let at = 2 * (place * most + pass)
                return Losses(data: losses[at], penalty: losses[at + 1])
            }
        }
    }

    /// A network as it is now.
    public func network(at place: Int) -> SineNetwork {
        let numbers = layers.parameterCount
        return SineNetwork(
            parameters: Self.numbers(parameters, of: place, count: numbers),
            first: Self.numbers(first, of: place, count: numbers),
            second: Self.numbers(second, of: place, count: numbers), stepCount: Int(steps[place]))
    }

    /// The gradient of the losses' sum by every number of a network, of its last pass.
    public func gradients(at place: Int) -> [Float] {
        Self.numbers(gradients, of: place, count: layers.parameterCount)
    }

    /// X of a network's last pass, `[L, 2 N']`, real parts left of imaginary ones.
    func output(at place: Int) -> [Float] {
        Self.numbers(
            spectra, of: place, count: layers.rowCount * 2 * layers.paddedColumnCount)
    }

    private static func copy(_ numbers: [Float], to vectors: inout Vectors, at place: Int) {
        vectors.withUnsafeMutableBytes { bytes in
            numbers.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: bytes[(place * $0.count)...])
                    .copyMemory(from: $0)
            }
        }
    }

    private static func numbers(_ vectors: Vectors, of place: Int, count: Int) -> [Float] {
        precondition(place >= 0, "a place is one of the batch's")
        return vectors.withUnsafeBytes {
            Array($0.assumingMemoryBound(to: Float.self)[place * count..<(place + 1) * count])
        }
    }

    private mutating func withNetworks(
        _ body: (inout ethermap_sine_networks, UnsafeMutablePointer<Float>?) -> Void
    ) {
        var networks = ethermap_sine_networks()
        networks.count = count
        // Taken out for the call: each pointer is then of an array of its own.
        var (parameters, gradients, first, second) = (parameters, gradients, first, second)
        var (spectra, steps, scratch) = (spectra, steps, scratch)
        (self.parameters, self.gradients, self.first, self.second) = ([], [], [], [])
        (self.spectra, self.steps, self.scratch) = ([], [], [])
        func pointer(_ bytes: UnsafeMutableRawBufferPointer) -> UnsafeMutablePointer<Float>? {
            bytes.assumingMemoryBound(to: Float.self).baseAddress
        }
        parameters.withUnsafeMutableBytes { parameters in
            gradients.withUnsafeMutableBytes { gradients in
                first.withUnsafeMutableBytes { first in
                    second.withUnsafeMutableBytes { second in
                        spectra.withUnsafeMutableBytes { spectra in
                            networks.parameters = pointer(parameters)
                            networks.gradients = pointer(gradients)
                            networks.first = pointer(first)
                            networks.second = pointer(second)
                            networks.spectra = pointer(spectra)
                            withConstants(&networks) { networks in
                                steps.withUnsafeMutableBufferPointer { steps in
                                    networks.steps = steps.baseAddress
                                    scratch.withUnsafeMutableBufferPointer {
                                        body(&networks, $0.baseAddress)
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        (self.parameters, self.gradients, self.first, self.second) = (
            parameters, gradients, first, second
        )
        (self.spectra, self.steps, self.scratch) = (spectra, steps, scratch)
    }

    private func withConstants(
        _ networks: inout ethermap_sine_networks,
        _ body: (inout ethermap_sine_networks) -> Void
    ) {
        targets.withUnsafeBytes { targets in
            matrix.withUnsafeBufferPointer { matrix in
                weights.withUnsafeBufferPointer { weights in
                    networks.targets = targets.assumingMemoryBound(to: Float.self).baseAddress
                    networks.matrix = matrix.baseAddress
                    networks.weights = weights.baseAddress
                    body(&networks)
                }
            }
        }
    }
}
