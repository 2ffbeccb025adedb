import Model
import Numerics

/// Where a simulated UAV is when: climbs at its first corner, flies its path, stays at times.
struct FlightTimetable: Sendable {
    /// Rate of climb, metres per second.
    static let climbMetresPerSecond = 3.0

    private let path: Path
    private let configuration: FlightScenarioConfiguration
    /// When each stay begins, seconds from take-off, ascending.
    private let hoverStarts: [Double]
    private let swingPhase: Double
    private let climbSeconds: Double

    init(
        path: Path, configuration: FlightScenarioConfiguration,
        using generator: inout SeededGenerator
    ) {
        self.path = path
        self.configuration = configuration
        climbSeconds = configuration.altitudeMetres / Self.climbMetresPerSecond
        hoverStarts = (0..<configuration.hoverCount)
            .map { _ in configuration.durationSeconds * generator.uniform() }
            .sorted()
        swingPhase = 2 * Double.pi * generator.uniform()
    }

    /// Where the UAV is, some seconds from take-off.
    func position(at seconds: Double) -> LocalPosition {
        var flown = max(seconds - climbSeconds, 0)
        for start in hoverStarts where start > climbSeconds {
            // A stay that began while another lasted adds to it.
            let began = start - climbSeconds
            guard flown > began else { break }
            flown = max(flown - configuration.hoverSeconds, began)
        }
        var place = path.position(atMetres: flown * configuration.speedMetresPerSecond)
        let swing = configuration.altitudeSwingMetres * sinTurn(seconds / 90 + swingPhase)
        place.upMetres =
            seconds < climbSeconds
            ? seconds * Self.climbMetresPerSecond : max(place.upMetres + swing, 12)
        return place
    }

    /// sin(2π x) by a parabola's two halves: a swing, not a law.
    private func sinTurn(_ turns: Double) -> Double {
        let share = turns - turns.rounded(.down)
        return share < 0.5 ? 16 * share * (0.5 - share) : -16 * (share - 0.5) * (1 - share)
    }
}
