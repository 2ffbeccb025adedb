import Interference
import Model

/// Control: the mean place of the strongest twentieth of the samples so far.
public struct CentroidMethod: LocalisationMethod {
    /// The method's name.
    public static let name = "centroid"
    /// Share of the samples that counts.
    public static let share = 0.05

    private var samples: [PlacedSample] = []

    /// A method that has heard nothing yet.
    public init(setting: LocalisationSetting) {}

    /// Keeps the sample.
    public mutating func absorb(_ sample: PlacedSample) {
        if !sample.isCensored { samples.append(sample) }
    }

    /// The mean place of the strongest, at least one; of equally strong ones the first count.
    public mutating func locate(at now: UnixTime) -> LocalisationAnswer? {
        let count = max(Int((Double(samples.count) * Self.share).rounded()), 1)
        let strongest = samples.indices
            .sorted { (-samples[$0].powerDbm, $0) < (-samples[$1].powerDbm, $1) }
            .prefix(count)
        var mean = RunningPlace()
        for index in strongest { mean.absorb(samples[index].position) }
        return mean.place.map { LocalisationAnswer(position: $0) }
    }
}
