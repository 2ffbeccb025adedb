import Model
import Numerics
import Sensing

/// Coset frames whose spectrum is known bin by bin: carriers on whole bins, new symbols in each block.
struct WidebandFrames {
    /// An occupied stretch, by places ascending in frequency, and its power.
    struct Carrier {
        var bins: Range<Int>
        var dbm: Double
    }

    static let sensor: SensorID = "wide-1"
    static let rateHz = 3.072e9
    static let binCount = 640
    static let centerHz = 2.44e9
    static let carriers = [
        // Two of 240 MHz, narrower ones, and one in the region's own band.
        Carrier(bins: 40..<90, dbm: -50), Carrier(bins: 480..<530, dbm: -53),
        Carrier(bins: 200..<212, dbm: -58), Carrier(bins: 400..<403, dbm: -62),
        Carrier(bins: 318..<322, dbm: -60),
    ]

    let pattern: CosetPattern
    private let sampler: CosetSampling
    private let transform = FourierTransform(rowCount: 1, columnCount: binCount)

    init() throws {
        pattern = try CosetPattern(
            downsamplingFactor: 40,
            offsets: [0, 1, 9, 10, 11, 14, 18, 23, 25, 29, 31, 33, 34, 36, 37, 39],
            samplesPerCoset: 16)
        sampler = CosetSampling(pattern: pattern)
    }

    /// Edges of a carrier, hertz.
    static func edges(of carrier: Carrier) -> ClosedRange<Double> {
        let width = rateHz / Double(binCount)
        let low = centerHz + (Double(carrier.bins.lowerBound - binCount / 2) - 0.5) * width
        return low...low + Double(carrier.bins.count) * width
    }

    /// A frame of four blocks.
    func frame(
        _ carriers: [Carrier] = Self.carriers, number: Int, time: UnixTime,
        position: GeodeticPosition
    ) -> CosetFrame {
        var generator = SeededGenerator(seed: UInt64(number) &* 977 &+ 5)
        let scale: Float = 5e-8
        var iq: [UInt8] = []
        for _ in 0..<4 {
            let samples = sampler.samples(of: record(carriers, using: &generator))
            for place in samples.real.indices {
                for part in [samples.real[place], samples.imaginary[place]] {
                    let step = UInt16(bitPattern: Int16((part / scale).rounded()))
                    iq += [UInt8(step & 255), UInt8(step >> 8)]
                }
            }
        }
        return CosetFrame(
            sensor: Self.sensor, bootID: 0, sequence: 0, time: time, position: position,
            centerFrequencyHz: Self.centerHz, nyquistRateHz: Self.rateHz,
            downsamplingFactor: UInt32(pattern.downsamplingFactor),
            cosetOffsets: pattern.offsets.map { UInt32($0) },
            samplesPerCoset: UInt32(pattern.samplesPerCoset), blockCount: 4, iq: iq,
            iqScale: scale)
    }

    private func record(
        _ carriers: [Carrier], using generator: inout SeededGenerator
    ) -> [ComplexFloat] {
        let count = Self.binCount
        var bins = [ComplexFloat](repeating: .zero, count: count)
        for carrier in carriers {
            let watts = Decibels.watts(fromDbm: carrier.dbm) / Double(2 * carrier.bins.count)
            let amplitude = Float(watts.squareRoot() * Double(count))
            for place in carrier.bins {
                let symbol = generator.next()
                bins[(place + count / 2) % count] = ComplexFloat(
                    real: symbol & 1 == 0 ? amplitude : -amplitude,
                    imaginary: symbol & 2 == 0 ? amplitude : -amplitude)
            }
        }
        transform.inverse(&bins)
        let deviation = Float((Decibels.watts(fromDbm: -70) / 2).squareRoot())
        for index in bins.indices {
            bins[index].real += deviation * Float(generator.normal())
            bins[index].imaginary += deviation * Float(generator.normal())
        }
        return bins
    }
}
