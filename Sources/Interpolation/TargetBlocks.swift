import Model

/// Groups places that lie close together, so that they can share one neighbourhood.
///
/// Blocks are cubes of the scaled space with a side of a fraction of the observations' spacing:
/// their number is bounded by about twice the observations', however fine the map is.
struct TargetBlocks {
    /// A block's side as a share of the mean spacing of the observations.
    static let sidePerSpacing = 0.7

    /// Indices of the targets, block by block; targets that are not finite are left out.
    private(set) var order: [Int] = []
    /// Where each block begins in `order`; one more than there are blocks.
    private(set) var starts: [Int] = [0]

    /// Blocks of one target each, or of all targets within a side of each other.
    init(_ targets: [LocalPosition], index: NeighbourIndex, sharing: Bool) {
        let finite = targets.indices.filter { i in
            let t = targets[i]
            return t.eastMetres.isFinite && t.northMetres.isFinite && t.upMetres.isFinite
        }
        let side = index.spacingMetres * Self.sidePerSpacing
        guard sharing, side > 0, finite.count > 1, finite.count < 1 << 22 else {
            order = finite
            starts = Array(0...finite.count)
            return
        }
        group(targets, finite, side: side, verticalScale: index.verticalScale)
    }

    /// Number of blocks.
    var count: Int { starts.count - 1 }

    /// The targets of a block.
    subscript(block: Int) -> ArraySlice<Int> { order[starts[block]..<starts[block + 1]] }

    private mutating func group(
        _ targets: [LocalPosition], _ finite: [Int], side: Double, verticalScale: Double
    ) {
        // Block coordinates are folded into a few bits each: two far blocks may then share a key,
        // which the comparison of neighbours with the radius catches (a block too wide is split).
        var keys = finite.map { i -> UInt64 in
            let t = targets[i]
            let x = Self.folded(t.eastMetres / side, bits: 16)
            let y = Self.folded(t.northMetres / side, bits: 16)
            let z = Self.folded(t.upMetres * verticalScale / side, bits: 10)
            return ((z << 16 | y) << 16 | x) << 22 | UInt64(i)
        }
        keys.sort()
        order.reserveCapacity(keys.count)
        starts.removeAll(keepingCapacity: true)
        var last: UInt64?
        for key in keys {
            if key >> 22 != last {
                starts.append(order.count)
                last = key >> 22
            }
            order.append(Int(key & (1 << 22 - 1)))
        }
        starts.append(order.count)
    }

    private static func folded(_ coordinate: Double, bits: UInt64) -> UInt64 {
        let floor = max(-1e15, min(coordinate.rounded(.down), 1e15))
        return UInt64(bitPattern: Int64(floor)) & (1 << bits - 1)
    }
}
