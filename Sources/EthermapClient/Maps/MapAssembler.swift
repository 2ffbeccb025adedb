import Model

/// Puts heads and tiles, in whatever order they come, together into maps.
///
/// A map is whole at revision r when every tile has come at the revision that the head of r lists.
/// Tiles may come before their head; a gap leaves the last whole map in place. Everything held is
/// bounded; what is passed over is counted.
///
/// An engine's epoch fences: a lower one is ignored, a higher one starts all maps anew, while the
/// last whole maps stay to be read until the new engine's are whole. So a restarted engine has to
/// publish its heads and all their tiles again under its own epoch.
public struct MapAssembler: Sendable {
    /// The region whose maps these are.
    public let region: RegionID
    /// The most maps.
    public static let mapCountMax = 1_024
    /// The most cells, over all maps, that may wait for their heads.
    public static let waitingCellCountMax = 4 * Grid.cellCountMax

    /// The greatest epoch seen.
    public private(set) var epoch: UInt64 = 0
    /// What was passed over.
    public private(set) var discards = DiscardCounts()
    private var pieces: [MapKey: MapPieces] = [:]
    /// Cells of all waiting tiles, kept in step with `pieces`.
    private var waitingCellCount = 0

    /// An assembler without maps.
    public init(region: RegionID) { self.region = region }

    /// The whole maps, ascending by key.
    public var maps: [AssembledMap] {
        pieces.values.compactMap(\.whole).sorted { $0.key < $1.key }
    }

    /// The last whole map of a key.
    public func map(_ key: MapKey) -> AssembledMap? { pieces[key]?.whole }

    /// The newest head of a key in the epoch, whole or not.
    public func head(of key: MapKey) -> MapHead? { pieces[key]?.head }

    /// The tiles that keep a map's newest head from being whole, ascending.
    public func awaitedTiles(of key: MapKey) -> [TileAddress] { pieces[key]?.awaited ?? [] }

    /// Notes an epoch, from whatever message.
    ///
    /// - Returns: whether the message may be believed.
    public mutating func admit(epoch new: UInt64) -> Bool {
        guard new >= epoch else {
            discards.count(.staleEpoch)
            return false
        }
        guard new > epoch else { return true }
        epoch = new
        for key in pieces.keys { pieces[key]?.beginEpoch() }
        pieces = pieces.filter { !$0.value.isEmpty }
        waitingCellCount = 0
        return true
    }

    /// Takes a head that came on a map's head topic.
    public mutating func receive(_ head: MapHead, on key: MapKey) -> [MapEvent] {
        guard head.region == region, head.key == key else { return discard(.topicMismatch) }
        guard admit(epoch: head.epoch) else { return [] }
        let events = change(key) { $0.take(head, counting: &$1) }
        guard events.isEmpty, pieces[key]?.head == head else { return events }
        let awaited = awaitedTiles(of: key)
        return awaited.isEmpty
            ? [] : [.tilesAwaited(key, revision: head.revision, tiles: awaited)]
    }

    /// Takes a tile that came on a tile's topic.
    public mutating func receive(
        _ tile: MapTile, on key: MapKey, at address: TileAddress
    ) -> [MapEvent] {
        guard tile.address == address else { return discard(.topicMismatch) }
        guard admit(epoch: tile.epoch) else { return [] }
        guard waitingCellCount + tile.codes.count <= Self.waitingCellCountMax else {
            return discard(.overflow)
        }
        return change(key) { $0.take(tile, counting: &$1) }
    }

    /// Forgets a map whose retained head the engine has deleted.
    public mutating func removeMap(_ key: MapKey) -> [MapEvent] {
        guard let removed = pieces.removeValue(forKey: key) else { return [] }
        waitingCellCount -= removed.waitingCellCount
        return removed.whole == nil ? [] : [.mapRemoved(key)]
    }

    /// Forgets a tile whose retained message the engine has deleted; whole maps keep theirs.
    public mutating func removeTile(_ address: TileAddress, of key: MapKey) {
        guard var held = pieces.removeValue(forKey: key) else { return }
        waitingCellCount -= held.waitingCellCount
        held.remove(address)
        waitingCellCount += held.waitingCellCount
        if !held.isEmpty { pieces[key] = held }
    }

    /// Counts a message that was passed over before it came here.
    mutating func count(_ reason: DiscardReason) { discards.count(reason) }

    /// Counts a message that the decoder refused.
    mutating func countRefusal(_ reason: RejectionReason) { discards.countRefusal(reason) }

    private mutating func discard(_ reason: DiscardReason) -> [MapEvent] {
        discards.count(reason)
        return []
    }

    /// Changes the pieces of one map; what comes of it where it has become whole.
    private mutating func change(
        _ key: MapKey, _ take: (inout MapPieces, inout DiscardCounts) -> Bool
    ) -> [MapEvent] {
        guard pieces[key] != nil || pieces.count < Self.mapCountMax else {
            return discard(.overflow)
        }
        // Taken out of the dictionary, so that a whole map is changed in place.
        var held = pieces.removeValue(forKey: key) ?? MapPieces()
        waitingCellCount -= held.waitingCellCount
        defer {
            waitingCellCount += held.waitingCellCount
            if !held.isEmpty { pieces[key] = held }
        }
        guard take(&held, &discards), let changed = held.assemble(), let map = held.whole else {
            return []
        }
        return [.mapChanged(map, changedTiles: changed)]
    }
}
