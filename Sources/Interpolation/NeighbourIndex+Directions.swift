extension NeighbourIndex {
    /// How many candidates a balanced search looks at for every neighbour it keeps.
    static let candidatesPerNeighbour = 2

    /// Finds neighbours from all sides: of twice as many nearest ones, first the nearest two of each
    /// octant seen from above, then the nearest of the rest.
    ///
    /// The result is ordered by distance, like that of a plain search. `list` must hold
    /// ``candidatesPerNeighbour`` times what is wanted.
    func searchBalanced(
        east e: Double, north n: Double, scaledUp u: Double, wanted: Int, radius: Double,
        into list: inout NeighbourList
    ) {
        search(
            east: e, north: n, scaledUp: u, wanted: wanted * Self.candidatesPerNeighbour,
            radius: radius, into: &list)
        guard list.count > wanted else { return }
        let share = max(1, wanted / 8)
        // One byte an octant, for up to 255 of each: a counter that needs no array.
        var taken: UInt64 = 0
        var chosen = EntrySet()
        var chosenCount = 0
        for entry in 0..<list.count where chosenCount < wanted {
            let slot = list.slots[entry]
            let shift = UInt64(8 * octant(east[slot] - e, north[slot] - n))
            guard (taken >> shift) & 0xFF < UInt64(share) else { continue }
            taken += 1 << shift
            chosen.insert(entry)
            chosenCount += 1
        }
        for entry in 0..<list.count where chosenCount < wanted && !chosen.contains(entry) {
            chosen.insert(entry)
            chosenCount += 1
        }
        list.beginKeeping()
        for entry in 0..<list.count where chosen.contains(entry) { list.keep(entry) }
        list.endKeeping()
    }

    private func octant(_ east: Double, _ north: Double) -> Int {
        (east < 0 ? 1 : 0) + (north < 0 ? 2 : 0) + (abs(east) < abs(north) ? 4 : 0)
    }
}

/// A set of small integers, 0 to 127, in two words.
private struct EntrySet {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    mutating func insert(_ entry: Int) {
        if entry < 64 { low |= 1 << UInt64(entry) } else { high |= 1 << UInt64(entry - 64) }
    }

    func contains(_ entry: Int) -> Bool {
        entry < 64
            ? low >> UInt64(entry) & 1 == 1 : high >> UInt64(entry - 64) & 1 == 1
    }
}
