import Glibc

/// What is believed about emitters, receivers and propagation before anything is measured, and what
/// a localisation may cost.
public struct LocalisationConfiguration: Hashable, Codable, Sendable {
    /// Side of a place: samples of one sensor within it are one observation, metres.
    public var placeMetres = 8.0
    /// A sensor's longer stay in a place is told apart into visits of this length, seconds.
    public var visitSeconds = 5.0
    /// Visits kept; beyond it the oldest is forgotten and counted.
    public var visitCountMax = 2_048
    /// Places in one likelihood; where there are more, places grow to twice their side.
    public var placeCountMax = 320
    /// Places in one likelihood over a known city; where there are more, neighbours are left out.
    public var sightedPlaceCountMax = 120
    /// Candidates over a known city whose likelihood is worked out in full.
    public var sightedCandidateCount = 250
    /// Side of the finest candidate cell, metres.
    public var finestMetres = 8.0
    /// Candidates of one level of the search.
    public var candidateCountMax = 900

    /// Path-loss exponent expected, and its standard deviation.
    public var exponent = 3.2
    /// Standard deviation of the path-loss exponent.
    public var exponentDeviation = 0.6
    /// Hypotheses of the shadowing's standard deviation, decibels, with prior weights.
    public var shadowingDeviationsDb = [4.0, 7, 11]
    /// Prior weights of those hypotheses.
    public var shadowingWeights = [0.4, 0.35, 0.25]
    /// Hypotheses of the shadowing's correlation length, metres.
    public var correlationsMetres = [15.0, 45]
    /// Standard deviation of one fading sample in decibels: what spatial averaging removes.
    public var fadingDeviationDb = 4.0
    /// What remains of a place's level however long it was listened to, decibels.
    public var floorDeviationDb = 2.0
    /// Depth at which a dipole's null ends, decibels, at each end of a link.
    public var dipoleLimitDb = 10.0
    /// Standard deviation of the unknown level at the reference distance, decibels.
    public var levelDeviationDb = 40.0
    /// Standard deviation of a sensor's own constant against the others', decibels.
    public var sensorDeviationDb = 3.0

    /// Prior probability that a link is not what the city's map says.
    public var mapErrorShare = 0.05
    /// Prior probability that a receiver is deaf, where a city is known.
    public var deafShare = 0.05
    /// How much of the independent votes' evidence counts where a city is known, 0 to 1.
    public var sightedTemper = 0.6

    /// How much of a likelihood's evidence counts where no city is known, 0 to 1.
    public var temper = 1.0

    /// Least gap that makes two groups of levels two states of a receiver, decibels.
    public var stateGapDb = 18.0
    /// How far the deaf state lies below the other, decibels.
    public var deafOffsetDb = 36.0
    /// Standard deviation of that offset, decibels.
    public var deafOffsetDeviationDb = 12.0
    /// Additional scatter of levels in the deaf state, decibels.
    public var deafDeviationDb = 3.0

    /// Power counts as an emitter's where it lies so many standard deviations above what is
    /// explained without.
    public var heardDeviations = 2.0
    /// Extra loss of a blocked link at 100 m against a clear one, decibels, where a city is known.
    public var blockedLossDb = 21.0
    /// Extra path-loss exponent of blocked links.
    public var blockedExponent = 1.3
    /// Standard deviation of that loss, decibels.
    public var blockedDeviationDb = 5.0
    /// Path-loss exponent of clear links, where a city is known.
    public var clearExponent = 2.2
    /// Standard deviation of that exponent.
    public var clearExponentDeviation = 0.3

    /// Deviation of levels about a link's law, shadowing included, decibels.
    public var sightedDeviationDb = 4.0
    /// Deviation of a found emitter's power about what its place predicts, decibels.
    public var foundDeviationDb = 6.0
    /// Samples older than this are not listened to, seconds.
    public var memorySeconds = 90.0
    /// Least gain in log-likelihood for which an emitter is believed, nats.
    public var gainMin = 10.0
    /// Least number of places that an emitter must explain.
    public var supportMin = 3

    /// Distance outside the area over which an emitter becomes e times less likely, metres.
    public var outsideDecayMetres = 60.0
    /// Share of the belief that lies about places proposed with confidence, before samples speak.
    public var proposalTrust = 0.8
    /// Standard deviation of a proposed place about the true one, one axis, metres.
    public var proposalDeviationMetres = 20.0
    /// What the model cannot know about a position, one axis, metres: grid, maps, antenna places.
    public var modelErrorMetres = 8.0

    /// Loss of a clear link over one metre, decibels: 40 in free space at 2.4 GHz.
    public var oneMetreLossDb = 40.0

    /// The defaults.
    public init() {}

    /// Loss of a clear link, decibels: free space to 100 m, the clear links' exponent beyond.
    public func clearLossDb(distanceMetres: Double) -> Double {
        referenceLossDb(atMetres: 100) + 10 * clearExponent * (log10(max(distanceMetres, 1)) - 2)
    }

    /// Loss by which a level at a distance becomes an EIRP, decibels: free space's.
    func referenceLossDb(atMetres distance: Double) -> Double {
        oneMetreLossDb + 20 * log10(distance)
    }

    /// Loss of a blocked link beyond a clear one's, decibels, at log10 of the distance over 100 m.
    func blockedLossDb(logDistance: Double) -> Double {
        max(blockedLossDb + 10 * blockedExponent * logDistance, 0)
    }
}
