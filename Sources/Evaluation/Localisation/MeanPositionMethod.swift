import Interference
import Model

/// Control without a radio: the mean of the receiver's places so far.
///
/// Pilots and planners fly towards what they seek; this says how much of a result is owed to them.
public struct MeanPositionMethod: LocalisationMethod {
    /// The method's name.
    public static let name = "mean-position"

    private var mean = RunningPlace()

    /// A method that has heard nothing yet.
    public init(setting: LocalisationSetting) {}

    /// Takes the place, not the power.
    public mutating func absorb(_ sample: PlacedSample) { mean.absorb(sample.position) }

    /// The mean place.
    public mutating func locate(at now: UnixTime) -> LocalisationAnswer? {
        mean.place.map { LocalisationAnswer(position: $0) }
    }
}

/// A mean of places.
struct RunningPlace {
    private var east = 0.0
    private var north = 0.0
    private var up = 0.0
    private var count = 0.0

    mutating func absorb(_ place: LocalPosition) {
        east += place.eastMetres
        north += place.northMetres
        up += place.upMetres
        count += 1
    }

    /// The mean; `nil` of nothing.
    var place: LocalPosition? {
        guard count > 0 else { return nil }
        return LocalPosition(
            eastMetres: east / count, northMetres: north / count, upMetres: up / count)
    }
}
