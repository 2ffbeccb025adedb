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
        let steps = try steps(of: frame)
        let values = pattern.cosetCount * pattern.samplesPerCoset
        return (0..<Int(frame.blockCount)).map { block in
            var samples = ComplexMatrix(
                rowCount: pattern.cosetCount, columnCount: pattern.samplesPerCoset)
            for place in 0..<values {
                let source = 2 * (block * values + place)
                samples.real[place] = Float(steps[source]) * frame.iqScale
                samples.imaginary[place] = Float(steps[source + 1]) * frame.iqScale
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

    /// A frame's int16 values, in-phase and quadrature in turn, block by block, coset by coset.
    func steps(of frame: CosetFrame) throws(SensingError) -> [Int16] {
        guard try Self.pattern(of: frame) == pattern else {
            throw SensingError("the frame was sampled with another pattern than the sampler's")
        }
        let values = pattern.cosetCount * pattern.samplesPerCoset
        guard frame.blockCount >= 1, frame.iq.count == 4 * values * Int(frame.blockCount) else {
            throw SensingError(
                "\(frame.blockCount) blocks of \(values) samples are "
                    + "\(4 * values * Int(frame.blockCount)) bytes of IQ, not \(frame.iq.count)")
        }
        guard frame.iqScale.isFinite, frame.iqScale > 0 else {
            throw SensingError("an IQ scale of \(frame.iqScale) gives the samples no size")
        }
        return (0..<frame.iq.count / 2).map { place in
            Int16(
                bitPattern: UInt16(frame.iq[2 * place])
                    | UInt16(frame.iq[2 * place + 1]) << 8)
        }
    }
}
