import Geometry
import Scenario

/// What the maps of an experiment are like, and where they are sampled.
public enum InterferenceSetting: String, CaseIterable, Hashable, Sendable {
    /// The paper's: drawn cities that are known, cells sampled at random.
    case uniform
    /// The same maps, sampled along the ways of UAVs: rings, legs and random flights by turns.
    case trajectory
    /// Drawn cities that are not as believed, emitters' links of other laws than the station's.
    case mismatched
    /// The paper's, received at heights from 40 to 120 m.
    case altitudes
    /// Real cities that are known.
    case realCity = "real-city"

    /// What its maps are drawn from; `nil` for real cities where there are none.
    public func configuration(cities: [City]) -> InterferenceSceneConfiguration? {
        switch self {
        case .uniform, .trajectory: InterferenceSceneConfiguration()
        case .altitudes: InterferenceSceneConfiguration(altitudeMetres: 40...120)
        case .mismatched:
            InterferenceSceneConfiguration(emitterLaw: .usual, cityError: .usual)
        case .realCity:
            cities.isEmpty ? nil : InterferenceSceneConfiguration(ground: .crops(cities))
        }
    }

    /// How a scene of it is sampled.
    public func pattern(scene number: Int) -> SamplingPattern {
        guard self == .trajectory else { return .uniform }
        return SamplingPattern.trajectories[number % SamplingPattern.trajectories.count]
    }
}
