import Numerics

/// A recording at the rate of a faster converter, at another place of its band.
///
/// The recording's transform with noughts about it, transformed back: exact for a signal that the
/// recording's own rate holds, but for the ends, where the last samples run into the first.
public struct ResampledRecording: Sendable {
    /// Samples at the new rate.
    public let samples: [ComplexFloat]

    /// Resamples a recording.
    ///
    /// - Parameters:
    ///   - recording: Its samples.
    ///   - factor: New rate over old rate, as a fraction; the recording's length times it is whole.
    ///   - centreTurns: Where the recording's middle goes, turns a new sample: frequency over rate.
    public init(
        _ recording: [ComplexFloat], factor: (up: Int, down: Int), centreTurns: Double
    ) {
        precondition(
            factor.up >= factor.down && factor.down > 0, "a faster converter loses nothing")
        precondition(
            !recording.isEmpty && recording.count.isMultiple(of: factor.down),
            "the new length is whole")
        let count = recording.count
        let length = count / factor.down * factor.up
        var spectrum = recording
        FourierTransform(rowCount: 1, columnCount: count).forward(&spectrum)
        var wide = [ComplexFloat](repeating: .zero, count: length)
        let gain = Float(length) / Float(count)
        // The middle itself goes to the nearest bin of the new transform: 1 / length of the rate.
        let shift = Int((centreTurns * Double(length)).rounded())
        for bin in 0..<count {
            let signed = bin < (count + 1) / 2 ? bin : bin - count
            let place = ((signed + shift) % length + length) % length
            wide[place] = ComplexFloat(
                real: spectrum[bin].real * gain, imaginary: spectrum[bin].imaginary * gain)
        }
        FourierTransform(rowCount: 1, columnCount: length).inverse(&wide)
        samples = wide
    }
}
