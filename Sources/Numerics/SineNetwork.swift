/// One network of sine layers on its way: its numbers, and Adam's moments and steps.
public struct SineNetwork: Hashable, Sendable {
    /// θ and z, as ``SineLayers`` arranges them.
    public var parameters: [Float]
    /// Means of the gradients.
    public var first: [Float]
    /// Means of the gradients' squares.
    public var second: [Float]
    /// Adam's steps so far.
    public var stepCount: Int

    /// A network before its first step, unless moments are given.
    public init(
        parameters: [Float], first: [Float]? = nil, second: [Float]? = nil, stepCount: Int = 0
    ) {
        let nought = [Float](repeating: 0, count: parameters.count)
        self.parameters = parameters
        self.first = first ?? nought
        self.second = second ?? nought
        self.stepCount = stepCount
        precondition(
            self.first.count == parameters.count && self.second.count == parameters.count
                && stepCount >= 0, "each number has its moments")
    }
}
