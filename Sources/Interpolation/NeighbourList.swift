/// The nearest observations found so far, nearest first: a bounded, sorted list without allocation.
struct NeighbourList {
    /// Places in the index's own order (not the field's), `[capacity]`, valid up to `count`.
    private(set) var slots: [Int]
    /// Squared scaled distances, metres², `[capacity]`, ascending up to `count`.
    private(set) var squaredDistances: [Double]
    /// How many are held.
    private(set) var count = 0
    /// Squared distance beyond which nothing is wanted any more.
    private(set) var squaredReach: Double
    private var wanted = 0
    private var keptCount = 0

    /// A list that can hold up to some neighbours.
    init(capacity: Int) {
        slots = [Int](repeating: 0, count: capacity)
        squaredDistances = [Double](repeating: 0, count: capacity)
        squaredReach = 0
    }

    /// Empties the list for a new search of the `wanted` nearest within a radius.
    mutating func begin(wanted: Int, radius: Double) {
        precondition(wanted <= slots.count, "the list holds what is wanted")
        self.wanted = wanted
        count = 0
        squaredReach = radius * radius
    }

    /// Offers an observation; equal distances keep the smaller slot first.
    @inline(__always)
    mutating func offer(slot: Int, squaredDistance: Double) {
        guard squaredDistance <= squaredReach else { return }
        if count == wanted {
            // The reach is the worst one's distance now: a tie is decided by the slot.
            guard
                squaredDistance < squaredDistances[count - 1] || slot < slots[count - 1]
            else { return }
        } else {
            count += 1
        }
        var i = count - 1
        while i > 0,
            squaredDistances[i - 1] > squaredDistance
                || (squaredDistances[i - 1] == squaredDistance && slots[i - 1] > slot)
        {
            squaredDistances[i] = squaredDistances[i - 1]
            slots[i] = slots[i - 1]
            i -= 1
        }
        squaredDistances[i] = squaredDistance
        slots[i] = slot
        if count == wanted { squaredReach = squaredDistances[count - 1] }
    }

    /// Begins to keep some of the entries, in order; see ``keep(_:)``.
    mutating func beginKeeping() { keptCount = 0 }

    /// Keeps an entry at the next place; entries must be kept in ascending order.
    mutating func keep(_ entry: Int) {
        slots[keptCount] = slots[entry]
        squaredDistances[keptCount] = squaredDistances[entry]
        keptCount += 1
    }

    /// Forgets every entry that was not kept.
    mutating func endKeeping() { count = keptCount }
}
