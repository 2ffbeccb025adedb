import Numerics

/// How a stream of frames becomes a spectrum (``StreamingSparseBayes``).
public struct StreamingSettings: Hashable, Sendable {
    /// What of a frame's weight is left with the next one.
    public var forgetting = 0.97
    /// Iterations over rows, on a stream's first frame.
    public var rowIterations = 15
    /// Iterations over bins on the first frame and after a change.
    public var firstIterations = 10
    /// Iterations over bins on every other frame.
    public var iterations = 2
    /// Steps between levels, decibels.
    public var levelStepDb = 0.5
    /// The lowest level, times the noise.
    public var lowestLevel: Float = 0.25
    /// How far an iteration goes: at 1 bins of one column, which all answer to each other at once,
    /// run away.
    public var damping: Float = 0.5
    /// How power goes along the bins.
    public var law = LevelLaw()
    /// Newest frames in which a change is looked for; none, and nothing is taken for a change.
    ///
    /// A drift is seen where 1 is among them.
    public var changeWindows = [1, 3]
    /// Steps between levels where a change is looked for, decibels.
    public var changeStepDb = 1.0
    /// Iterations in which a change is found out.
    public var changeIterations = 5
    /// ``LevelLaw/change`` once it is certain that something has changed.
    public var changeProbability: Float = 0.1
    /// Frames that the spectrum before a change counts for at most where it has not changed.
    public var heldFramesMax: Float = 10
    /// How far the last few frames' power of a band must be off before it counts as drifting,
    /// standard deviations.
    public var driftSignificance: Float = 3
    /// The share of vacant rows that its thresholds let through.
    public var falseAlarmProbability = 0.05

    /// Settings that the documentation's figures are measured with.
    public init() {}

    /// All frames count nearly alike, and nothing is taken for a change: the mean spectrum of bands that
    /// stay, of lines that are elsewhere in every frame, of bursts.
    public static let average: StreamingSettings = {
        var settings = StreamingSettings()
        settings.forgetting = 0.995
        settings.changeWindows = []
        return settings
    }()

    /// What an estimator with them is called in configurations and tables.
    var name: String {
        changeWindows.isEmpty ? StreamingSparseBayes.averageName : StreamingSparseBayes.name
    }

    /// The settings of an estimator's name; nil where it has none.
    public static func named(_ name: String) -> StreamingSettings? {
        switch name {
        case StreamingSparseBayes.name: StreamingSettings()
        case StreamingSparseBayes.averageName: .average
        default: nil
        }
    }

    /// Whether they are of use.
    var areValid: Bool {
        forgetting > 0 && forgetting <= 1 && rowIterations >= 0 && firstIterations >= 1
            && iterations >= 1 && levelStepDb > 0 && changeStepDb > 0 && lowestLevel > 0
            && damping > 0 && damping <= 1
            && changeWindows.allSatisfy { $0 >= 1 && $0 <= 16 } && changeIterations >= 1
            && driftSignificance > 0 && changeProbability > 0 && changeProbability < 1
            && heldFramesMax > 0
            && falseAlarmProbability > 0 && falseAlarmProbability < 1
    }
}
