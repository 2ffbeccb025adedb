import Glibc
import Numerics

/// Between row powers and coset covariances, by way of circular lags.
///
/// a_l a_lᴴ[p, q] = exp(2πi (c_p − c_q) l / L) / P depends on the lag (c_p − c_q) mod L alone: a
/// covariance Σ γ_l a_l a_lᴴ is a DFT of γ read at the lags, and all a_lᴴ M a_l are a DFT of M's sums
/// over equal lags. Cost O(L² + P²) instead of O(L P²).
public struct CosetLags: Sendable {
    /// The sampler.
    public let pattern: CosetPattern
    /// How many pairs of cosets, in order, have each lag d = 0..<L.
    public let pairCounts: [Int]
    /// Lag of the pair (p, q), `[P, P]`.
    private let lags: [Int]
    /// cos and sin of 2π d l / L, `[L / 2 + 1, L]`.
    private let cosines: [Double]
    private let sines: [Double]

    /// Rows that it serves at most: its tables grow as their square.
    public static let rowCountMax = 2_048

    /// The lags of a pattern.
    ///
    /// - Throws: `SensingError` where the pattern has more than ``rowCountMax`` rows.
    public init(pattern: CosetPattern) throws(SensingError) {
        let rows = pattern.rowCount
        guard rows <= Self.rowCountMax else {
            throw SensingError("more than \(Self.rowCountMax) rows are too many for a row's power")
        }
        self.pattern = pattern
        var lags: [Int] = []
        var counts = [Int](repeating: 0, count: rows)
        for p in pattern.offsets {
            for q in pattern.offsets {
                let lag = (p - q + rows) % rows
                lags.append(lag)
                counts[lag] += 1
            }
        }
        self.lags = lags
        pairCounts = counts
        let turn = (0..<rows).map { 2 * Double.pi * Double($0) / Double(rows) }
        let (cosine, sine) = (turn.map { cos($0) }, turn.map { sin($0) })
        var (cosines, sines): ([Double], [Double]) = ([], [])
        for lag in 0...rows / 2 {
            for row in 0..<rows {
                cosines.append(cosine[lag * row % rows])
                sines.append(sine[lag * row % rows])
            }
        }
        self.cosines = cosines
        self.sines = sines
    }

    /// Σ_l γ_l a_l a_lᴴ + noise · I.
    public func covariance(rowPowers: [Double], noise: Double = 0) -> HermitianMatrix {
        let (rows, cosets) = (pattern.rowCount, pattern.cosetCount)
        precondition(rowPowers.count == rows, "one power for each row")
        var (real, imaginary) = ([Double](repeating: 0, count: rows), [Double]())
        imaginary = real
        for lag in 0...rows / 2 where pairCounts[lag] > 0 {
            var (a, b) = (0.0, 0.0)
            let base = lag * rows
            for row in 0..<rows {
                a += rowPowers[row] * cosines[base + row]
                b += rowPowers[row] * sines[base + row]
            }
            (real[lag], imaginary[lag]) = (a, b)
            (real[(rows - lag) % rows], imaginary[(rows - lag) % rows]) = (a, lag == 0 ? 0 : -b)
        }
        let scale = 1 / Double(cosets)
        var matrix = HermitianMatrix(order: cosets)
        for place in lags.indices {
            matrix.values[2 * place] = scale * real[lags[place]]
            matrix.values[2 * place + 1] = scale * imaginary[lags[place]]
        }
        matrix.addToDiagonal(noise)
        return matrix
    }

    /// a_lᴴ M a_l of every row l.
    public func rowForms(_ matrix: HermitianMatrix) -> [Double] {
        let scale = 1 / Double(pattern.cosetCount)
        return transform(lagSums(matrix), scale: scale)
    }

    /// Row powers, of either sign, whose covariance is nearest: min ‖M − Σ_l r_l a_l a_lᴴ‖_F².
    ///
    /// The mean over the pairs of each lag, transformed; a lag without a pair is taken for nought. The
    /// estimate is unbiased where every lag has a pair; white noise lifts all rows by its power.
    public func leastSquaresPowers(_ matrix: HermitianMatrix) -> [Double] {
        var sums = lagSums(matrix)
        for lag in pairCounts.indices where pairCounts[lag] > 0 {
            sums.real[lag] /= Double(pairCounts[lag])
            sums.imaginary[lag] /= Double(pairCounts[lag])
        }
        let scale = Double(pattern.cosetCount) / Double(pattern.rowCount)
        return transform(sums, scale: scale)
    }

    /// Sums of a matrix's elements over equal lags.
    private func lagSums(_ matrix: HermitianMatrix) -> (real: [Double], imaginary: [Double]) {
        precondition(matrix.order == pattern.cosetCount, "a covariance is [P, P]")
        var real = [Double](repeating: 0, count: pattern.rowCount)
        var imaginary = real
        for place in lags.indices {
            real[lags[place]] += matrix.values[2 * place]
            imaginary[lags[place]] += matrix.values[2 * place + 1]
        }
        return (real, imaginary)
    }

    /// scale · Σ_d s_d exp(−2πi d l / L) of sums s that are conjugate at opposite lags.
    private func transform(
        _ sums: (real: [Double], imaginary: [Double]), scale: Double
    ) -> [Double] {
        let rows = pattern.rowCount
        var forms = [Double](repeating: sums.real[0], count: rows)
        for lag in 1..<rows / 2 + 1 where pairCounts[lag] > 0 {
            // A lag and its opposite are conjugate, but for the one that is its own opposite.
            let weight = 2 * lag == rows ? 1.0 : 2.0
            let (a, b) = (weight * sums.real[lag], weight * sums.imaginary[lag])
            let base = lag * rows
            for row in 0..<rows {
                forms[row] += a * cosines[base + row] + b * sines[base + row]
            }
        }
        for row in 0..<rows { forms[row] *= scale }
        return forms
    }

    /// |a_lᴴ a_m|² for l − m = 0..<L: the Gram matrix of covariance fitting is circulant.
    public var squaredCoherences: [Double] {
        let rows = pattern.rowCount
        let scale = 1 / Double(pattern.cosetCount * pattern.cosetCount)
        return (0..<rows).map { difference in
            var sum = Double(pairCounts[0])
            for lag in 1..<rows / 2 + 1 {
                let weight = 2 * lag == rows ? 1.0 : 2.0
                sum += weight * Double(pairCounts[lag]) * cosines[lag * rows + difference]
            }
            return max(0, scale * sum)
        }
    }
}
