/// What analysis by synthesis may assume and spend.
public struct SynthesisConfiguration: Hashable, Sendable {
    /// Most emitters that are looked for, in each tile.
    public var emitterCountMax = 6
    /// Mean of an emitter's EIRP beforehand, dBm.
    public var eirpMeanDbm = 25.0
    /// Its standard deviation, decibels.
    public var eirpDeviationDb = 8.0
    /// Distance of the candidates on the first lattice, metres; more where there would be too many.
    public var latticeMetres = 8.0
    /// Candidates at most.
    public var candidateCountMax = 8_192
    /// Side of the blocks of cells for which the candidates' sightlines are kept, metres; more where
    /// there would be too many.
    public var blockMetres = 8.0
    /// Blocks at most.
    public var blockCountMax = 16_384
    /// Steps of all the candidates' sightlines at most, about a second's work.
    public var preparationStepCountMax = 4e9
    /// Planes of at most this extent are searched in one go, metres; larger ones tile by tile.
    public var wholeMetresMax = 800.0
    /// Side of the tiles, at most, metres.
    public var tileMetres = 512.0
    /// How far beyond a tile its emitters may stand, metres.
    public var tileSearchMarginMetres = 64.0
    /// How far beyond a tile the samples lie that its emitters are fitted to, at most, metres.
    public var tileHeardMarginMetres = 128.0
    /// Emitters farther away are not heard, metres: so low above the horizon a street sees no sky, and
    /// round corners nothing comes so far.
    public var tileReachMetres = 1_000.0
    /// The same as ``preparationStepCountMax`` for a tile: there may be hundreds.
    public var tileStepCountMax = 1.5e9
    /// Samples that candidates are screened with, at most.
    public var screenedSampleCountMax = 1_200
    /// Samples that emitters are fitted to, at most.
    public var fittedSampleCountMax = 8_192
    /// Share of the gain that an emitter needs which its screening must promise, or it is not looked for.
    public var screenedGainShare = 0.3
    /// Places that one update may look at, at most.
    public var lookCountMax = 3_000
    /// Screened places that are looked at closely for each new emitter.
    public var refinedCandidateCount = 6
    /// Least distance between these, metres.
    public var candidateSpacingMetres = 14.0
    /// Steps of the search for a place, metres.
    public var stepsMetres = [4.0, 2.0, 1.0]
    /// Standard deviations of what emitters' laws may differ by from the stations': level at 100 m
    /// (decibels) and exponent.
    public var lawLevelDeviationDb = 2.0
    /// See ``lawLevelDeviationDb``.
    public var lawExponentDeviation = 0.15
    /// Share of links whose class the city's plan has wrong, beforehand.
    public var errorShare = 0.05
    /// The same while candidates are screened: some metres change what is seen.
    public var screenedErrorShare = 0.05
    /// Samples for which the first share stands.
    public var errorShareCount = 40.0
    /// Share of spikes, anywhere within 80 dB.
    public var spikeShare = 0.01
    /// Share of samples that emitters yet unknown have raised, while emitters are added.
    public var raisedShare = 0.2
    /// Log-likelihood that an emitter must be worth, nats: for its own numbers.
    public var gainMin = 10.0
    /// The same for each sample of those that share one patch of shadowing.
    public var gainPerPatchSample = 3.0
    /// Distance over which shadowing is alike, metres.
    public var correlationMetres = 20.0
    /// How often a cold search looks for its weakest emitter once more.
    public var replacementCount = 2
    /// Temper of the likelihood of places: shadowing makes neighbours repeat one another.
    public var placeTemper = 0.1
    /// Places of each emitter over which the map is averaged, at most.
    public var placeCountMax = 8
    /// Farther away, its likeliest place stands for all, metres.
    public var placeReachMetres = 512.0
    /// Whether the kriged mapper tells a corrected desired signal too.
    ///
    /// It is nearer to the truth than D̂ over a city that is as believed, but errs against Î: the ratio
    /// of the two is no better for it, and worse over a city that is otherwise.
    public var isDesiredCorrected = false
    /// How often the classes of the emitters' links are corrected before the levels are kriged.
    public var classSweepCount = 1

    /// What measured best.
    public init() {}
}
