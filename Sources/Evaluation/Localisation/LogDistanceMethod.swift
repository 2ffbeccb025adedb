import Interference
import Model

/// Control: the plain log-distance fit on a grid, as one would write it in an afternoon.
///
///     P(q) = c - 10 n log10 |q - t|,   c and n free (n > 0), Huber's loss
///
/// over one-second means of power (watts), for every candidate place t of a grid of 20 m, then of 5 m
/// about the best. It takes every second at its word: no receiver states, no correlation of shadowing.
public struct LogDistanceMethod: LocalisationMethod {
    /// The method's name.
    public static let name = "log-distance"
    /// The grid's steps, coarse and fine, metres.
    static let stepsMetres = (coarse: 20.0, fine: 5.0)

    private let setting: LocalisationSetting
    private var seconds: [PlacedMean] = []

    /// A method that has heard nothing yet.
    public init(setting: LocalisationSetting) { self.setting = setting }

    /// Takes a sample into its second's mean.
    public mutating func absorb(_ sample: PlacedSample) {
        guard !sample.isCensored else { return }
        let second = sample.time.nanoseconds / 1_000_000_000
        if seconds.last?.second != second { seconds.append(PlacedMean(second: second)) }
        seconds[seconds.count - 1].absorb(sample)
    }

    /// The candidate with the least loss; `nil` with fewer than three seconds.
    public mutating func locate(at now: UnixTime) -> LocalisationAnswer? {
        guard seconds.count >= 3 else { return nil }
        let places = seconds.compactMap(\.place.place)
        let powers = seconds.map { Decibels.dbm(fromWatts: $0.meanWatts) }
        var best: (place: LocalPosition, loss: Double)?
        func consider(_ place: LocalPosition) {
            let loss = LogDistanceGridFit.loss(of: place, places: places, powersDbm: powers)
            if loss < best?.loss ?? .infinity { best = (place, loss) }
        }
        for place in grid(
            east: setting.eastRange, north: setting.northRange, step: Self.stepsMetres.coarse)
        {
            consider(place)
        }
        guard let coarse = best?.place else { return nil }
        let reach = Self.stepsMetres.coarse
        for place in grid(
            east: (coarse.eastMetres - reach...coarse.eastMetres + reach)
                .clamped(to: setting.eastRange),
            north: (coarse.northMetres - reach...coarse.northMetres + reach)
                .clamped(to: setting.northRange),
            step: Self.stepsMetres.fine)
        {
            consider(place)
        }
        return best.map { LocalisationAnswer(position: $0.place) }
    }

    /// Places of a grid, borders included, southernmost row first.
    private func grid(
        east: ClosedRange<Double>, north: ClosedRange<Double>, step: Double
    ) -> [LocalPosition] {
        func count(_ range: ClosedRange<Double>) -> Int {
            Int(((range.upperBound - range.lowerBound) / step + 1e-9).rounded(.down)) + 1
        }
        let columnCount = count(east)
        return (0..<count(north) * columnCount).map { index in
            LocalPosition(
                eastMetres: east.lowerBound + Double(index % columnCount) * step,
                northMetres: north.lowerBound + Double(index / columnCount) * step,
                upMetres: setting.emitterHeightMetres)
        }
    }
}

/// The mean of one second's samples: place and power, the power in watts.
struct PlacedMean {
    let second: UInt64
    var place = RunningPlace()
    private var watts = 0.0
    private var count = 0.0

    init(second: UInt64) { self.second = second }

    var meanWatts: Double { watts / count }

    mutating func absorb(_ sample: PlacedSample) {
        place.absorb(sample.position)
        watts += Decibels.watts(fromDbm: sample.powerDbm)
        count += 1
    }
}
