import CKernels
import Numerics

/// Adam, with decoupled weight decay where asked for, arranged as in PyTorch.
///
/// D. Kingma and J. Ba, ICLR 2015; I. Loshchilov and F. Hutter, ICLR 2019.
public struct Adam: Hashable, Sendable {
    /// β₂: how long the mean of squares remembers.
    public var beta2: Float = 0.999
    /// ε, added to the root of the mean of squares.
    public var epsilon: Float = 1e-8
    /// Share of the parameters that a step at learning rate 1 takes away.
    public var weightDecay: Float = 0
    /// Means of the gradients.
    public private(set) var first: [Float]
    /// Means of the gradients' squares.
    public private(set) var second: [Float]
    /// Steps done.
    public private(set) var stepCount = 0

    /// Before the first step.
    public init(parameterCount: Int, weightDecay: Float = 0) {
        first = [Float](repeating: 0, count: parameterCount)
        second = [Float](repeating: 0, count: parameterCount)
        self.weightDecay = weightDecay
    }

    /// The optimiser that a writer kept, for some parameters.
    public init(
        from reader: inout ByteReader, parameterCount: Int
    ) throws(ByteReaderError) {
        let start = reader.offset
        stepCount = Int(clamping: try reader.readInt64())
        weightDecay = try reader.readFloat()
        first = try reader.readFloats()
        second = try reader.readFloats()
        guard first.count == parameterCount, second.count == parameterCount, stepCount >= 0 else {
            throw ByteReaderError(
                what: "Adam", offset: start, reason: "it is not of \(parameterCount) parameters")
        }
    }

    /// Writes the moments, so that a restart goes on with the same steps.
    public func encode(into writer: inout ByteWriter) {
        writer.append(Int64(stepCount))
        writer.append(weightDecay)
        writer.append(first)
        writer.append(second)
    }

    /// Moves parameters against their gradients.
    ///
    /// - Parameters:
    ///   - parameters: moved in place.
    ///   - gradients: derivatives of the loss by them.
    ///   - learningRate: how far.
    ///   - momentum: β₁: how long the mean of gradients remembers.
    public mutating func step(
        parameters: inout [Float], gradients: [Float], learningRate: Float, momentum: Float = 0.9
    ) {
        precondition(
            parameters.count == first.count && gradients.count == first.count,
            "an optimiser belongs to its parameters")
        advance()
        let factors = factors(learningRate: learningRate, momentum: momentum)
        ethermap_adam_step(
            &parameters, gradients, &first, &second, first.count, momentum, beta2, factors.rate,
            factors.rootScale, epsilon, factors.decay)
    }

    /// Counts a step.
    mutating func advance() { stepCount += 1 }

    /// Lets both moments of each parameter be moved.
    mutating func update(_ body: (inout Float, inout Float, Int) -> Void) {
        for index in first.indices { body(&first[index], &second[index], index) }
    }

    /// What is the same for all parameters of a step: the bias corrections, in double precision.
    func factors(
        learningRate: Float, momentum: Float
    ) -> (rate: Float, rootScale: Float, decay: Float) {
        let rate = Double(learningRate) / (1 - power(Double(momentum), stepCount))
        let rootScale = 1 / (1 - power(Double(beta2), stepCount)).squareRoot()
        return (Float(rate), Float(rootScale), 1 - learningRate * weightDecay)
    }

    private func power(_ base: Double, _ exponent: Int) -> Double {
        var result = 1.0
        var square = base
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return result
    }
}
