import Numerics

/// What one column of the frames is by the model: C = Σ_l p_l a_l a_lᴴ + s² L/P · I of delayed a_l.
struct BranchColumn {
    /// A row with power.
    struct Row {
        let row: Int
        let power: Double
        /// a_l, `[P, 2]`.
        let steering: [Double]
    }

    let rows: [Row]
    /// c_p / L, of mean 0.
    let places: [Double]
    /// C.
    let covariance: HermitianMatrix
    /// T = Σ_l ν_l p_l a_l a_lᴴ: −2πi times a row of it is how C turns with that branch's delay.
    let turning: HermitianMatrix

    init(_ bin: Int, of spectrum: BranchSpectrum, steering: DelayedSteering) {
        let cosets = spectrum.pattern.cosetCount
        let width = spectrum.pattern.samplesPerCoset
        let offsets = spectrum.pattern.offsets.map { Double($0) }
        let middle = offsets.reduce(0, +) / Double(cosets)
        places = offsets.map { ($0 - middle) / Double(spectrum.pattern.rowCount) }
        rows = spectrum.rows(column: bin).map {
            Row(
                row: $0, power: Double(spectrum.power[$0 * width + bin]),
                steering: steering.column($0, bin))
        }
        var covariance = HermitianMatrix(order: cosets)
        var turning = covariance
        for row in rows {
            let frequency = steering.frequency(row.row, bin)
            let column = row.steering
            for p in 0..<cosets {
                let (a, b) = (row.power * column[2 * p], row.power * column[2 * p + 1])
                for q in 0...p {
                    let (c, d) = (column[2 * q], column[2 * q + 1])
                    let (real, imaginary) = (a * c + b * d, b * c - a * d)
                    let place = 2 * (p * cosets + q)
                    covariance.values[place] += real
                    covariance.values[place + 1] += imaginary
                    turning.values[place] += frequency * real
                    turning.values[place + 1] += frequency * imaginary
                }
            }
        }
        covariance.addToDiagonal(spectrum.entryNoise)
        covariance.mirrorLowerTriangle()
        turning.mirrorLowerTriangle()
        self.covariance = covariance
        self.turning = turning
    }

    /// What makes of a delayed column one without delays: (s² L/P · I + A p A_τᴴ) C⁻¹, `[P, P, 2]`.
    ///
    /// That takes off what the delays have changed of the rows, A_τ X̂ − A X̂, X̂ being Wiener's estimate. The
    /// covariance comes out right but for a term of second order in the delays, however many rows
    /// there are.
    func straightening(noise: Double, steering: DelayedSteering) -> [Double]? {
        guard let inverse = covariance.inverse()?.inverse else { return nil }
        let cosets = covariance.order
        // The adjoint, C⁻¹ (s² L/P · I + A_τ p Aᴴ), has its Hermitian factor on the left.
        var right = [Double](repeating: 0, count: 2 * cosets * cosets)
        for coset in 0..<cosets { right[2 * (coset * cosets + coset)] = noise }
        for row in rows {
            let prompt = Array(steering.promptColumn(row.row))
            for p in 0..<cosets {
                let (a, b) = (
                    row.power * row.steering[2 * p], row.power * row.steering[2 * p + 1]
                )
                for q in 0..<cosets {
                    let (c, d) = (prompt[2 * q], prompt[2 * q + 1])
                    right[2 * (p * cosets + q)] += a * c + b * d
                    right[2 * (p * cosets + q) + 1] += b * c - a * d
                }
            }
        }
        return HermitianMatrix.adjoint(
            inverse.product(right, columnCount: cosets), order: cosets)
    }
}
