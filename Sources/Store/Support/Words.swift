import Model

// The words by which people meet enumerations in the views.

extension InterfererPhase {
    /// The phase in a word.
    var word: String {
        switch self {
        case .unspecified: "unspecified"
        case .active: "active"
        case .cleared: "cleared"
        }
    }
}

extension SensorPlatform {
    /// The platform in a word.
    var word: String {
        switch self {
        case .unspecified: "unspecified"
        case .ground: "ground"
        case .uav: "uav"
        }
    }

    /// The platform of a word.
    init(word: String) {
        switch word {
        case "ground": self = .ground
        case "uav": self = .uav
        default: self = .unspecified
        }
    }
}
