import Model
import Sensing

/// How a recording of IQ is sampled anew, as a multi-coset receiver would have.
public struct SigMFSampling: Hashable, Sendable {
    /// Which samples are kept; the recording's own rate is the Nyquist rate.
    public var pattern: CosetPattern
    /// What a sample of modulus 1 is, dBm: recordings do not say it.
    public var fullScaleDbm: Double
    /// Of so many blocks one is published.
    public var blockStride: Int
    /// Where the receiver stood, where the recording does not say it.
    public var position: GeodeticPosition
    /// Centre frequency where the recording does not say it, hertz.
    public var centerFrequencyHz: Double?

    /// A sampling; every block at full scale of 0 dBm.
    public init(
        pattern: CosetPattern, fullScaleDbm: Double = 0, blockStride: Int = 1,
        position: GeodeticPosition, centerFrequencyHz: Double? = nil
    ) {
        self.pattern = pattern
        self.fullScaleDbm = fullScaleDbm
        self.blockStride = blockStride
        self.position = position
        self.centerFrequencyHz = centerFrequencyHz
    }
}
