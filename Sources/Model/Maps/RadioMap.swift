/// One quantity over the region's grid at one instant, with uncertainty and age in every cell.
public struct RadioMap: Hashable, Sendable {
    /// Which map.
    public var key: MapKey
    /// The grid; every array below has one entry for each of its cells.
    public var grid: Grid
    /// Grows by one with every change of the map; 0 before the first.
    public var revision: UInt64
    /// The instant that the map speaks of.
    public var validTime: UnixTime
    /// The estimator that made it.
    public var method: String
    /// Values in the product's unit; NaN where nothing is known.
    public var values: [Float]
    /// Standard deviation of each value, decibels; NaN where nothing is known.
    public var standardDeviationsDb: [Float]
    /// Time of the newest evidence behind each value; zero where there is none.
    public var evidenceTimes: [UnixTime]

    /// An empty map, revision 0.
    public init(key: MapKey, grid: Grid, method: String) {
        self.key = key
        self.grid = grid
        revision = 0
        validTime = .zero
        self.method = method
        values = Array(repeating: .nan, count: grid.cellCount)
        standardDeviationsDb = values
        evidenceTimes = Array(repeating: .zero, count: grid.cellCount)
    }

    /// Puts a change into the map.
    ///
    /// The change must follow this revision; its indices must lie in the grid.
    public mutating func apply(_ change: MapChange) {
        precondition(change.key == key, "a change belongs to its own map")
        for (position, index) in change.indices.enumerated() {
            let cell = Int(index)
            values[cell] = change.values[position]
            standardDeviationsDb[cell] = change.standardDeviationsDb[position]
            evidenceTimes[cell] = change.evidenceTimes[position]
        }
        revision = change.revision
        validTime = change.validTime
        method = change.method
    }
}
