/// A loss and its gradient by what the network has put out.
public struct LossTerm: Hashable, Sendable {
    /// The loss: a weighted mean over all elements.
    public var value: Double
    /// Its derivative by each element.
    public var gradient: [Float]

    /// A term from its parts.
    public init(value: Double, gradient: [Float]) {
        self.value = value
        self.gradient = gradient
    }

    /// The term times a factor, to be added to others.
    public func scaled(by factor: Float) -> LossTerm {
        LossTerm(value: value * Double(factor), gradient: gradient.map { $0 * factor })
    }

    /// The sum of two terms of the same output.
    public static func + (left: LossTerm, right: LossTerm) -> LossTerm {
        precondition(
            left.gradient.count == right.gradient.count, "terms of one output have one length")
        return LossTerm(
            value: left.value + right.value,
            gradient: zip(left.gradient, right.gradient).map { $0 + $1 })
    }
}
