import Model
import Numerics

/// One occupied stretch of a sensor's spectrum, followed from update to update.
struct FollowedBand: Hashable, Sendable {
    /// Places of its bins, ascending in frequency.
    var bins: Range<Int>
    /// Time of the first frame that showed it.
    var firstSeen: UnixTime
    /// Time of the newest frame that showed it.
    var lastSeen: UnixTime
    /// Its power, watts.
    var watts: Double
    /// Standard deviation of its power, watts; NaN where the method tells none.
    var deviationWatts: Double

    /// Bins that both have.
    func overlap(with other: Range<Int>) -> Int { bins.clamped(to: other).count }

    /// Whether another stretch may be the same band a moment later: a third of the larger one is in
    /// both, or their middles lie within a bin of one another.
    func mayBe(_ other: Range<Int>) -> Bool {
        let shared = overlap(with: other)
        if 3 * shared >= max(bins.count, other.count) { return true }
        // Twice the distance of the middles, in bins.
        return abs(bins.lowerBound + bins.upperBound - other.lowerBound - other.upperBound) <= 2
    }

    func encode(into writer: inout ByteWriter) {
        writer.append([UInt64(bins.lowerBound), UInt64(bins.upperBound)])
        writer.append([firstSeen.nanoseconds, lastSeen.nanoseconds])
        writer.append([watts, deviationWatts])
    }

    init(binCount: Int, from reader: inout ByteReader) throws {
        let places = try reader.readUInt64s()
        let times = try reader.readUInt64s()
        let powers = try reader.readDoubles()
        guard places.count == 2, times.count == 2, powers.count == 2, places[0] < places[1],
            places[1] <= UInt64(binCount), powers[0].isFinite
        else { throw EngineStateError(reason: "a sensor's band is damaged") }
        bins = Int(places[0])..<Int(places[1])
        firstSeen = UnixTime(nanoseconds: times[0])
        lastSeen = UnixTime(nanoseconds: times[1])
        watts = powers[0]
        deviationWatts = powers[1]
    }

    init(
        bins: Range<Int>, firstSeen: UnixTime, lastSeen: UnixTime, watts: Double,
        deviationWatts: Double
    ) {
        self.bins = bins
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.watts = watts
        self.deviationWatts = deviationWatts
    }
}
