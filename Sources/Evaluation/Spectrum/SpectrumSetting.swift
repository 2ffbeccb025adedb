import Scenario
import Sensing

/// One cell of the experiment: what is sent, how it is sampled, and how noisy it is.
public struct SpectrumSetting: Hashable, Sendable {
    /// What is sent.
    public var scenario: WidebandScenario
    /// What an occupied bin holds; of no meaning where carriers are modulated.
    public var symbols: WidebandConfiguration.Symbols
    /// P, the cosets: 10 or 16.
    public var cosetCount: Int
    /// Mean signal power over noise power in the whole band, dB.
    public var snrDb: Double

    /// A cell from its parts.
    public init(
        scenario: WidebandScenario, symbols: WidebandConfiguration.Symbols = .quaternary,
        cosetCount: Int = 10, snrDb: Double = 10
    ) {
        precondition(Self.offsets[cosetCount] != nil, "there is a pattern of so many cosets")
        self.scenario = scenario
        self.symbols = symbols
        self.cosetCount = cosetCount
        self.snrDb = snrDb
    }

    /// Numbers of cosets that there is a pattern of.
    public static let cosetCounts = [10, 16]

    /// The best of 4 000 drawn sets by coverage of the lags, then by coherence.
    private static let offsets = [
        10: [0, 1, 7, 19, 23, 26, 32, 36, 37, 39],
        16: [0, 1, 9, 10, 11, 14, 18, 23, 25, 29, 31, 33, 34, 36, 37, 39],
    ]

    /// The sampler of so many cosets.
    ///
    /// - Throws: `SensingError` where a frame would be too large.
    public static func pattern(
        cosetCount: Int, samplesPerCoset: Int = 16
    ) throws(SensingError) -> CosetPattern {
        try CosetPattern(
            downsamplingFactor: 40, offsets: offsets[cosetCount] ?? [],
            samplesPerCoset: samplesPerCoset)
    }
}
