import Glibc
import Numerics

extension CosetCalibration {
    /// Branches whose gains differ by up to so many decibels from their mean, and delays by up to so many
    /// Nyquist samples, evenly drawn.
    public static func drawn(
        _ pattern: CosetPattern, gainDb: Double, delay: Double,
        using generator: inout SeededGenerator
    ) -> CosetCalibration {
        func drawn(_ most: Double) -> [Double] {
            let values = pattern.offsets.map { _ in most * (2 * generator.uniform() - 1) }
            let mean = values.reduce(0, +) / Double(values.count)
            return values.map { $0 - mean }
        }
        return CosetCalibration(
            pattern: pattern, gains: drawn(gainDb).map { pow(10, $0 / 20) }, delays: drawn(delay))
    }

    /// The samples that the branches take of a record, block by block, each `[P, N]`.
    ///
    /// The record is held for periodic: a delay turns its spectrum.
    public func samples(of record: [ComplexFloat]) -> [ComplexMatrix] {
        let sampling = CosetSampling(pattern: pattern)
        var blocks = (0..<sampling.blockCount(of: record)).map {
            sampling.samples(of: record, block: $0)
        }
        let transform = FourierTransform(rowCount: 1, columnCount: record.count)
        var spectrum = record
        transform.forward(&spectrum)
        for (coset, delay) in delays.enumerated() {
            var late = spectrum
            for bin in late.indices {
                let signed = 2 * bin >= late.count ? bin - late.count : bin
                let angle = -2 * Double.pi * delay * Double(signed) / Double(late.count)
                let (c, d) = (Float(gains[coset] * cos(angle)), Float(gains[coset] * sin(angle)))
                let value = late[bin]
                late[bin] = ComplexFloat(
                    real: value.real * c - value.imaginary * d,
                    imaginary: value.real * d + value.imaginary * c)
            }
            transform.inverse(&late)
            for block in blocks.indices {
                for sample in 0..<pattern.samplesPerCoset {
                    let place =
                        (block * pattern.samplesPerCoset + sample) * pattern.downsamplingFactor
                    blocks[block][coset, sample] = late[place + pattern.offsets[coset]]
                }
            }
        }
        return blocks
    }
}
