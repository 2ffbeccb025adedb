import Model
import Sensing

/// One validated multi-coset frame, placed on the region's grid: what the spectra take in.
public struct CosetBatch: Hashable, Sendable {
    /// The sensor.
    public var sensor: SensorID
    /// Its boot.
    public var bootID: UInt64
    /// The frame's sequence.
    public var sequence: UInt64
    /// Time of the first sample.
    public var time: UnixTime
    /// Where the sensor was, for people who ask.
    public var position: GeodeticPosition
    /// The same, metres east, north and up in the region's local frame [3].
    public var localMetres: [Float]
    /// Flat index of the cell that holds it, or `SampleBatch.outside`.
    public var cell: Int32
    /// How the samples were picked.
    public var pattern: CosetPattern
    /// Stretches of samples in the frame.
    public var blockCount: Int
    /// Centre of the sampled band, hertz.
    public var centerFrequencyHz: Double
    /// The rate that Nyquist would ask for, samples per second.
    public var nyquistRateHz: Double
    /// In-phase and quadrature, little-endian int16 pairs: block-major, coset-major, then time.
    public var iq: [UInt8]
    /// What one step of an int16 is, square root of watts.
    public var iqScale: Float

    /// Complex samples in the frame.
    public var sampleCount: Int { blockCount * pattern.cosetCount * pattern.samplesPerCoset }
}
