/// Multi-coset (sub-Nyquist) samples of one stretch of time.
///
/// From each period of `downsamplingFactor` Nyquist samples those at `cosetOffsets` are kept, for
/// `samplesPerCoset` periods; `blocks` such stretches follow each other.
public struct CosetFrame: Hashable, Sendable {
    /// Version of the schema that the sensor speaks.
    public var schemaVersion: UInt32
    /// The sensor's name, equal to the topic's.
    public var sensor: SensorID
    /// The sensor's boot.
    public var bootID: UInt64
    /// Counts all frames of the boot, whatever their topic; the first is 1.
    public var sequence: UInt64
    /// Time of the first sample.
    public var time: UnixTime
    /// Where the sensor was; altitude above the ellipsoid.
    public var position: GeodeticPosition
    /// Centre of the sampled band, hertz.
    public var centerFrequencyHz: Double
    /// The rate that Nyquist would ask for, samples per second.
    public var nyquistRateHz: Double
    /// The period L, in Nyquist samples.
    public var downsamplingFactor: UInt32
    /// The cosets' offsets c_p within the period, ascending, each below L.
    public var cosetOffsets: [UInt32]
    /// Samples of each coset in a block, N.
    public var samplesPerCoset: UInt32
    /// Number of blocks.
    public var blockCount: UInt32
    /// In-phase and quadrature as little-endian int16 pairs: block-major, coset-major, then time.
    public var iq: [UInt8]
    /// What one step of an int16 is, volts across the reference impedance (square root of watts).
    public var iqScale: Float

    /// A frame from its parts.
    public init(
        schemaVersion: UInt32 = 1, sensor: SensorID, bootID: UInt64, sequence: UInt64,
        time: UnixTime, position: GeodeticPosition, centerFrequencyHz: Double,
        nyquistRateHz: Double, downsamplingFactor: UInt32, cosetOffsets: [UInt32],
        samplesPerCoset: UInt32, blockCount: UInt32, iq: [UInt8], iqScale: Float
    ) {
        self.schemaVersion = schemaVersion
        self.sensor = sensor
        self.bootID = bootID
        self.sequence = sequence
        self.time = time
        self.position = position
        self.centerFrequencyHz = centerFrequencyHz
        self.nyquistRateHz = nyquistRateHz
        self.downsamplingFactor = downsamplingFactor
        self.cosetOffsets = cosetOffsets
        self.samplesPerCoset = samplesPerCoset
        self.blockCount = blockCount
        self.iq = iq
        self.iqScale = iqScale
    }
}
