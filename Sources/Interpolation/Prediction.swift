/// An interpolated value at one place, with its uncertainty.
public struct Prediction: Hashable, Sendable {
    /// The value, decibels; NaN where no observation is in reach.
    public var valueDb: Double
    /// Standard deviation of the true value about ``valueDb``, decibels; infinite where none is.
    public var standardDeviationDb: Double
    /// Index of the most weighted observation, -1 where none is in reach.
    public var nearest: Int

    /// A prediction from its parts.
    public init(valueDb: Double, standardDeviationDb: Double, nearest: Int) {
        self.valueDb = valueDb
        self.standardDeviationDb = standardDeviationDb
        self.nearest = nearest
    }

    /// What is known where no observation is in reach.
    public static let unknown = Prediction(
        valueDb: .nan, standardDeviationDb: .infinity, nearest: -1)
}
