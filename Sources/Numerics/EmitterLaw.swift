import CKernels

/// What one emitter puts at receivers, by class of link, and how links deviate from it.
public struct EmitterLaw: Hashable, Sendable {
    /// Power received at 100 m over a clear link, dBm.
    public var clearLevelDbm: Double
    /// Power received at 100 m over a blocked link, dBm.
    public var blockedLevelDbm: Double
    /// Exponent of clear links.
    public var clearExponent: Double
    /// Exponent of blocked links.
    public var blockedExponent: Double
    /// Variance of clear links about their law, square decibels.
    public var clearVariance: Double
    /// Variance of blocked links about theirs, square decibels.
    public var blockedVariance: Double
    /// Share of links that are blocked where the map has them clear.
    public var clearErrorShare: Double
    /// Share of links that are clear where the map has them blocked.
    public var blockedErrorShare: Double
    /// Density of spikes, per decibel.
    public var spikeDensity: Double
    /// Density of what something unknown has raised, per decibel of excess.
    public var raisedDensity: Double

    /// A law from its parts.
    public init(
        clearLevelDbm: Double, blockedLevelDbm: Double, clearExponent: Double,
        blockedExponent: Double, clearVariance: Double, blockedVariance: Double,
        clearErrorShare: Double, blockedErrorShare: Double, spikeDensity: Double,
        raisedDensity: Double
    ) {
        self.clearLevelDbm = clearLevelDbm
        self.blockedLevelDbm = blockedLevelDbm
        self.clearExponent = clearExponent
        self.blockedExponent = blockedExponent
        self.clearVariance = clearVariance
        self.blockedVariance = blockedVariance
        self.clearErrorShare = clearErrorShare
        self.blockedErrorShare = blockedErrorShare
        self.spikeDensity = spikeDensity
        self.raisedDensity = raisedDensity
    }

    /// The law as the kernels read it.
    var kernelLaw: ethermap_emitter_law {
        ethermap_emitter_law(
            level: (Float(clearLevelDbm), Float(blockedLevelDbm)),
            exponent: (Float(clearExponent), Float(blockedExponent)),
            variance: (Float(clearVariance), Float(blockedVariance)),
            error_share: (Float(clearErrorShare), Float(blockedErrorShare)),
            spike_density: Float(spikeDensity), raised_density: Float(raisedDensity))
    }
}
