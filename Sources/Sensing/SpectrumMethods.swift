/// Every way to a spectrum, by the name that configurations and tables call it.
public enum SpectrumMethods {
    /// Names of the methods that are told nothing.
    public static let names = [
        "somp", "jb-htp", "fcpse", "fcpse-raw", "pcsbl-gamp", "pcsbl", "group-lasso",
        "reweighted-group-lasso", "m-sbl", "covariance-nnls",
        "deeprm", "deeprm-reweighted", "streaming-sbl", "streaming-sbl-average",
    ]

    /// Names of the methods that are told the number of occupied rows (`-k`) or the noise.
    public static let oracleNames = [
        "somp-k", "somp-noise", "jb-htp-k", "jb-htp-noise", "pcsbl-gamp-noise", "pcsbl-noise",
        "m-sbl-noise", "covariance-nnls-noise",
    ]

    /// The method of a name.
    ///
    /// - Parameters:
    ///   - name: one of ``names``, or of ``oracleNames``.
    ///   - knowledge: what an oracle is told.
    /// - Returns: the method, with the parameters that the documentation gives.
    /// - Throws: `SensingError` where there is none, or an oracle is not told what it asks for.
    public static func method(
        named name: String, told knowledge: SpectrumKnowledge = .nothing
    ) throws(SensingError) -> any SpectrumMethod {
        switch name {
        case "somp": return GreedySpectrum(stop: .learntNoise)
        case "somp-k": return GreedySpectrum(stop: .rows(try knowledge.rows(name)))
        case "somp-noise": return GreedySpectrum(stop: .noise(try knowledge.noise(name)))
        case "jb-htp": return HardThresholdingSpectrum(stop: .learntNoise)
        case "jb-htp-k": return HardThresholdingSpectrum(stop: .rows(try knowledge.rows(name)))
        case "jb-htp-noise":
            return HardThresholdingSpectrum(stop: .noise(try knowledge.noise(name)))
        case "fcpse": return CompressedPowerSpectrum(subtractsFloor: true)
        case "fcpse-raw": return CompressedPowerSpectrum(subtractsFloor: false)
        case "pcsbl-gamp": return PatternCoupledSpectrum(inference: .messagePassing)
        case "pcsbl-gamp-noise":
            return PatternCoupledSpectrum(
                inference: .messagePassing, noisePower: try knowledge.noise(name))
        case "pcsbl": return PatternCoupledSpectrum(inference: .exact)
        case "pcsbl-noise":
            return PatternCoupledSpectrum(
                inference: .exact, noisePower: try knowledge.noise(name))
        case DeepRM().name: return DeepRM()
        case DeepRM.reweighted.name: return DeepRM.reweighted
        case "group-lasso": return GroupLassoSpectrum()
        case "reweighted-group-lasso": return GroupLassoSpectrum.reweighted
        case "m-sbl": return SparseBayesianSpectrum()
        case "m-sbl-noise": return SparseBayesianSpectrum(noisePower: try knowledge.noise(name))
        case "covariance-nnls": return CovarianceFittingSpectrum()
        case "covariance-nnls-noise":
            return CovarianceFittingSpectrum(noisePower: try knowledge.noise(name))
        default:
            if let settings = StreamingSettings.named(name) {
                return StreamingSpectrum(settings: settings)
            }
            throw SensingError(
                "no method is called \(name); there are "
                    + (names + oracleNames).joined(separator: ", "))
        }
    }

    /// The tracker of a name: a method that has no state of its own serves over a window.
    ///
    /// - Parameters:
    ///   - name: as of `method(named:told:)`.
    ///   - knowledge: what an oracle is told.
    ///   - windowFrames: frames that a windowed method looks back on.
    /// - Returns: a tracker at the beginning of a stream.
    /// - Throws: as `method(named:told:)`.
    public static func tracker(
        named name: String, told knowledge: SpectrumKnowledge = .nothing, windowFrames: Int = 20
    ) throws(SensingError) -> any SpectrumTracker {
        if let settings = StreamingSettings.named(name) {
            return StreamingSparseBayes(settings: settings)
        }
        if name == DeepRM().name { return DeepRMTracker() }
        if name == DeepRM.reweighted.name { return DeepRMTracker.reweighted }
        return WindowedTracker(
            method: try method(named: name, told: knowledge), windowFrames: windowFrames)
    }
}
