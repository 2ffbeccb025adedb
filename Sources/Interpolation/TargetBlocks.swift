import Model

/// Groups places that lie close together, so that they can share one neighbourhood.
///
/// Blocks are squares seen from above, at one height, with a side of a fraction of the observations'
/// spacing: their number is bounded by about twice the observations' for every level, however fine
/// the map is. Squares lie on a fixed lattice, so what is predicted at a place depends on the field
/// alone and not on which other places are asked for.
struct TargetBlocks {
    /// A block's side as a share of the mean spacing of the observations.
    static let sidePerSpacing = 0.7
    // Bits of a sorting key: level, row and column of the block, index of the target.
    private static let levelCountMax = 1 << 10
    private static let coordinateMax = 32_768.0
    private static let targetCountMax = 1 << 22

    /// Indices of the targets, block by block; targets that are not finite are left out.
    private(set) var order: [Int] = []
    /// Where each block begins in `order`; one more than there are blocks.
    private(set) var starts: [Int] = [0]
    /// Distance from a block's middle to its corners, metres.
    let halfDiagonalMetres: Double

    private let side: Double
    // From this block on, each holds one target that shares with none.
    private var sharedCount = 0

    /// Blocks of targets, or one for each target where nothing is to be shared.
    init(_ targets: [LocalPosition], index: NeighbourIndex, sharing: Bool) {
        side = index.spacingMetres * Self.sidePerSpacing
        halfDiagonalMetres = side / 2.0.squareRoot()
        let isShared = sharing && side > 0 && targets.count <= Self.targetCountMax
        var keys: [UInt64] = []
        var alone: [Int] = []
        var levels: [Double] = []
        for (i, target) in targets.enumerated() where Self.isFinite(target) {
            if isShared, let block = key(of: target, &levels) {
                keys.append(block << 22 | UInt64(i))
            } else {
                alone.append(i)
            }
        }
        keys.sort()
        group(keys)
        sharedCount = count
        for i in alone {
            order.append(i)
            starts.append(order.count)
        }
    }

    /// Number of blocks.
    var count: Int { starts.count - 1 }

    /// The targets of a block.
    subscript(block: Int) -> ArraySlice<Int> { order[starts[block]..<starts[block + 1]] }

    /// The middle of a block that holds a place; `nil` where the block's only target is alone.
    func centre(of block: Int, holding place: LocalPosition) -> LocalPosition? {
        guard block < sharedCount else { return nil }
        return LocalPosition(
            eastMetres: ((place.eastMetres / side).rounded(.down) + 0.5) * side,
            northMetres: ((place.northMetres / side).rounded(.down) + 0.5) * side,
            upMetres: place.upMetres)
    }

    private static func isFinite(_ place: LocalPosition) -> Bool {
        place.eastMetres.isFinite && place.northMetres.isFinite && place.upMetres.isFinite
    }

    private func key(of place: LocalPosition, _ levels: inout [Double]) -> UInt64? {
        let x = (place.eastMetres / side).rounded(.down) + Self.coordinateMax
        let y = (place.northMetres / side).rounded(.down) + Self.coordinateMax
        guard x >= 0, y >= 0, x < 2 * Self.coordinateMax, y < 2 * Self.coordinateMax else {
            return nil
        }
        // The levels in order of appearance: they group, and their order means nothing.
        let level: Int
        if let known = levels.lastIndex(of: place.upMetres) {
            level = known
        } else {
            guard levels.count < Self.levelCountMax else { return nil }
            level = levels.count
            levels.append(place.upMetres)
        }
        return (UInt64(level) << 16 | UInt64(y)) << 16 | UInt64(x)
    }

    private mutating func group(_ keys: [UInt64]) {
        order.reserveCapacity(keys.count)
        for (position, key) in keys.enumerated() {
            if position > 0, key >> 22 != keys[position - 1] >> 22 { starts.append(position) }
            order.append(Int(key & UInt64(Self.targetCountMax - 1)))
        }
        if !keys.isEmpty { starts.append(keys.count) }
    }
}
