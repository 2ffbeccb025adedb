import Glibc
import Numerics
import Testing

/// FFTW behind our type, against the sum that defines it.
struct FourierTransformTests {
    static let sizes = [
        (1, 1), (1, 8), (1, 13), (7, 1), (2, 3), (8, 8), (5, 12), (16, 9), (31, 17),
    ]

    func noise(_ count: Int, seed: UInt64) -> [ComplexFloat] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            ComplexFloat(real: Float(generator.normal()), imaginary: Float(generator.normal()))
        }
    }

    /// The definition, in double precision.
    func naive(_ values: [ComplexFloat], _ rows: Int, _ columns: Int) -> [(Double, Double)] {
        (0..<rows * columns).map { index in
            var real = 0.0
            var imaginary = 0.0
            for (other, value) in values.enumerated() {
                let turns =
                    Double((index / columns) * (other / columns)) / Double(rows)
                    + Double((index % columns) * (other % columns)) / Double(columns)
                let cosine = cos(-2 * .pi * turns)
                let sine = sin(-2 * .pi * turns)
                real += Double(value.real) * cosine - Double(value.imaginary) * sine
                imaginary += Double(value.real) * sine + Double(value.imaginary) * cosine
            }
            return (real, imaginary)
        }
    }

    /// Greatest difference relative to the root of the count, the size of white noise's spectrum.
    func error(_ values: [ComplexFloat], _ expected: [(Double, Double)]) -> Double {
        var worst = 0.0
        for (value, expected) in zip(values, expected) {
            worst = max(
                worst, hypot(Double(value.real) - expected.0, Double(value.imaginary) - expected.1))
        }
        return worst / Double(expected.count).squareRoot()
    }

    @Test(arguments: sizes)
    func `forward agrees with the defining sum`(rows: Int, columns: Int) {
        let transform = FourierTransform(rowCount: rows, columnCount: columns)
        let values = noise(rows * columns, seed: 1)
        var spectrum = values
        transform.forward(&spectrum)
        #expect(error(spectrum, naive(values, rows, columns)) < 1e-5)
    }

    @Test(arguments: sizes)
    func `a real signal's half spectrum agrees with the defining sum`(rows: Int, columns: Int) {
        let transform = FourierTransform(rowCount: rows, columnCount: columns)
        let values = noise(rows * columns, seed: 2).map { ComplexFloat(real: $0.real) }
        let half = transform.forward(real: values.map(\.real))
        let full = naive(values, rows, columns)
        #expect(transform.halfColumnCount == columns / 2 + 1)
        let expected = (0..<rows * transform.halfColumnCount).map { index in
            full[
                index / transform.halfColumnCount * columns + index % transform.halfColumnCount]
        }
        #expect(error(half, expected) < 1e-5)
    }

    @Test(arguments: sizes)
    func `inverse undoes forward, complex and real`(rows: Int, columns: Int) {
        let transform = FourierTransform(rowCount: rows, columnCount: columns)
        let values = noise(rows * columns, seed: 3)
        var round = values
        transform.forward(&round)
        transform.inverse(&round)
        for (value, original) in zip(round, values) {
            #expect(abs(value.real - original.real) < 1e-5)
            #expect(abs(value.imaginary - original.imaginary) < 1e-5)
        }
        let real = values.map(\.real)
        for (value, original) in zip(transform.inverseReal(transform.forward(real: real)), real) {
            #expect(abs(value - original) < 1e-5)
        }
    }

    @Test func `energy is kept`() {
        let transform = FourierTransform(rowCount: 64, columnCount: 48)
        let values = noise(transform.count, seed: 4)
        var spectrum = values
        transform.forward(&spectrum)
        let before = values.reduce(0) { $0 + Double($1.squaredMagnitude) }
        let after = spectrum.reduce(0) { $0 + Double($1.squaredMagnitude) }
        #expect(abs(after / Double(transform.count) / before - 1) < 1e-5)
    }

    @Test func `equal input gives equal bits, in any number of tasks`() async {
        let transform = FourierTransform(rowCount: 33, columnCount: 40)
        let values = noise(transform.count, seed: 5)
        let spectra = await withTaskGroup(of: [ComplexFloat].self) { group in
            for task in 0..<8 {
                group.addTask {
                    // Half of them plan anew, so that planning meets execution.
                    let own =
                        task % 2 == 0
                        ? transform : FourierTransform(rowCount: 33, columnCount: 40)
                    var spectrum = values
                    for _ in 0..<20 {
                        spectrum = values
                        own.forward(&spectrum)
                    }
                    return spectrum
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(spectra.count == 8 && spectra.allSatisfy { $0 == spectra[0] })
    }
}
