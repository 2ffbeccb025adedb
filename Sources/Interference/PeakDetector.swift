/// One place where a map stands out of its surroundings.
public struct Peak: Hashable, Sendable {
    /// Column, 0 at the west.
    public var x: Int
    /// Row, 0 at the south.
    public var y: Int
    /// The map's value there, dBm.
    public var valueDbm: Double
    /// Mean of the surroundings, in the detector's domain, dBm.
    public var backgroundDb: Double
    /// How far the value stands above the background, dB.
    public var excessDb: Double
    /// How far it had to stand above the background to count, dB.
    public var thresholdDb: Double

    /// A peak from its parts.
    public init(
        x: Int, y: Int, valueDbm: Double, backgroundDb: Double, excessDb: Double,
        thresholdDb: Double
    ) {
        self.x = x
        self.y = y
        self.valueDbm = valueDbm
        self.backgroundDb = backgroundDb
        self.excessDb = excessDb
        self.thresholdDb = thresholdDb
    }
}

/// One method of finding emitters as peaks of a map.
public protocol PeakDetector: Sendable {
    /// The peaks of one level of a map, the most outstanding first.
    ///
    /// - Parameters:
    ///   - valuesDbm: `[ny, nx]`, x fastest; NaN where there is no data.
    ///   - nx: Columns.
    ///   - ny: Rows.
    /// - Returns: The peaks, the greatest excess first.
    func peaks(valuesDbm: [Float], nx: Int, ny: Int) -> [Peak]
}
