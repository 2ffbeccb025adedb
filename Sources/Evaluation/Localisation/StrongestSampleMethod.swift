import Interference
import Model

/// Control: the place of the strongest sample so far; of equal ones the first.
public struct StrongestSampleMethod: LocalisationMethod {
    /// The method's name.
    public static let name = "strongest-sample"

    private var strongest: PlacedSample?

    /// A method that has heard nothing yet.
    public init(setting: LocalisationSetting) {}

    /// Keeps the sample where it is the strongest.
    public mutating func absorb(_ sample: PlacedSample) {
        guard !sample.isCensored else { return }
        if let strongest, strongest.powerDbm >= sample.powerDbm { return }
        strongest = sample
    }

    /// The strongest sample's place.
    public mutating func locate(at now: UnixTime) -> LocalisationAnswer? {
        strongest.map { LocalisationAnswer(position: $0.position) }
    }
}
