import Interference
import Model
import Numerics
import Scenario

/// Simulated flights for a localiser, each from the experiment's seed and its own number.
public struct SimulatedFlights: Sendable {
    /// The experiment's seed.
    public let seed: UInt64

    /// Flights of a seed.
    public init(seed: UInt64) { self.seed = seed }

    /// The flight of one number: drawn anew each time, the same each time.
    ///
    /// Its kind is "open" ground, a "city" whose plan is handed to the method, or a "city-unknown".
    public func flight(_ number: Int) -> LocalisationFlight? {
        let scenario = scenario(number)
        let configuration = scenario.configuration
        let isKnown = configuration.city != nil && configuration.isCityKnown
        let start = UnixTime(seconds: 1_700_000_000)
        let setting = LocalisationSetting(
            westMetres: 0, southMetres: 0, eastMetres: configuration.extentMetres,
            northMetres: configuration.extentMetres,
            emitterHeightMetres: configuration.emitterHeightMetres,
            lineOfSight: isKnown ? scenario.lineOfSight : nil)
        return LocalisationFlight(
            name: "simulated-\(number + 1)",
            kind: configuration.city == nil ? "open" : isKnown ? "city" : "city-unknown",
            seed: seed, setting: setting,
            samples: scenario.samples().map { sample in
                PlacedSample(
                    position: sample.reportedPosition, sensorIndex: 0,
                    time: start.advanced(bySeconds: sample.seconds), powerDbm: sample.powerDbm)
            },
            truth: scenario.emitter)
    }

    /// The scenario of one number.
    public func scenario(_ number: Int) -> FlightScenario {
        var hash = StableHash()
        hash.combine(seed)
        hash.combine(UInt64(number))
        return FlightScenario(seed: hash.value)
    }
}
