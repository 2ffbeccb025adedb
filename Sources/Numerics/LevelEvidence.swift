/// What some frames say of every bin's power: output and interference of its beamformer.
///
/// The likelihood of a power c is exp(−n (log(v + c) + z / (v + c))).
public struct LevelEvidence: Hashable, Sendable {
    /// z of each bin.
    public var output: [Float]
    /// v of each bin, above 0.
    public var interference: [Float]
    /// n of each bin.
    public var count: [Float]

    /// Evidence from its parts.
    public init(output: [Float], interference: [Float], count: [Float]) {
        precondition(
            output.count == interference.count && output.count == count.count,
            "each bin has its numbers")
        self.output = output
        self.interference = interference
        self.count = count
    }

    /// None at all, for some bins.
    public init(binCount: Int) {
        output = [Float](repeating: 0, count: binCount)
        interference = [Float](repeating: 1, count: binCount)
        count = output
    }
}
