import Formats
import Model

/// Where a recording's emitter truly was: for the report, never for the engine.
public struct ReplayTruth: Hashable, Sendable {
    /// Between two known places further apart in time nothing is known, seconds.
    static let gapSecondsMax = 3.0

    /// When, ascending.
    public private(set) var times: [UnixTime] = []
    /// Where, in the region's local frame.
    public private(set) var positions: [LocalPosition] = []

    /// The truth in some samples, in the order of time, moved by the way from the recording's
    /// origin to the region's; `nil` where no sample says it.
    init?(in samples: [BeaconRecording.Sample], movedEast east: Double, north: Double) {
        for sample in samples {
            guard var place = sample.truth else { continue }
            place.eastMetres += east
            place.northMetres += north
            times.append(sample.time)
            positions.append(place)
        }
        if times.isEmpty { return nil }
    }

    /// Where the emitter was at an instant, between the places known before and after; `nil` where
    /// that is not known.
    public func position(at time: UnixTime) -> LocalPosition? {
        var low = 0
        var high = times.count
        while low < high {
            let middle = (low + high) / 2
            if times[middle] <= time { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        let before = low - 1
        let age = time.seconds(since: times[before])
        guard low < times.count else { return age == 0 ? positions[before] : nil }
        let gap = times[low].seconds(since: times[before])
        guard gap <= Self.gapSecondsMax else { return nil }
        let share = age / gap
        let (from, to) = (positions[before], positions[low])
        return LocalPosition(
            eastMetres: from.eastMetres + share * (to.eastMetres - from.eastMetres),
            northMetres: from.northMetres + share * (to.northMetres - from.northMetres),
            upMetres: from.upMetres + share * (to.upMetres - from.upMetres))
    }
}
