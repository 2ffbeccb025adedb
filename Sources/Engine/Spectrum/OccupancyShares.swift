import Glibc
import Model
import Numerics

/// The share of looks in which each bin was occupied, older looks fading.
///
/// Every frame is one look; a look loses half its weight every half-life of event time, so the share
/// tells of about 1.4 half-lives. Frames come evenly, so it is the share of time.
struct OccupancyShares: Hashable, Sendable {
    private var occupiedWeights: [Float]
    private var weight: Float = 0
    private var time = UnixTime.zero

    init(binCount: Int) { occupiedWeights = Array(repeating: 0, count: binCount) }

    /// Takes in one look.
    mutating func look(_ occupied: [Bool], at now: UnixTime, halfLifeSeconds: Double) {
        precondition(occupied.count == occupiedWeights.count, "a look at every bin")
        if weight > 0, now > time {
            let fading = Float(exp2(-now.seconds(since: time) / halfLifeSeconds))
            weight *= fading
            for bin in occupiedWeights.indices { occupiedWeights[bin] *= fading }
        }
        time = max(time, now)
        weight += 1
        for bin in occupied.indices where occupied[bin] { occupiedWeights[bin] += 1 }
    }

    /// The share of each bin, 0 to 1; noughts before the first look.
    var shares: [Float] {
        guard weight > 0 else { return occupiedWeights }
        return occupiedWeights.map { min($0 / weight, 1) }
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(occupiedWeights)
        writer.append(weight)
        writer.append(time.nanoseconds)
    }

    init(binCount: Int, from reader: inout ByteReader) throws {
        occupiedWeights = try reader.readFloats()
        weight = try reader.readFloat()
        time = UnixTime(nanoseconds: try reader.readUInt64())
        guard occupiedWeights.count == binCount, weight.isFinite, weight >= 0,
            occupiedWeights.allSatisfy({ $0.isFinite && $0 >= 0 })
        else { throw EngineStateError(reason: "a sensor's occupancy is damaged") }
    }
}
