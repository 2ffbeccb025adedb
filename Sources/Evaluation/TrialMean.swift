/// A mean over trials with its standard error, the trials being independent.
public struct TrialMean: Hashable, Sendable {
    /// The mean; NaN where there is nothing to average.
    public var value: Double
    /// Its standard error.
    public var standardError: Double

    init(_ values: [Double]) {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        value = mean
        standardError = (squares / max(count - 1, 1) / count).squareRoot()
    }

    /// The square root, by the first term of its series.
    var root: TrialMean {
        var root = self
        root.value = value.squareRoot()
        root.standardError = value > 0 ? standardError / (2 * root.value) : 0
        return root
    }
}
