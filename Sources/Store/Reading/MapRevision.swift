import Model

/// One revision of a map as its history lists it.
public struct MapRevision: Hashable, Sendable {
    /// Its number.
    public var revision: UInt64
    /// The round that made it.
    public var round: UInt64
    /// The instant that it speaks of.
    public var validTime: UnixTime
    /// Whether the whole map is stored, not only what changed.
    public var isKeyframe: Bool
    /// Cells that changed.
    public var changedCellCount: Int
    /// Bytes that its cells need in the file.
    public var byteCount: Int
    /// The generation of the map history.
    public var generation: Int64

    /// A revision from its parts.
    public init(
        revision: UInt64, round: UInt64, validTime: UnixTime, isKeyframe: Bool,
        changedCellCount: Int, byteCount: Int, generation: Int64
    ) {
        self.revision = revision
        self.round = round
        self.validTime = validTime
        self.isKeyframe = isKeyframe
        self.changedCellCount = changedCellCount
        self.byteCount = byteCount
        self.generation = generation
    }
}
