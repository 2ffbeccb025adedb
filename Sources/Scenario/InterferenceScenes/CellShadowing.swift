import Glibc
import Numerics

/// Draws Gaussian fields of mean 0, variance 1 and covariance exp(−Δ / d_cor) at a map's cells.
///
/// Circulant embedding as ``ShadowingField`` has it, yet with a node in the middle of every cell and a
/// torus that is wider than the map by some correlation lengths only: a tenth of the time.
struct CellShadowing {
    /// How far beyond the map the torus goes, correlation lengths: opposite borders correlate by e^-6.
    private static let guardLengths = 6.0

    private let sideCellCount: Int
    private let transform: FourierTransform
    /// √(λ / N) of the torus's nodes.
    private let scales: [Float]

    /// Prepares the fields of maps of one size.
    init(sideCellCount: Int, cellMetres: Double, correlationMetres: Double) {
        self.sideCellCount = sideCellCount
        let beyond = Int((Self.guardLengths * correlationMetres / cellMetres).rounded(.up))
        let count = Self.smoothNumber(atLeast: sideCellCount + beyond)
        transform = FourierTransform(rowCount: count, columnCount: count)
        var eigenvalues = [ComplexFloat](repeating: .zero, count: count * count)
        // The covariance is even in both axes: a quarter of it tells the rest.
        for row in 0...count / 2 {
            for column in 0...count / 2 {
                let distance =
                    Double(row * row + column * column).squareRoot() * cellMetres
                let value = ComplexFloat(real: Float(exp(-distance / correlationMetres)))
                let mirroredRow = (count - row) % count
                let mirroredColumn = (count - column) % count
                eigenvalues[row * count + column] = value
                eigenvalues[row * count + mirroredColumn] = value
                eigenvalues[mirroredRow * count + column] = value
                eigenvalues[mirroredRow * count + mirroredColumn] = value
            }
        }
        transform.forward(&eigenvalues)
        scales = eigenvalues.map { (max($0.real, 0) / Float(count * count)).squareRoot() }
    }

    /// Draws two independent fields [sideCellCount²].
    func pair(using generator: inout SeededGenerator) -> (first: [Float], second: [Float]) {
        var spectrum = [ComplexFloat](repeating: .zero, count: scales.count)
        for index in spectrum.indices {
            let noise = generator.normalPair()
            spectrum[index] = ComplexFloat(
                real: scales[index] * Float(noise.first),
                imaginary: scales[index] * Float(noise.second))
        }
        transform.forward(&spectrum)
        var first: [Float] = []
        var second: [Float] = []
        first.reserveCapacity(sideCellCount * sideCellCount)
        second.reserveCapacity(sideCellCount * sideCellCount)
        for row in 0..<sideCellCount {
            for column in 0..<sideCellCount {
                let value = spectrum[row * transform.columnCount + column]
                first.append(value.real)
                second.append(value.imaginary)
            }
        }
        return (first, second)
    }

    /// The least even number of prime factors 2, 3 and 5, which transforms are fast for.
    private static func smoothNumber(atLeast least: Int) -> Int {
        var candidate = least + least % 2
        while true {
            var rest = candidate
            for factor in [2, 3, 5] {
                while rest % factor == 0 { rest /= factor }
            }
            if rest == 1 { return candidate }
            candidate += 2
        }
    }
}

extension SeededGenerator {
    /// Two independent numbers of the standard normal distribution (Marsaglia's polar method).
    mutating func normalPair() -> (first: Double, second: Double) {
        while true {
            let x = 2 * uniform() - 1
            let y = 2 * uniform() - 1
            let square = x * x + y * y
            guard square < 1, square > 0 else { continue }
            let factor = (-2 * log(square) / square).squareRoot()
            return (x * factor, y * factor)
        }
    }
}
