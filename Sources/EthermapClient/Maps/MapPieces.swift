import Model

/// What an assembler holds of one map: its newest head, tiles that wait for theirs, the last whole map.
struct MapPieces: Sendable {
    /// The newest head of the epoch.
    private(set) var head: MapHead?
    /// The newest tile of each address, of this epoch, that the whole map does not hold yet.
    private(set) var tiles: [TileAddress: MapTile] = [:]
    /// The last whole map, perhaps of an earlier epoch.
    private(set) var whole: AssembledMap?
    /// The revision of each tile in the whole map.
    private var wholeRevisions: [TileAddress: UInt64] = [:]

    /// Whether nothing is held.
    var isEmpty: Bool { head == nil && tiles.isEmpty && whole == nil }

    /// Cells of the tiles that wait.
    var waitingCellCount: Int { tiles.values.reduce(0) { $0 + $1.codes.count } }

    /// Forgets all but the last whole map, which shows what was until the new epoch's is whole.
    mutating func beginEpoch() {
        head = nil
        tiles = [:]
    }

    /// Takes a head, unless it is older than the one here, or the same.
    ///
    /// - Returns: whether it was taken.
    mutating func take(_ new: MapHead, counting discards: inout DiscardCounts) -> Bool {
        if let head {
            guard new.revision >= head.revision else { return discards.refuse(.staleRevision) }
            guard new != head else { return discards.refuse(.duplicate) }
        }
        head = new
        let layout = TileLayout(grid: new.grid)
        for (address, tile) in tiles where !Self.fits(tile, layout) {
            discards.count(.misfit)
            tiles[address] = nil
        }
        return true
    }

    /// Takes a tile, unless a newer one, or the same, is here.
    ///
    /// One that is newer than the head may belong to another grid, whose head follows.
    ///
    /// - Returns: whether it was taken.
    mutating func take(_ new: MapTile, counting discards: inout DiscardCounts) -> Bool {
        let held = tiles[new.address]?.revision
        let shown = whole?.epoch == new.epoch ? wholeRevisions[new.address] : nil
        for revision in [held, shown].compactMap(\.self) {
            guard new.revision >= revision else { return discards.refuse(.staleRevision) }
            guard new.revision > revision else { return discards.refuse(.duplicate) }
        }
        if let head, new.revision <= head.revision,
            !Self.fits(new, TileLayout(grid: head.grid))
        {
            return discards.refuse(.misfit)
        }
        tiles[new.address] = new
        return true
    }

    /// Forgets a tile that the engine has taken back.
    mutating func remove(_ address: TileAddress) { tiles[address] = nil }

    /// The tiles that the head lists and that are not here at the listed revision, ascending.
    var awaited: [TileAddress] {
        guard let head else { return [] }
        let base = base(of: head)
        let layout = TileLayout(grid: head.grid)
        return head.tiles.filter { entry in
            base[entry.address] != entry.revision && waiting(for: entry, layout) == nil
        }.map(\.address)
    }

    /// Puts the map together where everything is here.
    ///
    /// - Returns: the tiles that changed, ascending; `nil` where something is awaited, or where the
    ///   whole map is the head's already.
    mutating func assemble() -> [TileAddress]? {
        guard let head, whole?.head != head, awaited.isEmpty else { return nil }
        var base = base(of: head)
        let layout = TileLayout(grid: head.grid)
        var changed: [TileAddress] = []
        // Taken out while it is changed: in place, it would be copied for the sake of the old one.
        var map =
            whole.take().flatMap { $0.grid == head.grid && $0.epoch == head.epoch ? $0 : nil }
            ?? AssembledMap(head: head)
        map.head = head
        var revisions: [TileAddress: UInt64] = [:]
        for entry in head.tiles {
            revisions[entry.address] = entry.revision
            guard base.removeValue(forKey: entry.address) != entry.revision,
                let tile = waiting(for: entry, layout)
            else { continue }
            tiles[entry.address] = nil
            map.set(tile)
            changed.append(entry.address)
        }
        for address in base.keys.sorted() {
            map.clear(address)
            changed.append(address)
        }
        whole = map
        wholeRevisions = revisions
        return changed.sorted()
    }

    /// The tiles of the last whole map that may be used for a head: same engine, same grid.
    private func base(of head: MapHead) -> [TileAddress: UInt64] {
        guard let whole, whole.epoch == head.epoch, whole.grid == head.grid else { return [:] }
        return wholeRevisions
    }

    /// The waiting tile that a head lists, where it is here and fits.
    private func waiting(for entry: MapHead.TileRevision, _ layout: TileLayout) -> MapTile? {
        guard let tile = tiles[entry.address], tile.revision == entry.revision,
            Self.fits(tile, layout)
        else { return nil }
        return tile
    }

    private static func fits(_ tile: MapTile, _ layout: TileLayout) -> Bool {
        guard layout.contains(tile.address) else { return false }
        let (columns, rows) = layout.cells(of: tile.address)
        return columns.count == tile.columnCount && rows.count == tile.rowCount
    }
}
