import Scenario

/// Which maps a training is made of: all of one kind, or several kinds by their numbers.
public struct SceneMixture: Sendable {
    /// What all maps have in common.
    public let base: InterferenceSceneConfiguration
    /// Whether the maps differ in how well methods know them, and in their heights.
    public let isVaried: Bool

    /// Heights that varied maps are drawn for where the base has the paper's one, metres.
    public static let variedAltitudesMetres = 40.0...120

    /// All maps alike.
    public init(_ base: InterferenceSceneConfiguration) {
        self.base = base
        isVaried = false
    }

    /// Maps of several kinds, so that one network serves cities known well and badly, and a range of
    /// planes.
    ///
    /// Odd numbers have a city and laws that differ from what methods are told (``CityError/usual``);
    /// of four numbers the last two lie at heights between 40 and 120 m. What the base sets itself,
    /// errors or a range of heights, is left as it is.
    public init(varied base: InterferenceSceneConfiguration) {
        self.base = base
        isVaried = true
    }

    /// What the map of a number is drawn from.
    public func configuration(of number: Int) -> InterferenceSceneConfiguration {
        guard isVaried else { return base }
        var configuration = base
        if number % 2 == 1 {
            if base.cityError == .none { configuration.cityError = .usual }
            if base.emitterLaw == .none { configuration.emitterLaw = .usual }
        }
        if number % 4 >= 2, variesAltitude {
            configuration.altitudeMetres = Self.variedAltitudesMetres
        }
        return configuration
    }

    /// What weights that were trained on such maps are for, as their file's metadata.
    public var facts: [String: String] {
        guard isVaried else { return base.facts }
        var facts = configuration(of: 3).facts
        if variesAltitude {
            let ends = [base.altitudeMetres, Self.variedAltitudesMetres]
            facts["altitude_m"] =
                "\(Int(ends.map(\.lowerBound).min() ?? 0)) to "
                + "\(Int(ends.map(\.upperBound).max() ?? 0))"
        }
        for key in ["city_error", "emitters"] where facts[key] != base.facts[key] {
            facts[key] = "half of the maps: \(base.facts[key] ?? ""); half: \(facts[key] ?? "")"
        }
        return facts
    }

    private var variesAltitude: Bool {
        base.altitudeMetres == InterferenceSceneConfiguration().altitudeMetres
    }
}
