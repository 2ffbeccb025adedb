import CKernels

/// Passes through a network forth and back, and the room they want: one for all networks of a kind.
///
/// The products of one network's pass, 1.4 million multiplications at DeepRM's sizes, keep the
/// vector units as busy as they can be, so many networks are passed one after another: each one's
/// numbers stay in the cache for as many iterations as it has.
public struct SineLayersPass: Sendable {
    /// The network's sizes.
    public let layers: SineLayers
    /// P: rows of what was measured.
    public let cosetCount: Int
    /// ‖Y − A X‖² of the last pass.
    public private(set) var dataLoss = 0.0
    /// Σ_l w_l ‖X_l‖ of the last pass.
    public private(set) var penalty = 0.0
    /// The gradient of the losses' sum by every number of the network.
    public private(set) var gradients: [Float]
    /// X, `[L, 2 N']`, real parts left of imaginary ones.
    private(set) var output: [Float]
    private var scratch: [Float]

    /// Room for passes through networks of these sizes.
    public init(layers: SineLayers, cosetCount: Int) {
        precondition(cosetCount > 0, "something was measured")
        self.layers = layers
        self.cosetCount = cosetCount
        var sizes = layers.kernelLayers(cosetCount: cosetCount)
        precondition(
            ethermap_sine_layers_parameters(&sizes) == layers.parameterCount,
            "kernel and layout agree")
        gradients = [Float](repeating: 0, count: layers.parameterCount)
        output = [Float](repeating: 0, count: layers.rowCount * 2 * layers.paddedColumnCount)
        scratch = [Float](repeating: 0, count: ethermap_sine_layers_scratch(&sizes))
    }

    /// One pass: losses, spectrum and gradients.
    public mutating func run(_ parameters: [Float], against objective: RowSparseObjective) {
        precondition(
            parameters.count == layers.parameterCount, "a network has all its numbers")
        precondition(
            objective.rowCount == layers.rowCount && objective.columnCount == layers.columnCount
                && objective.cosetCount == cosetCount, "an objective is of the network's sizes")
        var sizes = layers.kernelLayers(cosetCount: cosetCount)
        var losses = (0.0, 0.0)
        withUnsafeMutableBytes(of: &losses) { pair in
            guard let pair = pair.assumingMemoryBound(to: Double.self).baseAddress else { return }
            ethermap_sine_layers_pass(
                &sizes, parameters, objective.matrix, objective.target, objective.rowWeights,
                &gradients, &output, &scratch, pair)
        }
        (dataLoss, penalty) = losses
    }

    /// ‖X_l‖² of the last pass, `[L]`.
    public var rowPowers: [Float] {
        let width = 2 * layers.paddedColumnCount
        return (0..<layers.rowCount).map { row in
            output[row * width..<(row + 1) * width].reduce(0) { $0 + $1 * $1 }
        }
    }

    /// |X|² of the last pass, `[L, N]`.
    public var binPowers: [Float] {
        let padded = layers.paddedColumnCount
        var powers: [Float] = []
        powers.reserveCapacity(layers.rowCount * layers.columnCount)
        for row in 0..<layers.rowCount {
            for column in 0..<layers.columnCount {
                let real = output[row * 2 * padded + column]
                let imaginary = output[row * 2 * padded + padded + column]
                powers.append(real * real + imaginary * imaginary)
            }
        }
        return powers
    }

    /// X of the last pass.
    public var spectrum: ComplexMatrix {
        let padded = layers.paddedColumnCount
        var spectrum = ComplexMatrix(rowCount: layers.rowCount, columnCount: layers.columnCount)
        for row in 0..<layers.rowCount {
            for column in 0..<layers.columnCount {
                spectrum[row, column] = ComplexFloat(
                    real: output[row * 2 * padded + column],
                    imaginary: output[row * 2 * padded + padded + column])
            }
        }
        return spectrum
    }
}

extension SineLayers {
    /// Sine of ω x and ω times its cosine, as the passes take them.
    static func pairs(_ values: [Float], frequency: Float) -> (sines: [Float], slopes: [Float]) {
        var sines = [Float](repeating: 0, count: values.count)
        var slopes = sines
        ethermap_sine_pairs(values, values.count, frequency, &sines, &slopes)
        return (sines, slopes)
    }
}
