/// A stretch of bins that a transmitter occupies, on the circle of a frame's bins.
public struct WidebandBand: Hashable, Sendable {
    /// Its first bin; the band may run over the last bin into the first.
    public var firstBin: Int
    /// Bins that it occupies.
    public var binCount: Int
    /// Expected power of each of its bins.
    public var binPower: Double

    /// A band from its parts.
    public init(firstBin: Int, binCount: Int, binPower: Double) {
        precondition(firstBin >= 0 && binCount > 0, "a band has bins")
        precondition(binPower >= 0, "power is not negative")
        self.firstBin = firstBin
        self.binCount = binCount
        self.binPower = binPower
    }

    /// Its bins, in order, of a circle of some.
    public func bins(of circle: Int) -> [Int] {
        (0..<binCount).map { (firstBin + $0) % circle }
    }
}
