import Model
import Numerics

/// Follows a sensor's occupied bands from update to update, so that each keeps when it was first seen.
///
/// A band that is not found stays remembered for a moment: one look that misses it does not make it
/// new. Nor does it count as missed while nobody looks, for instance because the receiver was tuned
/// elsewhere.
struct BandFollower: Hashable, Sendable {
    /// How long a band that is not found is remembered, seconds.
    static let holdSeconds = 2.0
    /// How long nobody may look before all bands are new again, seconds.
    static let awaySeconds = 60.0

    /// The bands of the newest update and those remembered, ascending in frequency.
    private(set) var bands: [FollowedBand] = []
    /// Time of the newest update.
    private var lastLook = UnixTime.zero

    init() {}

    /// The bands that the newest update found.
    func found(at time: UnixTime) -> [FollowedBand] { bands.filter { $0.lastSeen == time } }

    /// Takes in what one update found.
    ///
    /// - Parameters:
    ///   - found: stretches that do not overlap, ascending; when they were first seen is not known yet.
    ///   - time: of the update's frame.
    ///   - countMax: bands to keep; the weakest go.
    /// - Returns: how many had to go.
    mutating func follow(_ found: [FollowedBand], at time: UnixTime, countMax: Int) -> Int {
        var next = found
        bands = bands.filter { isRemembered($0, at: time) }
        lastLook = time
        var isTaken = Array(repeating: false, count: bands.count)
        var isNamed = Array(repeating: false, count: found.count)
        for (new, old) in pairs(with: found) where !isTaken[old] && !isNamed[new] {
            isTaken[old] = true
            isNamed[new] = true
            next[new].firstSeen = bands[old].firstSeen
        }
        for (old, band) in bands.enumerated() where !isTaken[old] { next.append(band) }
        next.sort {
            ($0.bins.lowerBound, $0.bins.upperBound, $0.firstSeen)
                < ($1.bins.lowerBound, $1.bins.upperBound, $1.firstSeen)
        }
        let excess = next.count - countMax
        if excess > 0 {
            // Those found come before those remembered, and the strong before the weak.
            let kept = next.indices.sorted { left, right in
                let (a, b) = (next[left], next[right])
                return (b.lastSeen, b.watts, left) < (a.lastSeen, a.watts, right)
            }.prefix(countMax)
            next = kept.sorted().map { next[$0] }
        }
        bands = next
        return max(excess, 0)
    }

    /// Whether a band that was seen may be seen again; a clock that went back forgets what lies in its
    /// future.
    private func isRemembered(_ band: FollowedBand, at time: UnixTime) -> Bool {
        let hold = 0...Self.holdSeconds
        if hold.contains(time.seconds(since: band.lastSeen)) { return true }
        return hold.contains(lastLook.seconds(since: band.lastSeen))
            && (0...Self.awaySeconds).contains(time.seconds(since: lastLook))
    }

    /// Pairs of a new and an old band that may be the same one, the best overlap first.
    private func pairs(with found: [FollowedBand]) -> [(new: Int, old: Int)] {
        var pairs: [(overlap: Int, new: Int, old: Int)] = []
        for (new, band) in found.enumerated() {
            for (old, known) in bands.enumerated() where known.mayBe(band.bins) {
                pairs.append((known.overlap(with: band.bins), new, old))
            }
        }
        pairs.sort { ($1.overlap, $0.new, $0.old) < ($0.overlap, $1.new, $1.old) }
        return pairs.map { ($0.new, $0.old) }
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(UInt32(bands.count))
        for band in bands { band.encode(into: &writer) }
        writer.append(lastLook.nanoseconds)
    }

    init(binCount: Int, from reader: inout ByteReader) throws {
        for _ in 0..<(try reader.readCount(max: binCount)) {
            bands.append(try FollowedBand(binCount: binCount, from: &reader))
        }
        lastLook = UnixTime(nanoseconds: try reader.readUInt64())
    }
}
