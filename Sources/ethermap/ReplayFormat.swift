import ArgumentParser
import Formats
import Model

/// A recording's format, as `replay --format` names it.
enum ReplayFormat: String, CaseIterable, ExpressibleByArgument {
    case afar = "afar-csv"
    case rss = "rss-csv"
    case beacon = "ble-mbd"
    case sigmf

    /// The columns of formats that have a header; `nil` of the others.
    var layout: RecordingLayout? { RecordingLayout(rawValue: rawValue) }

    /// Centre frequency of a recording that does not say it, hertz; `nil` where it must be told.
    var centerFrequencyHz: Double? {
        switch self {
        case .afar, .rss: 3.32e9
        case .beacon: 2.44e9
        case .sigmf: nil
        }
    }
}

/// `--origin LAT,LON`: a place for a frame that has none; (0, 0) where nobody says otherwise.
struct ReplayOrigin: ExpressibleByArgument {
    var position = GeodeticPosition(latitudeDegrees: 0, longitudeDegrees: 0, altitudeMetres: 0)

    init() {}

    init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false)
            .map { Double($0) }
        guard numbers.count == 2, let latitude = numbers[0], let longitude = numbers[1],
            abs(latitude) <= 89, abs(longitude) <= 179.9
        else { return nil }
        position.latitudeDegrees = latitude
        position.longitudeDegrees = longitude
    }

    var defaultValueDescription: String { "0,0" }
}
