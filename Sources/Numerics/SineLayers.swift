import CKernels

/// A small network of sine layers whose output is a spectrum: its sizes, and where its numbers lie.
///
///     S1 = sin(ω (z W1 + b1)),  S2 = sin(ω (S1 W2 + b2)),  X = (S2 W3 + b3) W4 + b4
///
/// with the input z `[rows, inputs]` learnt like the weights, and W4's two halves the heads of real and
/// imaginary part: five fully connected layers, two activations (DeepRM, eq. 9; V. Sitzmann et al.,
/// NeurIPS 2020). All numbers of one network are one array, so that one optimiser moves them.
public struct SineLayers: Hashable, Sendable {
    /// Vector code takes rows of multiples of this.
    public static let lanes = 16

    /// L: rows of the input and of the spectrum.
    public let rowCount: Int
    /// Numbers in a row of z, a multiple of ``lanes``.
    public let inputCount: Int
    /// Width of the hidden layers, a multiple of ``lanes``.
    public let hiddenCount: Int
    /// N: columns of the spectrum.
    public let columnCount: Int
    /// ω, what the sines' arguments are multiplied with.
    public let frequency: Float

    /// A network of some sizes.
    public init(
        rowCount: Int, inputCount: Int, hiddenCount: Int, columnCount: Int, frequency: Float
    ) {
        precondition(rowCount > 0 && columnCount > 0, "a spectrum has rows and columns")
        precondition(
            inputCount > 0 && inputCount.isMultiple(of: Self.lanes) && hiddenCount > 0
                && hiddenCount.isMultiple(of: Self.lanes), "layers are whole vectors wide")
        self.rowCount = rowCount
        self.inputCount = inputCount
        self.hiddenCount = hiddenCount
        self.columnCount = columnCount
        self.frequency = frequency
    }

    /// N rounded up to whole vectors; the heads' further columns have weights of nought, for good,
    /// since nothing measured depends on them.
    public var paddedColumnCount: Int {
        (columnCount + Self.lanes - 1) / Self.lanes * Self.lanes
    }

    /// Numbers of one network.
    public var parameterCount: Int { biases(3).upperBound }

    /// Places of z among the numbers.
    public var input: Range<Int> { 0..<rowCount * inputCount }

    /// Places of a layer's weights, `[in, out]`, layers 0..<4; the fourth is both heads.
    public func weights(_ layer: Int) -> Range<Int> {
        var start = input.upperBound
        for earlier in 0..<layer {
            start += (inputWidths[earlier] + 1) * outputWidths[earlier]
        }
        return start..<start + inputWidths[layer] * outputWidths[layer]
    }

    /// Places of a layer's biases.
    public func biases(_ layer: Int) -> Range<Int> {
        let start = weights(layer).upperBound
        return start..<start + outputWidths[layer]
    }

    /// Whether one of the fourth layer's outputs is one of the spectrum's columns.
    public func isUsed(output: Int) -> Bool { output % paddedColumnCount < columnCount }

    var inputWidths: [Int] { [inputCount, hiddenCount, hiddenCount, hiddenCount] }
    var outputWidths: [Int] { [hiddenCount, hiddenCount, hiddenCount, 2 * paddedColumnCount] }

    func kernelLayers(cosetCount: Int) -> ethermap_sine_layers {
        ethermap_sine_layers(
            rows: rowCount, inputs: inputCount, hidden: hiddenCount, columns: paddedColumnCount,
            cosets: cosetCount, omega: frequency)
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
