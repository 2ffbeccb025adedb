import Glibc
import Numerics
import Testing

@testable import Scenario

/// Records of modulated carriers, and recordings brought to another rate.
struct CarrierRecordTests {
    private static let rateHz = 3.072e9

    /// Mean |X|² over consecutive frames of 640 samples.
    private func periodogram(_ record: [ComplexFloat]) -> [Double] {
        let transform = FourierTransform(rowCount: 1, columnCount: 640)
        let frames = record.count / 640
        var mean = [Double](repeating: 0, count: 640)
        for frame in 0..<frames {
            var spectrum = Array(record[frame * 640..<(frame + 1) * 640])
            transform.forward(&spectrum)
            for bin in 0..<640 {
                mean[bin] += Double(spectrum[bin].squaredMagnitude) / 640 / Double(frames)
            }
        }
        return mean
    }

    @Test func `power, place and width are those of the carriers`() {
        let carriers = [
            ModulatedCarrier(centreHz: 480e6, widthHz: 240e6, power: 2, rollOff: 0.02),
            ModulatedCarrier(centreHz: -720e6, widthHz: 30e6, power: 0.5),
        ]
        let source = CarrierRecord(
            carriers: carriers, sampleRateHz: Self.rateHz, noisePower: 0, seed: 4)
        let measured = periodogram(source.samples(count: 640 * 300))
        let total: Double = measured.reduce(0, +) / 640
        #expect(abs(total / 2.5 - 1) < 0.05)
        let expected = source.expectedPower(binCount: 640)
        let stated = Double(expected.reduce(0, +)) / 640
        #expect(abs(stated / 2.5 - 1) < 1e-3)
        // Bins 100 ± 25 hold the wide one, 490 ± 3 the narrow one.
        let wide: Double = measured[75...125].reduce(0, +) / 640
        let narrow: Double = measured[486...494].reduce(0, +) / 640
        #expect((1.9...2.1).contains(wide))
        #expect((0.43...0.55).contains(narrow))
        for bin in [80, 100, 120, 490] {
            let ratio = measured[bin] / Double(expected[bin])
            #expect((0.65...1.35).contains(ratio), "\(bin)")
        }
        // In the middle of the gap there is leakage only.
        #expect(measured[300] < 1e-2 && expected[300] < 1e-2)
    }

    @Test func `records repeat by seed and part, and noise has its power`() {
        let carrier = ModulatedCarrier(centreHz: 1e8, widthHz: 2e7, power: 1)
        let source = CarrierRecord(
            carriers: [carrier], sampleRateHz: Self.rateHz, noisePower: 0.25, seed: 9)
        #expect(source.samples(count: 640) == source.samples(count: 640))
        #expect(source.samples(count: 640) != source.samples(count: 640, part: 1))
        let silent = CarrierRecord(
            carriers: [], sampleRateHz: Self.rateHz, noisePower: 0.25, seed: 9)
        let sum = silent.samples(count: 20_000).reduce(0.0) { $0 + Double($1.squaredMagnitude) }
        let power = sum / 20_000
        #expect((0.24...0.26).contains(power))
    }

    @Test func `a carrier far narrower than a bin is a tone`() {
        let carrier = ModulatedCarrier(centreHz: 4.8e6 * 37, widthHz: 100, power: 3)
        let source = CarrierRecord(
            carriers: [carrier], sampleRateHz: Self.rateHz, noisePower: 0, seed: 2)
        let measured = periodogram(source.samples(count: 640))
        #expect(abs(measured[37] / (3 * 640) - 1) < 1e-3)
        #expect(measured[36] < 1e-3)
    }

    @Test func `Starlink's channels lie where they are measured to lie`() {
        let first = ModulatedCarrier.starlink(channel: 1, aboutHz: 11.7e9, power: 1)
        let last = ModulatedCarrier.starlink(channel: 8, aboutHz: 11.7e9, power: 1)
        #expect(abs(first.centreHz + 874.8828125e6) < 1)
        #expect(abs(last.centreHz - first.centreHz - 7 * 250e6) < 1)
        #expect(first.widthHz == 240e6)
    }

    @Test func `a resampled tone keeps amplitude, phase and place`() {
        // 5 samples become 1536: 10 MHz becomes 3.072 GHz. A tone 1 MHz above the recording's middle.
        let count = 100
        let tone = (0..<count).map { index -> ComplexFloat in
            let angle = 2 * Double.pi * 0.1 * Double(index)
            return ComplexFloat(real: Float(cos(angle)), imaginary: Float(sin(angle)))
        }
        let length = 100 / 5 * 1_536
        let centre = 100.0 / Double(length)
        let made = ResampledRecording(tone, factor: (1_536, 5), centreTurns: centre)
        #expect(made.samples.count == length)
        for index in stride(from: 0, to: length, by: 997) {
            let turns = (centre + 0.1 * 5 / 1_536) * Double(index)
            let angle = 2 * Double.pi * (turns - turns.rounded())
            let (real, imaginary) = (Float(cos(angle)), Float(sin(angle)))
            #expect(abs(made.samples[index].real - real) < 2e-3)
            #expect(abs(made.samples[index].imaginary - imaginary) < 2e-3)
        }
    }

    @Test func `transforms get lengths that they are fast at`() {
        #expect(CarrierRecord.fastLength(atLeast: 1) == 1)
        #expect(CarrierRecord.fastLength(atLeast: 7) == 8)
        #expect(CarrierRecord.fastLength(atLeast: 1_281) == 1_296)
    }
}
