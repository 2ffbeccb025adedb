import Glibc

/// A[p, l] exp(−2πi τ_p ν_lk) of branches with delays, a whole column of A at a time.
///
/// ν_lk is the bin's frequency, −½ ≤ ν < ½ cycles a Nyquist sample. Its phase is the product of a
/// row's, a bin's and, below nought, that of a whole cycle, which are kept.
struct DelayedSteering {
    private let pattern: CosetPattern
    /// A[p, l], real and imaginary parts in turn, `[L, P, 2]`.
    private let turns: [Double]
    /// A[p, l] exp(−2πi τ_p l / L), `[L, P, 2]`.
    private let rowTurns: [Double]
    /// exp(−2πi τ_p k / (N L)), `[N, P, 2]`.
    private let binTurns: [Double]
    /// exp(2πi τ_p), `[1, P, 2]`.
    private let wholeTurns: [Double]

    init(_ pattern: CosetPattern, delays: [Double]) {
        self.pattern = pattern
        let rows = pattern.rowCount
        let scale = 1 / Double(pattern.cosetCount).squareRoot()
        turns = (0..<rows).flatMap { row in
            pattern.offsets.flatMap { offset in
                // Reduced first: the exponential of a large angle loses digits.
                let angle = 2 * Double.pi * Double(offset * row % rows) / Double(rows)
                return [scale * cos(angle), scale * sin(angle)]
            }
        }
        func late(_ count: Int, by step: Double) -> [Double] {
            (0..<count).flatMap { place in
                delays.flatMap { delay in
                    let angle = -2 * Double.pi * delay * step * Double(place)
                    return [cos(angle), sin(angle)]
                }
            }
        }
        rowTurns = Self.product(turns, late(rows, by: 1 / Double(rows)))
        binTurns = late(pattern.samplesPerCoset, by: 1 / Double(pattern.binCount))
        wholeTurns = delays.flatMap { [cos(2 * Double.pi * $0), sin(2 * Double.pi * $0)] }
    }

    /// ν_lk, −½ ≤ ν < ½ cycles a Nyquist sample.
    func frequency(_ row: Int, _ bin: Int) -> Double {
        let place = row * pattern.samplesPerCoset + bin
        let signed = 2 * place >= pattern.binCount ? place - pattern.binCount : place
        return Double(signed) / Double(pattern.binCount)
    }

    /// The column of a row, `[P, 2]`.
    func column(_ row: Int, _ bin: Int) -> [Double] {
        let size = 2 * pattern.cosetCount
        let column = Self.product(
            rowTurns[row * size..<(row + 1) * size], binTurns[bin * size..<(bin + 1) * size])
        let isBelow = 2 * (row * pattern.samplesPerCoset + bin) >= pattern.binCount
        return isBelow ? Self.product(column, wholeTurns) : column
    }

    /// The column of a row without delays, `[P, 2]`.
    func promptColumn(_ row: Int) -> ArraySlice<Double> {
        let size = 2 * pattern.cosetCount
        return turns[row * size..<(row + 1) * size]
    }

    private static func product(
        _ left: some RandomAccessCollection<Double>, _ right: some RandomAccessCollection<Double>
    ) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(left.count)
        var (a, b) = (left.startIndex, right.startIndex)
        while a != left.endIndex {
            let (nextA, nextB) = (left.index(after: a), right.index(after: b))
            result.append(left[a] * right[b] - left[nextA] * right[nextB])
            result.append(left[a] * right[nextB] + left[nextA] * right[b])
            (a, b) = (left.index(after: nextA), right.index(after: nextB))
        }
        return result
    }
}
