/// How a multi-coset sampler picks its samples.
///
/// Of each period of L Nyquist samples those at the offsets c_p, for N periods a frame (DeepRM, eq. 2).
/// A frame spans N L Nyquist samples. Its spectrum has N L bins m = k + l N: row l = 0..<L is a
/// sub-band, column k = 0..<N a bin within it; rows l ≥ L/2 are negative baseband frequencies.
public struct CosetPattern: Hashable, Sendable {
    /// The most bins of a frame, N L.
    public static let binCountMax = 1 << 16
    /// The most samples a frame may hold, N P.
    public static let sampleCountMax = 1 << 14

    /// L: Nyquist samples in a period, and rows of the spectrum.
    public let downsamplingFactor: Int
    /// c_p, ascending, 0 ≤ c_p < L.
    public let offsets: [Int]
    /// N: samples of each coset in a frame, and columns of the spectrum.
    public let samplesPerCoset: Int

    /// A pattern from its parts.
    ///
    /// - Throws: `SensingError` where no sampler can have it, with the reason.
    public init(
        downsamplingFactor: Int, offsets: [Int], samplesPerCoset: Int
    ) throws(SensingError) {
        guard downsamplingFactor >= 2 else {
            throw SensingError("a downsampling factor of \(downsamplingFactor) leaves nothing out")
        }
        guard samplesPerCoset >= 1, !offsets.isEmpty else {
            throw SensingError("a pattern has cosets, and samples of each")
        }
        guard zip(offsets, offsets.dropFirst()).allSatisfy({ $0 < $1 }),
            offsets.allSatisfy({ $0 >= 0 && $0 < downsamplingFactor })
        else {
            throw SensingError(
                "coset offsets must ascend and lie below the period of \(downsamplingFactor)")
        }
        let bins = downsamplingFactor.multipliedReportingOverflow(by: samplesPerCoset)
        guard !bins.overflow, bins.partialValue <= Self.binCountMax,
            offsets.count * samplesPerCoset <= Self.sampleCountMax
        else {
            throw SensingError(
                "a frame of \(downsamplingFactor) × \(samplesPerCoset) bins is more than "
                    + "\(Self.binCountMax), or holds more than \(Self.sampleCountMax) samples")
        }
        self.downsamplingFactor = downsamplingFactor
        self.offsets = offsets
        self.samplesPerCoset = samplesPerCoset
    }

    /// P: the cosets.
    public var cosetCount: Int { offsets.count }
    /// N L: the bins of a frame's spectrum, and its Nyquist samples.
    public var binCount: Int { downsamplingFactor * samplesPerCoset }
    /// L: rows of the spectrum.
    public var rowCount: Int { downsamplingFactor }
    /// How much white noise is folded, L / P.
    ///
    /// Noise of power s² a Nyquist sample is s² L / P an entry of the normalised spectra.
    public var noiseFolding: Double { Double(downsamplingFactor) / Double(cosetCount) }
}
