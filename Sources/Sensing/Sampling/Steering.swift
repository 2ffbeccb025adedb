import Glibc

/// A[p, l] exp(−2πi τ ν_lk): A's elements with a branch's delay.
struct Steering {
    private let pattern: CosetPattern
    private let scale: Double
    private let turn: [(cosine: Double, sine: Double)]

    init(_ pattern: CosetPattern) {
        self.pattern = pattern
        scale = 1 / Double(pattern.cosetCount).squareRoot()
        turn = (0..<pattern.rowCount).map { place in
            let angle = 2 * Double.pi * Double(place) / Double(pattern.rowCount)
            return (cos(angle), sin(angle))
        }
    }

    /// ν_lk, −½ ≤ ν < ½ cycles a Nyquist sample.
    func frequency(_ row: Int, _ bin: Int) -> Double {
        let place = row * pattern.samplesPerCoset + bin
        let signed = 2 * place >= pattern.binCount ? place - pattern.binCount : place
        return Double(signed) / Double(pattern.binCount)
    }

    func element(
        _ coset: Int, _ row: Int, _ bin: Int, delay: Double
    ) -> (real: Double, imaginary: Double) {
        let (a, b) = turn[pattern.offsets[coset] * row % pattern.rowCount]
        guard delay != 0 else { return (scale * a, scale * b) }
        let angle = -2 * Double.pi * delay * frequency(row, bin)
        let (c, d) = (cos(angle), sin(angle))
        return (scale * (a * c - b * d), scale * (a * d + b * c))
    }
}
