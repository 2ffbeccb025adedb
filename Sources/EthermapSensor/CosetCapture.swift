import Model

/// What a multi-coset receiver took at one place: samples of each coset, block after block.
public struct CosetCapture: Hashable, Sendable {
    /// Time of the first sample.
    public var time: UnixTime
    /// Where; altitude above the ellipsoid.
    public var position: GeodeticPosition
    /// Centre of the sampled band, hertz.
    public var centerFrequencyHz: Double
    /// The rate that Nyquist would ask for, samples per second.
    public var nyquistRateHz: Double
    /// The period L, in Nyquist samples.
    public var downsamplingFactor: Int
    /// The cosets' offsets within the period, ascending, each below L [P].
    public var cosetOffsets: [Int]
    /// Samples of each coset in a block, N.
    public var samplesPerCoset: Int
    /// In phase, square root of watts: block-major, coset-major, then time [blocks × P × N].
    public var inPhase: [Float]
    /// Quadrature, likewise.
    public var quadrature: [Float]

    /// A capture from its parts.
    public init(
        time: UnixTime, position: GeodeticPosition, centerFrequencyHz: Double,
        nyquistRateHz: Double, downsamplingFactor: Int, cosetOffsets: [Int], samplesPerCoset: Int,
        inPhase: [Float], quadrature: [Float]
    ) {
        self.time = time
        self.position = position
        self.centerFrequencyHz = centerFrequencyHz
        self.nyquistRateHz = nyquistRateHz
        self.downsamplingFactor = downsamplingFactor
        self.cosetOffsets = cosetOffsets
        self.samplesPerCoset = samplesPerCoset
        self.inPhase = inPhase
        self.quadrature = quadrature
    }
}

extension CosetFrame {
    /// A capture as a frame; boot and sequence come from whoever sends it.
    ///
    /// - Parameters:
    ///   - capture: the samples.
    ///   - sensor: whose.
    ///   - quantiser: the converter.
    /// - Returns: the frame, and how many of its samples were clipped.
    /// - Throws: where the samples are not whole blocks of the pattern.
    public static func frame(
        of capture: CosetCapture, sensor: SensorID, by quantiser: IQQuantiser
    ) throws(SensorError) -> (frame: CosetFrame, clippedCount: Int) {
        let block = capture.cosetOffsets.count * capture.samplesPerCoset
        guard block > 0, capture.inPhase.count == capture.quadrature.count,
            !capture.inPhase.isEmpty, capture.inPhase.count.isMultiple(of: block)
        else {
            throw SensorError(
                reason: "\(capture.inPhase.count) samples are not whole blocks of \(block)")
        }
        guard let factor = UInt32(exactly: capture.downsamplingFactor),
            capture.cosetOffsets.allSatisfy({ $0 >= 0 && $0 < capture.downsamplingFactor }),
            zip(capture.cosetOffsets, capture.cosetOffsets.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw SensorError(
                reason: "its offsets do not ascend below a period of \(capture.downsamplingFactor)")
        }
        let (bytes, clipped) = quantiser.quantised(
            inPhase: capture.inPhase, quadrature: capture.quadrature)
        return (
            CosetFrame(
                sensor: sensor, bootID: 0, sequence: 0, time: capture.time,
                position: capture.position, centerFrequencyHz: capture.centerFrequencyHz,
                nyquistRateHz: capture.nyquistRateHz, downsamplingFactor: factor,
                cosetOffsets: capture.cosetOffsets.map { UInt32($0) },
                samplesPerCoset: UInt32(capture.samplesPerCoset),
                blockCount: UInt32(capture.inPhase.count / block), iq: bytes,
                iqScale: quantiser.scale),
            clipped
        )
    }
}
