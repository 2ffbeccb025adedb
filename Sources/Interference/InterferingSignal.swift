/// The interfering signal strength (ISS) seen as a difference: Ĩ = R - D̂, with its sign.
///
/// The IMNet paper's pre-processing (Fig. 2a): the magnitude goes on in decibels, the sign in a map
/// of its own, the negative indicator B. A negative difference does not say that nothing is there: it
/// says that interference lies well below D̂, by 15 to 27 dB on average.
public enum InterferingSignal {
    /// The difference at one place.
    public static func sample(rssWatts: Double, dssWatts: Double) -> IssSample {
        let difference = rssWatts - dssWatts
        return IssSample(magnitudeWatts: abs(difference), isNegative: difference < 0)
    }
}

/// One difference of received and desired signal strength.
public struct IssSample: Hashable, Sendable {
    /// |R - D̂|, watts.
    public var magnitudeWatts: Double
    /// The negative indicator B: whether D̂ exceeds what was received.
    public var isNegative: Bool

    /// A sample from its parts.
    public init(magnitudeWatts: Double, isNegative: Bool) {
        self.magnitudeWatts = magnitudeWatts
        self.isNegative = isNegative
    }
}
