import Glibc
import Numerics
import Testing

@testable import Sensing

struct CosetCalibrationTests {
    @Test func `branches do to a spectrum what their gains and delays say`() throws {
        for (factor, width) in [(40, 4), (7, 3)] {
            let pattern = try CosetPattern(
                downsamplingFactor: factor, offsets: [0, 1, 3, 6], samplesPerCoset: width)
            var generator = SeededGenerator(seed: 51)
            let branches = BranchStream.unlike(pattern, delay: 0.2, using: &generator)
            var spectrum = ComplexMatrix(rowCount: factor, columnCount: width)
            for place in spectrum.real.indices {
                spectrum.real[place] = Float(generator.normal())
                spectrum.imaginary[place] = Float(generator.normal())
            }
            let frame = branches.apply(spectrum)
            for (coset, offset) in pattern.offsets.enumerated() {
                for bin in 0..<width {
                    var (real, imaginary) = (0.0, 0.0)
                    for row in 0..<factor {
                        let place = row * width + bin
                        let whole = Double(pattern.binCount)
                        // −½ ≤ ν < ½.
                        let frequency =
                            Double(place) / whole - (2 * place >= pattern.binCount ? 1 : 0)
                        let angle =
                            2 * Double.pi
                            * (Double(offset * row) / Double(factor)
                                - branches.delays[coset] * frequency)
                        let x = spectrum[row, bin]
                        real += Double(x.real) * cos(angle) - Double(x.imaginary) * sin(angle)
                        imaginary += Double(x.real) * sin(angle) + Double(x.imaginary) * cos(angle)
                    }
                    let scale = branches.gains[coset] / 2
                    #expect(abs(Double(frame.values[coset, bin].real) - scale * real) < 1e-5)
                    #expect(
                        abs(Double(frame.values[coset, bin].imaginary) - scale * imaginary) < 1e-5)
                }
            }
        }
    }

    @Test func `a record is sampled as its spectrum says`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        var generator = SeededGenerator(seed: 54)
        let branches = CosetCalibration.drawn(
            pattern, gainDb: 1, delay: 0.2, using: &generator)
        var record = (0..<pattern.binCount).map { _ in
            ComplexFloat(real: Float(generator.normal()), imaginary: Float(generator.normal()))
        }
        let samples = branches.samples(of: record + record)
        #expect(samples.count == 2)
        FourierTransform(rowCount: 1, columnCount: pattern.binCount).forward(&record)
        var spectrum = ComplexMatrix(rowCount: 40, columnCount: 16)
        let scale = Float(pattern.binCount).squareRoot()
        for (bin, value) in record.enumerated() {
            spectrum.real[bin] = value.real / scale
            spectrum.imaginary[bin] = value.imaginary / scale
        }
        let exact = branches.apply(spectrum).values
        for block in samples {
            var difference = CosetSampling(pattern: pattern).spectra(of: block).values
            difference.subtract(exact)
            #expect(difference.squaredNorm < 1e-9 * exact.squaredNorm)
        }
    }

    @Test func `like branches are the sensing operator`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        var generator = SeededGenerator(seed: 52)
        var spectrum = ComplexMatrix(rowCount: 40, columnCount: 16)
        for place in spectrum.real.indices { spectrum.real[place] = Float(generator.normal()) }
        var difference = CosetCalibration(pattern: pattern).apply(spectrum).values
        let size = difference.squaredNorm
        difference.subtract(SensingOperator(pattern: pattern).apply(spectrum))
        #expect(difference.squaredNorm < 1e-11 * size)
    }

    @Test func `frames are corrected to what like branches give, to second order in the delays`()
        throws
    {
        let pattern = try WidebandTrial.pattern(cosets: 16)
        var generator = SeededGenerator(seed: 53)
        let stream = BandStream(rows: 6, pattern: pattern, snrDb: 20, using: &generator)
        let branches = BranchStream.unlike(pattern, delay: 0.1, using: &generator)
        let spectrum = BranchSpectrum(
            pattern: pattern, power: stream.power.map { Float($0) }, noise: stream.noise)
        let correction = BranchCorrection(branches, under: spectrum)
        var (before, after, size) = (0.0, 0.0, 0.0)
        for _ in 0..<20 {
            var x = ComplexMatrix(rowCount: 40, columnCount: 16)
            for bin in stream.power.indices {
                let deviation = (stream.power[bin] / 2).squareRoot()
                x.real[bin] = Float(deviation * generator.normal())
                x.imaginary[bin] = Float(deviation * generator.normal())
            }
            let like = CosetCalibration(pattern: pattern).apply(x).values
            let unlike = branches.apply(x)
            var raw = unlike.values
            raw.subtract(like)
            var corrected = correction.correct(unlike).values
            corrected.subtract(like)
            before += raw.squaredNorm
            after += corrected.squaredNorm
            size += like.squaredNorm
        }
        #expect(before > 0.005 * size)
        #expect(after < 0.02 * before, "\(before / size) became \(after / size)")
    }
}
