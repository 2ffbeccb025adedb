/// Power at a place that is explained without any unknown emitter: own stations, known emitters and
/// noise.
public struct ExplainedPower: Hashable, Sendable {
    /// Its mean, watts; 0 where nothing is expected.
    public var watts: Double
    /// Standard deviation of the true power about it, decibels.
    public var deviationDb: Double

    /// Nothing is expected.
    public static let none = ExplainedPower(watts: 0, deviationDb: 0)

    /// An explained power from its two numbers.
    public init(watts: Double, deviationDb: Double) {
        self.watts = watts
        self.deviationDb = deviationDb
    }
}
