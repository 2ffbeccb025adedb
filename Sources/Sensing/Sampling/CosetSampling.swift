import Glibc
import Model
import Numerics

/// Multi-coset sampling of a record, and the normalised spectra of the samples.
///
/// Block b takes x_p[n] = x[(b N + n) L + c_p] (DeepRM, eq. 2). Its spectra are those of
/// ``CosetSpectra``: an FFT of length N of each coset, the phase of its delay, and the scaling that
/// makes Y = A X an identity for every record (``SensingOperator``).
public struct CosetSampling: Sendable {
    /// Which samples are kept.
    public let pattern: CosetPattern
    private let transform: SplitFourierTransform
    /// exp(−2πi k c_p / (N L)) √(L / (P N)), `[P, N]`.
    private let phase: ComplexMatrix

    /// A sampler.
    public init(pattern: CosetPattern) {
        self.pattern = pattern
        let (cosets, length) = (pattern.cosetCount, pattern.samplesPerCoset)
        transform = SplitFourierTransform(rowCount: cosets, columnCount: length, axis: .eachRow)
        var phase = ComplexMatrix(rowCount: cosets, columnCount: length)
        let scale =
            (Double(pattern.downsamplingFactor) / Double(cosets * length)).squareRoot()
        for (row, offset) in pattern.offsets.enumerated() {
            for bin in 0..<length {
                let angle = -2 * Double.pi * Double(bin * offset) / Double(pattern.binCount)
                phase.real[row * length + bin] = Float(scale * cos(angle))
                phase.imaginary[row * length + bin] = Float(scale * sin(angle))
            }
        }
        self.phase = phase
    }

    /// How many whole blocks of N L Nyquist samples a record holds.
    public func blockCount(of record: [ComplexFloat]) -> Int { record.count / pattern.binCount }

    /// The samples x_p[n] of one block of a record, `[P, N]`.
    public func samples(of record: [ComplexFloat], block: Int = 0) -> ComplexMatrix {
        precondition(
            block >= 0 && (block + 1) * pattern.binCount <= record.count,
            "the block lies within the record")
        let length = pattern.samplesPerCoset
        var samples = ComplexMatrix(rowCount: pattern.cosetCount, columnCount: length)
        for (row, offset) in pattern.offsets.enumerated() {
            var source = block * pattern.binCount + offset
            for place in row * length..<(row + 1) * length {
                samples.real[place] = record[source].real
                samples.imaginary[place] = record[source].imaginary
                source += pattern.downsamplingFactor
            }
        }
        return samples
    }

    /// The spectra of one block's samples x_p[n], `[P, N]`.
    public func spectra(of samples: ComplexMatrix) -> CosetSpectra {
        precondition(
            samples.rowCount == pattern.cosetCount
                && samples.columnCount == pattern.samplesPerCoset, "samples are [P, N]")
        var values = samples
        transform.forward(&values)
        for place in values.real.indices {
            let (a, b) = (values.real[place], values.imaginary[place])
            let (c, d) = (phase.real[place], phase.imaginary[place])
            values.real[place] = a * c - b * d
            values.imaginary[place] = a * d + b * c
        }
        return CosetSpectra(pattern: pattern, values: values)
    }

    /// The spectra of one block of a record.
    public func spectra(of record: [ComplexFloat], block: Int = 0) -> CosetSpectra {
        spectra(of: samples(of: record, block: block))
    }

    /// The spectra of every whole block of a record, in order.
    public func allSpectra(of record: [ComplexFloat]) -> [CosetSpectra] {
        (0..<blockCount(of: record)).map { spectra(of: record, block: $0) }
    }

    /// The samples x_p[n], `[P, N]`, whose spectra are given: undoes `spectra(of:)`.
    public func samples(of spectra: CosetSpectra) -> ComplexMatrix {
        precondition(spectra.pattern == pattern, "the spectra are of this sampler")
        var values = spectra.values
        // |phase|² = L / (P N), and the transform there and back multiplies by N.
        let factor =
            Float(pattern.cosetCount) / Float(pattern.downsamplingFactor)
        for place in values.real.indices {
            let (a, b) = (values.real[place], values.imaginary[place])
            let (c, d) = (phase.real[place] * factor, phase.imaginary[place] * factor)
            values.real[place] = a * c + b * d
            values.imaginary[place] = b * c - a * d
        }
        transform.backward(&values)
        return values
    }
}
