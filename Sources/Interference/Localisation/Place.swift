import Glibc
import Model

/// What one sensor received in one place, all its visits together: one observation of a likelihood.
struct Place: Hashable, Sendable {
    /// Of the levels, those within so many decibels of the 90th percentile make the level.
    static let upperSpanDb: Float = 6
    /// Values so far above it are spikes.
    static let spikeSpanDb: Float = 4

    /// Mean of the receiver's positions.
    var position: LocalPosition
    var sensorIndex: Int32
    /// Mean power of the upper levels, dBm: dips, fades and moments of deafness do not enter.
    var levelDbm: Double
    /// Parts of the place that samples came from: independent looks at the fading.
    var lookCount: Int
    var sampleCount: Int
    var start: UnixTime
    var end: UnixTime
    /// Whether the receiver was deaf here.
    var isDeaf = false
    /// Whether the level is only a limit that the sensor declared.
    var isCensored = false

    /// One sensor's place.
    private struct Key: Hashable {
        var sensor: Int32
        var cell: Visit.Cell
    }

    /// Gathers visits by place.
    ///
    /// - Parameters:
    ///   - visits: What there is, oldest first.
    ///   - doublings: How often a place's side is doubled, so that there are fewer.
    /// - Returns: places in the order of their first visit.
    static func places(of visits: some Sequence<Visit>, doublings: Int32) -> [Place] {
        var indices: [Key: Int] = [:]
        var groups: [[Visit]] = []
        for visit in visits {
            let key = Key(
                sensor: visit.sensorIndex,
                cell: .init(
                    x: visit.cell.x >> doublings, y: visit.cell.y >> doublings,
                    z: visit.cell.z >> doublings))
            if let index = indices[key] {
                groups[index].append(visit)
            } else {
                indices[key] = groups.count
                groups.append([visit])
            }
        }
        return groups.map(Place.init)
    }

    /// - Precondition: visits of one sensor and one place, at least one.
    private init(_ visits: [Visit]) {
        var sum = (east: 0.0, north: 0.0, up: 0.0, count: 0)
        var values: [Float] = []
        var parts: UInt16 = 0
        var limit = 0.0
        var limitCount = 0
        sampleCount = 0
        start = visits[0].start
        end = visits[0].end
        for visit in visits {
            let part = visit.positionSum
            sum = (
                sum.east + part.east, sum.north + part.north, sum.up + part.up,
                sum.count + part.count
            )
            values += visit.valuesDbm
            parts |= visit.parts
            sampleCount += visit.count
            start = min(start, visit.start)
            end = max(end, visit.end)
            if visit.censoredCount > 0 {
                limit += visit.meanLimitDbm * Double(visit.censoredCount)
                limitCount += visit.censoredCount
            }
        }
        let count = Double(max(sum.count, 1))
        position = LocalPosition(
            eastMetres: sum.east / count, northMetres: sum.north / count,
            upMetres: sum.up / count)
        sensorIndex = visits[0].sensorIndex
        lookCount = max(parts.nonzeroBitCount, 1)
        if limitCount > sampleCount || values.isEmpty {
            isCensored = true
            levelDbm = limit / Double(max(limitCount, 1))
        } else {
            levelDbm = Self.upperLevelDbm(&values)
        }
    }

    /// Mean power of the values from 6 dB below the 90th percentile to 4 dB above it, dBm.
    ///
    /// Above are spikes, which a mean of power would believe alone.
    static func upperLevelDbm(_ values: inout [Float]) -> Double {
        values.sort()
        // Of one or two values the lower one: a spike is seldom repeated.
        let high = values[(values.count - 1) * 9 / 10]
        var watts = 0.0
        var count = 0
        for value in values where value >= high - upperSpanDb && value <= high + spikeSpanDb {
            watts += Decibels.watts(fromDbm: Double(value))
            count += 1
        }
        return Decibels.dbm(fromWatts: watts / Double(max(count, 1)))
    }
}
