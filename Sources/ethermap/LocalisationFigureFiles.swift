import Evaluation
import Formats
import Foundation

/// The figures of `evaluate localisation`, as files in a folder.
struct LocalisationFigureFiles {
    let folder: String

    /// Errors of all methods at each instant, and the reliability of each method that states radii.
    func write(rows: [LocalisationRow]) throws {
        for instant in LocalisationInstant.allCases
        where rows.contains(where: { $0.instant == instant }) {
            try put(
                LocalisationFigures.errors(of: rows, instant: instant),
                "\(prefix(rows))errors-\(instant.rawValue)")
        }
        for choice in LocalisationMethodChoice.allCases {
            let figure = LocalisationFigures.reliability(of: rows, method: choice.rawValue)
            if let figure { try put(figure, "\(prefix(rows))reliability-\(choice.rawValue)") }
        }
    }

    /// A map of a flight for the method that states radii, else for the first.
    func write(mapOf flight: LocalisationFlight, rows: [LocalisationRow]) throws {
        let own = rows.filter { $0.flight == flight.name }
        let method = (own.first { $0.ce90Metres != nil } ?? own.first)?.method
        guard let method else { return }
        try put(
            LocalisationFigures.map(of: flight, rows: own, method: method), "flight-\(flight.name)")
    }

    private func prefix(_ rows: [LocalisationRow]) -> String {
        rows.first?.seed == nil ? "recorded-" : "simulated-"
    }

    private func put(_ image: RGBImage, _ name: String) throws {
        try Data(image.encodedPNG()).write(to: URL(fileURLWithPath: "\(folder)/\(name).png"))
    }
}
