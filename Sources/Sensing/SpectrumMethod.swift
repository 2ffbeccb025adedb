/// A way to a spectrum from some frames that were sampled alike: the rivals' one protocol.
public protocol SpectrumMethod: Sendable {
    /// Its name in configurations and tables.
    var name: String { get }

    /// The mean power spectrum over some frames of one pattern, from these frames alone.
    ///
    /// - Parameter frames: at least one, all of the same pattern.
    /// - Returns: the mean of the frames' spectra.
    /// - Throws: `SensingError` where the method cannot serve the pattern.
    func estimate(_ frames: [CosetSpectra]) throws(SensingError) -> SpectrumPosterior
}
