import Model

/// What an assembler found out from one message.
public enum MapEvent: Hashable, Sendable {
    /// A map is whole at a new revision; the tiles are those that changed since the last whole one.
    case mapChanged(AssembledMap, changedTiles: [TileAddress])
    /// A head has come whose tiles are not all here; the last whole map, if any, stays.
    case tilesAwaited(MapKey, revision: UInt64, tiles: [TileAddress])
    /// The engine has taken a map back.
    case mapRemoved(MapKey)
}
