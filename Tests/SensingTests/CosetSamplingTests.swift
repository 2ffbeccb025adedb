import Glibc
import Model
import Numerics
import Testing

@testable import Sensing

struct CosetSamplingTests {
    /// Worst relative error of Y = A X over random records, against the definitions in double.
    private static func identityError(
        factor: Int, offsets: [Int], samples: Int, seed: UInt64
    ) throws -> Double {
        let pattern = try CosetPattern(
            downsamplingFactor: factor, offsets: offsets, samplesPerCoset: samples)
        let bins = pattern.binCount
        var generator = SeededGenerator(seed: seed)
        let record = (0..<2 * bins).map { _ in
            ComplexFloat(real: Float(generator.normal()), imaginary: Float(generator.normal()))
        }
        let sampling = CosetSampling(pattern: pattern)
        let sensing = SensingOperator(pattern: pattern)
        var worst = 0.0
        for block in 0..<2 {
            // Y from the FFTs of single precision, A X from sums of double precision.
            let frame = sampling.spectra(of: record, block: block)
            var (error, size) = (0.0, 0.0)
            var spectrum = ComplexMatrix(rowCount: factor, columnCount: samples)
            var exact = [(Double, Double)](repeating: (0, 0), count: bins)
            for m in 0..<bins {
                for q in 0..<bins {
                    let angle = -2 * Double.pi * Double(m * q % bins) / Double(bins)
                    let value = record[block * bins + q]
                    exact[m].0 += Double(value.real) * cos(angle)
                    exact[m].0 -= Double(value.imaginary) * sin(angle)
                    exact[m].1 += Double(value.real) * sin(angle)
                    exact[m].1 += Double(value.imaginary) * cos(angle)
                }
                exact[m].0 /= Double(bins).squareRoot()
                exact[m].1 /= Double(bins).squareRoot()
                spectrum.real[m] = Float(exact[m].0)
                spectrum.imaginary[m] = Float(exact[m].1)
            }
            let fast = sensing.apply(spectrum)
            for (p, offset) in offsets.enumerated() {
                for k in 0..<samples {
                    var (real, imaginary) = (0.0, 0.0)
                    for l in 0..<factor {
                        let angle =
                            2 * Double.pi * Double(offset * l % factor) / Double(factor)
                        let (a, b) = exact[l * samples + k]
                        real += a * cos(angle) - b * sin(angle)
                        imaginary += a * sin(angle) + b * cos(angle)
                    }
                    real /= Double(offsets.count).squareRoot()
                    imaginary /= Double(offsets.count).squareRoot()
                    for measured in [frame.values[p, k], fast[p, k]] {
                        error += pow(Double(measured.real) - real, 2)
                        error += pow(Double(measured.imaginary) - imaginary, 2)
                    }
                    size += 2 * (real * real + imaginary * imaginary)
                }
            }
            worst = max(worst, (error / size).squareRoot())
        }
        return worst
    }

    @Test func `coset spectra are A times the spectrum, of every record`() throws {
        for (offsets, seed) in [
            (WidebandTrial.sparseOffsets, UInt64(1)), (WidebandTrial.denseOffsets, 2),
        ] {
            let error = try Self.identityError(
                factor: 40, offsets: offsets, samples: 16, seed: seed)
            #expect(error < 1e-6)
        }
        #expect(
            try Self.identityError(factor: 7, offsets: [0, 2, 3], samples: 5, seed: 3) < 1e-6)
        #expect(try Self.identityError(factor: 8, offsets: [3], samples: 1, seed: 4) < 1e-6)
    }

    @Test func `the operator is its dense definition, and its adjoint the conjugate transpose`()
        throws
    {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        let dense = SensingOperator.dense(pattern)
        var generator = SeededGenerator(seed: 5)
        func random(_ rows: Int, _ columns: Int) -> ComplexMatrix {
            var matrix = ComplexMatrix(rowCount: rows, columnCount: columns)
            for place in matrix.real.indices {
                matrix.real[place] = Float(generator.normal())
                matrix.imaginary[place] = Float(generator.normal())
            }
            return matrix
        }
        func difference(_ a: ComplexMatrix, _ b: ComplexMatrix) -> Double {
            var error = 0.0
            for place in a.real.indices {
                error += pow(Double(a.real[place] - b.real[place]), 2)
                error += pow(Double(a.imaginary[place] - b.imaginary[place]), 2)
            }
            return (error / b.squaredNorm).squareRoot()
        }
        let sensing = SensingOperator(pattern: pattern, columnCount: 32)
        let (spectrum, cosets) = (random(40, 32), random(10, 32))
        #expect(difference(sensing.apply(spectrum), dense * spectrum) < 1e-6)
        #expect(difference(sensing.adjoint(cosets), dense.adjointTimes(cosets)) < 1e-6)
        // A tight frame: A Aᴴ = (L / P) I.
        var again = sensing.apply(sensing.adjoint(cosets))
        for place in again.real.indices {
            again.real[place] /= 4
            again.imaginary[place] /= 4
        }
        #expect(difference(again, cosets) < 1e-6)
    }

    @Test func `a block begins N L samples after the one before, and samples come back`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        let sampling = CosetSampling(pattern: pattern)
        let record = (0..<1_300).map { ComplexFloat(real: Float($0), imaginary: -Float($0)) }
        #expect(sampling.blockCount(of: record) == 2)
        let samples = sampling.samples(of: record, block: 1)
        // Coset 2 has offset 7; its fourth sample is three periods on.
        #expect(samples[2, 3] == ComplexFloat(real: 767, imaginary: -767))
        let back = sampling.samples(of: sampling.spectra(of: samples))
        for place in samples.real.indices {
            #expect(abs(back.real[place] - samples.real[place]) < 1e-3)
            #expect(abs(back.imaginary[place] - samples.imaginary[place]) < 1e-3)
        }
    }

    @Test func `a frame's IQ is block by block, coset by coset, then time`() throws {
        let pattern = try CosetPattern(
            downsamplingFactor: 8, offsets: [0, 1, 3], samplesPerCoset: 4)
        let sampling = CosetSampling(pattern: pattern)
        var iq: [UInt8] = []
        for step in 0..<24 {
            for value in [Int16(step), Int16(-step)] {
                iq.append(UInt8(truncatingIfNeeded: value))
                iq.append(UInt8(truncatingIfNeeded: value >> 8))
            }
        }
        var frame = CosetFrame(
            sensor: "c1", bootID: 1, sequence: 1,
            time: UnixTime(nanoseconds: 0),
            position: GeodeticPosition(
                latitudeDegrees: 0, longitudeDegrees: 0, altitudeMetres: 0),
            centerFrequencyHz: 1e9, nyquistRateHz: 1e8, downsamplingFactor: 8,
            cosetOffsets: [0, 1, 3], samplesPerCoset: 4, blockCount: 2, iq: iq, iqScale: 0.5)
        let blocks = try sampling.samples(of: frame)
        #expect(blocks.count == 2)
        #expect(blocks[1][2, 1] == ComplexFloat(real: 10.5, imaginary: -10.5))
        frame.iq.removeLast()
        #expect(throws: SensingError.self) { try sampling.samples(of: frame) }
        frame.cosetOffsets = [0, 3, 1]
        #expect(throws: SensingError.self) { try sampling.samples(of: frame) }
    }
}
