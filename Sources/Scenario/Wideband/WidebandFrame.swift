import Numerics

/// One frame of a wideband scene: what was sent, what there is with noise, and the truth.
///
/// Spectra are unitary and in the transform's order m = k + l N, so that Σ |X|² is the frame's energy.
public struct WidebandFrame: Sendable {
    /// The signals' spectrum without noise, X.
    public var signal: [ComplexFloat]
    /// The spectrum with noise.
    public var received: [ComplexFloat]
    /// Expected power of each bin, without noise.
    public var expectedPower: [Float]
    /// Which rows any band touches.
    public var isRowTouched: [Bool]
    /// Noise power of a bin, and so of a Nyquist sample.
    public var noisePower: Double

    /// A frame from its parts.
    public init(
        signal: [ComplexFloat], received: [ComplexFloat], expectedPower: [Float],
        isRowTouched: [Bool], noisePower: Double
    ) {
        precondition(
            signal.count == received.count && signal.count == expectedPower.count,
            "a frame's spectra have the same bins")
        self.signal = signal
        self.received = received
        self.expectedPower = expectedPower
        self.isRowTouched = isRowTouched
        self.noisePower = noisePower
    }

    /// The noise-free |X|²: the truth of this one frame.
    public var signalPower: [Float] { signal.map(\.squaredMagnitude) }

    /// The frame as the samples of a Nyquist-rate converter, with noise; the transform has as many
    /// columns as the frame has bins.
    public func record(_ transform: FourierTransform) -> [ComplexFloat] {
        precondition(transform.count == received.count, "a frame fills the transform")
        var record = received
        transform.inverse(&record)
        let factor = Float(received.count).squareRoot()
        for index in record.indices {
            record[index].real *= factor
            record[index].imaginary *= factor
        }
        return record
    }
}
