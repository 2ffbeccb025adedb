/// An occupied row that falls silent, and a vacant one that is filled wholly at the same moment.
public struct WidebandSwappedRow: Hashable, Sendable {
    /// The row that falls silent.
    public var from: Int
    /// The row that is filled.
    public var to: Int
    /// Power of each of its bins.
    public var binPower: Double
}
