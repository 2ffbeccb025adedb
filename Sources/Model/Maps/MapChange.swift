/// What changed in a map from one revision to the next: new contents of some cells.
public struct MapChange: Hashable, Sendable {
    /// Which map.
    public var key: MapKey
    /// The revision that the map has with this change.
    public var revision: UInt64
    /// The instant that the map then speaks of.
    public var validTime: UnixTime
    /// The estimator that made it.
    public var method: String
    /// Flat indices of the cells, ascending [C].
    public var indices: [UInt32]
    /// New values [C].
    public var values: [Float]
    /// New standard deviations, decibels [C].
    public var standardDeviationsDb: [Float]
    /// New evidence times [C].
    public var evidenceTimes: [UnixTime]

    /// A change without cells.
    public init(key: MapKey, revision: UInt64, validTime: UnixTime, method: String) {
        self.key = key
        self.revision = revision
        self.validTime = validTime
        self.method = method
        indices = []
        values = []
        standardDeviationsDb = []
        evidenceTimes = []
    }

    /// Adds one cell; indices must be added in ascending order.
    public mutating func append(
        index: UInt32, value: Float, standardDeviationDb: Float, evidenceTime: UnixTime
    ) {
        indices.append(index)
        values.append(value)
        standardDeviationsDb.append(standardDeviationDb)
        evidenceTimes.append(evidenceTime)
    }
}
