import Glibc

/// The law of one class of links, clear or blocked: path loss and shadowing.
public struct LinkClassParameters: Hashable, Sendable {
    /// Path loss at one metre and the reference frequency, decibels (A_s).
    public var interceptDb: Double
    /// Path-loss exponent (n_s).
    public var exponent: Double
    /// Standard deviation of the shadowing, decibels (σ_s).
    public var shadowingDb: Double

    /// A class's law from its parts.
    public init(interceptDb: Double, exponent: Double, shadowingDb: Double) {
        self.interceptDb = interceptDb
        self.exponent = exponent
        self.shadowingDb = shadowingDb
    }

    /// Mean path loss over a distance, decibels: A_s + 10 n_s log10 d.
    public func pathLossDb(distanceMetres: Double) -> Double {
        interceptDb + 10 * exponent * log10(max(distanceMetres, 1))
    }
}

/// The radio channel between transmitters and sensors over the city.
///
///     g_dB = −[A_s + 10 n_s log10 d + 20 log10(f / f_0)] + η_s + ξ_s,   s ∈ {clear, blocked}
///
/// with η_s a Gaussian field of covariance σ_s² exp(−Δ / d_cor) and ξ_s the power of Rician
/// (clear) or Rayleigh (blocked) fading of mean 1, averaged over some snapshots.
public struct ChannelParameters: Hashable, Sendable {
    /// Links with a line of sight.
    public var clear: LinkClassParameters
    /// Links without one.
    public var blocked: LinkClassParameters
    /// f_0: the frequency that the intercepts hold for, hertz.
    public var referenceFrequencyHz: Double
    /// d_cor: distance at which shadowing's correlation falls to 1/e, metres.
    public var correlationMetres: Double
    /// Rician K of clear links, linear.
    public var ricianFactor: Double
    /// Independent snapshots that one measured value averages.
    public var snapshotCount: Int
    /// Noise power in a sensor's band, dBm.
    public var noiseDbm: Double

    /// A channel from its parts; an urban one at 2.4 GHz unless said otherwise.
    public init(
        clear: LinkClassParameters = LinkClassParameters(
            interceptDb: 28, exponent: 2.2, shadowingDb: 2),
        blocked: LinkClassParameters = LinkClassParameters(
            interceptDb: 24, exponent: 3.6, shadowingDb: 4),
        referenceFrequencyHz: Double = 2.44e9, correlationMetres: Double = 20,
        ricianFactor: Double = 10, snapshotCount: Int = 10, noiseDbm: Double = -100
    ) {
        precondition(correlationMetres > 0, "shadowing has a correlation distance")
        precondition(ricianFactor >= 0, "a Rician factor is not negative")
        precondition(snapshotCount > 0, "a measured value averages at least one snapshot")
        self.clear = clear
        self.blocked = blocked
        self.referenceFrequencyHz = referenceFrequencyHz
        self.correlationMetres = correlationMetres
        self.ricianFactor = ricianFactor
        self.snapshotCount = snapshotCount
        self.noiseDbm = noiseDbm
    }
}
