/// Complex samples as a converter gives them: int16 steps of one size.
public struct IQQuantiser: Hashable, Sendable {
    /// What one step is, square root of watts.
    public let scale: Float

    /// A converter of a given step.
    ///
    /// - Throws: where the step is no positive number.
    public init(scale: Float) throws(SensorError) {
        guard scale.isFinite, scale > 0 else {
            throw SensorError(reason: "a step of \(scale) gives samples no size")
        }
        self.scale = scale
    }

    /// A converter whose range suits some samples: their root mean square lies 15 dB below its end, so
    /// that a sum of many carriers is not clipped, and 75 dB above a step.
    ///
    /// - Throws: where there is no power, or a sample is no number.
    public init(fitting inPhase: [Float], _ quadrature: [Float]) throws(SensorError) {
        var energy = 0.0
        for value in inPhase { energy += Double(value) * Double(value) }
        for value in quadrature { energy += Double(value) * Double(value) }
        guard energy.isFinite, energy > 0 else {
            throw SensorError(reason: "no scale suits samples without power")
        }
        let root = (energy / Double(inPhase.count + quadrature.count)).squareRoot()
        try self.init(scale: Float(root * 5.6 / Double(Int16.max)))
    }

    /// The samples in steps; what lies beyond the range stands at its end, and is counted.
    ///
    /// - Parameters:
    ///   - inPhase: real parts, square root of watts.
    ///   - quadrature: imaginary parts, as many.
    /// - Returns: little-endian int16 pairs, and how many samples were clipped.
    public func quantised(
        inPhase: [Float], quadrature: [Float]
    ) -> (bytes: [UInt8], clippedCount: Int) {
        precondition(inPhase.count == quadrature.count, "a sample has two parts")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * inPhase.count)
        var clipped = 0
        for (real, imaginary) in zip(inPhase, quadrature) {
            let (a, isFirstOver) = step(real)
            let (b, isSecondOver) = step(imaginary)
            if isFirstOver || isSecondOver { clipped += 1 }
            for bits in [UInt16(bitPattern: a), UInt16(bitPattern: b)] {
                bytes.append(UInt8(truncatingIfNeeded: bits))
                bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
            }
        }
        return (bytes, clipped)
    }

    private func step(_ value: Float) -> (step: Int16, isOver: Bool) {
        let steps = (value / scale).rounded()
        // What is no number is no power either.
        guard !steps.isNaN else { return (0, false) }
        guard steps < 32_767 else { return (.max, true) }
        guard steps > -32_767 else { return (-.max, true) }
        return (Int16(steps), false)
    }
}
