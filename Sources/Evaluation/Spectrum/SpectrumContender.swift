import Scenario
import Sensing

/// One who takes part: a method or a tracker by name, or a control.
public struct SpectrumContender: Hashable, Sendable {
    /// What it has been told that nobody else knows.
    public enum Oracle: String, Hashable, Sendable {
        /// The noise power.
        case noise
        /// The number of occupied rows.
        case rows
        /// The noise power and the number of occupied rows.
        case both = "noise and rows"
        /// All Nyquist samples.
        case samples
    }

    /// How it comes to its answer.
    public enum State: String, Hashable, Sendable {
        /// From the frames alone, all at once.
        case cold
        /// From its own state of the frames before, and the newest frame.
        case warm
    }

    /// Its name.
    public let name: String
    /// What it is told; `nil` where it is told nothing.
    public let oracle: Oracle?
    /// How it comes to its answer.
    public let state: State

    init(name: String, oracle: Oracle?, state: State = .cold) {
        self.name = name
        self.oracle = oracle
        self.state = state
    }

    /// The control that answers nought everywhere.
    public static let nought = SpectrumContender(name: "all-zero", oracle: nil)
    /// The control that has all Nyquist samples: their periodograms' mean, less the noise it is told.
    public static let fullRate = SpectrumContender(name: "full-rate", oracle: .samples)

    /// Names that ``named(_:)`` knows.
    public static let names =
        [nought.name, fullRate.name] + SpectrumMethods.names + SpectrumMethods.oracleNames

    /// Those of a name: as a method, as a tracker with a state of its own, or as both; none where the
    /// name is unknown.
    public static func named(_ name: String) -> [SpectrumContender] {
        switch name {
        case nought.name: return [nought]
        case fullRate.name: return [fullRate]
        default: break
        }
        let oracle = SpectrumMethods.oracleNames.contains(name) ? told(name) : nil
        guard oracle != nil || SpectrumMethods.names.contains(name) else { return [] }
        let all = SpectrumKnowledge(occupiedRowCount: 1, noisePower: 1)
        var made: [SpectrumContender] = []
        if (try? SpectrumMethods.method(named: name, told: all)) != nil {
            made.append(SpectrumContender(name: name, oracle: oracle))
        }
        let tracker = try? SpectrumMethods.tracker(named: name, told: all)
        if let tracker, !(tracker is WindowedTracker) {
            made.append(SpectrumContender(name: name, oracle: oracle, state: .warm))
        }
        return made
    }

    /// What an oracle asks for, found out by what it refuses to do without.
    private static func told(_ name: String) -> Oracle {
        let asksRows =
            (try? SpectrumMethods.method(
                named: name, told: SpectrumKnowledge(noisePower: 1))) == nil
        let asksNoise =
            (try? SpectrumMethods.method(
                named: name, told: SpectrumKnowledge(occupiedRowCount: 1))) == nil
        return asksRows ? (asksNoise ? .both : .rows) : .noise
    }
}
