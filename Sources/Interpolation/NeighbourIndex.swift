/// Finds the observations nearest to a place: a flat grid of buckets seen from above.
///
/// Heights are scaled once, so that every distance here is a plain one in the scaled space. Buckets
/// hold about two observations each on average, whatever the field's extent, and a search walks
/// rings of buckets outwards until no nearer one can follow.
struct NeighbourIndex {
    /// Metres across that one metre of height counts for.
    let verticalScale: Double
    /// Scaled coordinates, bucket by bucket.
    private(set) var east: [Double] = []
    private(set) var north: [Double] = []
    private(set) var up: [Double] = []
    /// Index of each in the field.
    private(set) var observations: [Int] = []
    /// Mean distance between neighbouring observations seen from above, metres; 0 for fewer than 2.
    private(set) var spacingMetres = 0.0
    /// Length of the diagonal of the box that holds all observations, metres.
    private(set) var diagonalMetres = 0.0

    private var starts: [Int] = [0, 0]
    private var columns = 1
    private var rows = 1
    private var side = 1.0
    private var originEast = 0.0
    private var originNorth = 0.0
    private var extentEast = 0.0
    private var extentNorth = 0.0

    /// An index of a field's usable observations, in O(count).
    init(_ field: ScatteredField, verticalScale: Double) {
        self.verticalScale = verticalScale
        let usable = (0..<field.count).filter(field.isUsable)
        guard let first = usable.first else { return }
        measure(field, usable, first)
        sort(field, usable)
    }

    /// How many observations can be found.
    var count: Int { observations.count }

    private mutating func measure(_ field: ScatteredField, _ usable: [Int], _ first: Int) {
        var eastMax = field.eastMetres[first]
        var northMax = field.northMetres[first]
        var upMin = field.upMetres[first]
        var upMax = upMin
        originEast = eastMax
        originNorth = northMax
        for i in usable {
            originEast = min(originEast, field.eastMetres[i])
            originNorth = min(originNorth, field.northMetres[i])
            eastMax = max(eastMax, field.eastMetres[i])
            northMax = max(northMax, field.northMetres[i])
            upMin = min(upMin, field.upMetres[i])
            upMax = max(upMax, field.upMetres[i])
        }
        extentEast = eastMax - originEast
        extentNorth = northMax - originNorth
        let height = (upMax - upMin) * verticalScale
        diagonalMetres =
            (extentEast * extentEast + extentNorth * extentNorth + height * height).squareRoot()
        let n = Double(usable.count)
        let longest = max(extentEast, extentNorth)
        guard longest > 0 else { return }
        spacingMetres = max((extentEast * extentNorth / n).squareRoot(), longest / n)
        // Two a bucket; never more than about 2 n buckets, however thin the box.
        side = max(spacingMetres * 2.0.squareRoot(), longest / 4_096)
        columns = Int(extentEast / side) + 1
        rows = Int(extentNorth / side) + 1
    }

    private mutating func sort(_ field: ScatteredField, _ usable: [Int]) {
        var counts = [Int](repeating: 0, count: columns * rows + 1)
        let buckets = usable.map {
            row(field.northMetres[$0]) * columns + column(field.eastMetres[$0])
        }
        for bucket in buckets { counts[bucket + 1] += 1 }
        for bucket in 0..<columns * rows { counts[bucket + 1] += counts[bucket] }
        starts = counts
        observations = [Int](repeating: 0, count: usable.count)
        // In the field's order within a bucket, so that a slot's order breaks ties the same way
        // whatever came before.
        for (position, i) in usable.enumerated() {
            observations[counts[buckets[position]]] = i
            counts[buckets[position]] += 1
        }
        east = observations.map { field.eastMetres[$0] }
        north = observations.map { field.northMetres[$0] }
        up = observations.map { field.upMetres[$0] * verticalScale }
    }

    @inline(__always)
    private func column(_ eastMetres: Double) -> Int {
        Int(max(0, min((eastMetres - originEast) / side, Double(columns - 1))))
    }

    @inline(__always)
    private func row(_ northMetres: Double) -> Int {
        Int(max(0, min((northMetres - originNorth) / side, Double(rows - 1))))
    }

    /// Finds the nearest observations within a radius; height is scaled already.
    ///
    /// Cost: a few buckets where observations are near, at worst every observation once.
    func search(
        east e: Double, north n: Double, scaledUp u: Double, wanted: Int, radius: Double,
        into list: inout NeighbourList
    ) {
        list.begin(wanted: min(wanted, count), radius: radius)
        guard count > 0 else { return }
        let cx = column(e)
        let cy = row(n)
        // Every observation lies in the box, so it is no nearer to the place than to the place's
        // projection on the box: clearance is measured from there.
        let pe = max(0, min(e - originEast, extentEast))
        let pn = max(0, min(n - originNorth, extentNorth))
        let ringMax = max(max(cx, columns - 1 - cx), max(cy, rows - 1 - cy))
        var ring = 0
        while ring <= ringMax {
            if ring > 0 {
                let clearance = clearance(pe, pn, cx, cy, ring - 1)
                // A hair of slack, because the bucket's edge is a rounded product.
                if clearance > 0, clearance * clearance * (1 - 1e-9) > list.squaredReach { break }
            }
            scan(ring, cx, cy, e, n, u, into: &list)
            ring += 1
        }
    }

    /// Distance from a place in the box to what lies outside the square of rings up to `ring`.
    private func clearance(_ pe: Double, _ pn: Double, _ cx: Int, _ cy: Int, _ ring: Int) -> Double
    {
        var least = Double.infinity
        if cx - ring > 0 { least = min(least, pe - Double(cx - ring) * side) }
        if cx + ring < columns - 1 { least = min(least, Double(cx + ring + 1) * side - pe) }
        if cy - ring > 0 { least = min(least, pn - Double(cy - ring) * side) }
        if cy + ring < rows - 1 { least = min(least, Double(cy + ring + 1) * side - pn) }
        return least
    }

    private func scan(
        _ ring: Int, _ cx: Int, _ cy: Int, _ e: Double, _ n: Double, _ u: Double,
        into list: inout NeighbourList
    ) {
        let left = max(cx - ring, 0)
        let right = min(cx + ring, columns - 1)
        for y in max(cy - ring, 0)...min(cy + ring, rows - 1) {
            let base = y * columns
            if y == cy - ring || y == cy + ring {
                offer(starts[base + left]..<starts[base + right + 1], e, n, u, into: &list)
            } else {
                if cx - ring >= 0 {
                    offer(starts[base + left]..<starts[base + left + 1], e, n, u, into: &list)
                }
                if cx + ring < columns {
                    offer(starts[base + right]..<starts[base + right + 1], e, n, u, into: &list)
                }
            }
        }
    }

    @inline(__always)
    private func offer(
        _ slots: Range<Int>, _ e: Double, _ n: Double, _ u: Double, into list: inout NeighbourList
    ) {
        for slot in slots {
            let de = east[slot] - e
            let dn = north[slot] - n
            let du = up[slot] - u
            list.offer(slot: slot, squaredDistance: de * de + dn * dn + du * du)
        }
    }
}
