import Model
import Numerics

extension CosetSampling {
    /// The pattern that a frame of the bus was sampled with.
    ///
    /// - Throws: `SensingError` where no sampler can have it, with the reason.
    public static func pattern(of frame: CosetFrame) throws(SensingError) -> CosetPattern {
        try CosetPattern(
            downsamplingFactor: Int(frame.downsamplingFactor),
            offsets: frame.cosetOffsets.map { Int($0) },
            samplesPerCoset: Int(frame.samplesPerCoset))
    }

    /// The samples of a frame's blocks, each `[P, N]`, in √W.
    ///
    /// - Throws: `SensingError` where the frame is of another pattern, or its IQ of another length
    ///   than the pattern and the number of blocks ask for, or its scale is no positive number.
    public func samples(of frame: CosetFrame) throws(SensingError) -> [ComplexMatrix] {
        try check(frame)
        return (0..<Int(frame.blockCount)).map { block in
            let steps = CosetSteps(block: block, of: frame.iq, pattern: pattern)
            var samples = ComplexMatrix(
                rowCount: pattern.cosetCount, columnCount: pattern.samplesPerCoset)
            for place in samples.real.indices {
                samples.real[place] = Float(steps.inPhase[place]) * frame.iqScale
                samples.imaginary[place] = Float(steps.quadrature[place]) * frame.iqScale
            }
            return samples
        }
    }

    /// The spectra of a frame's blocks, in units of watts a Nyquist sample.
    ///
    /// - Throws: as `samples(of:)`.
    public func spectra(of frame: CosetFrame) throws(SensingError) -> [CosetSpectra] {
        var spectra: [CosetSpectra] = []
        for samples in try samples(of: frame) { spectra.append(self.spectra(of: samples)) }
        return spectra
    }

    private func check(_ frame: CosetFrame) throws(SensingError) {
        guard try Self.pattern(of: frame) == pattern else {
            throw SensingError("the frame was sampled with another pattern than the sampler's")
        }
        let bytes = CosetSteps.byteCount(pattern)
        guard frame.blockCount >= 1, frame.iq.count == bytes * Int(frame.blockCount) else {
            throw SensingError(
                "\(frame.blockCount) blocks of \(bytes / 4) samples are "
                    + "\(bytes * Int(frame.blockCount)) bytes of IQ, not \(frame.iq.count)")
        }
        guard frame.iqScale.isFinite, frame.iqScale > 0 else {
            throw SensingError("an IQ scale of \(frame.iqScale) gives the samples no size")
        }
    }
}
