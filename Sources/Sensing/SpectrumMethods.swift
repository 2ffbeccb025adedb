/// Every way to a spectrum, by the name that configurations and tables call it.
public enum SpectrumMethods {
    /// Names of the methods that are told nothing.
    public static let names = ["m-sbl", "covariance-nnls"]

    /// Names of the methods that are told the noise or the number of occupied rows.
    public static let oracleNames = ["m-sbl-noise", "covariance-nnls-noise"]

    /// The method of a name.
    ///
    /// - Parameters:
    ///   - name: one of ``names``, or of ``oracleNames``.
    ///   - knowledge: what an oracle is told.
    /// - Throws: `SensingError` where there is none, or an oracle is not told what it asks for.
    public static func method(
        named name: String, told knowledge: SpectrumKnowledge = .nothing
    ) throws(SensingError) -> any SpectrumMethod {
        switch name {
        case "m-sbl": return SparseBayesianSpectrum()
        case "m-sbl-noise": return SparseBayesianSpectrum(noisePower: try knowledge.noise(name))
        case "covariance-nnls": return CovarianceFittingSpectrum()
        case "covariance-nnls-noise":
            return CovarianceFittingSpectrum(noisePower: try knowledge.noise(name))
        default:
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
    /// - Throws: as `method(named:told:)`.
    public static func tracker(
        named name: String, told knowledge: SpectrumKnowledge = .nothing, windowFrames: Int = 20
    ) throws(SensingError) -> any SpectrumTracker {
        WindowedTracker(
            method: try method(named: name, told: knowledge), windowFrames: windowFrames)
    }
}
