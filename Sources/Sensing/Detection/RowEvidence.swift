import Glibc
import Numerics

/// Whether rows are occupied, by what their beamformers let through.
///
/// Over a vacant row Σ_k z / v is a sum of n N exponential variables: a gamma variable, which the cube
/// root makes nearly normal (Wilson and Hilferty 1931). That is exact where v is known; v is fitted to
/// the same frames, so location and scale are read, as far as they can be, from the rows that look
/// vacant, as a constant false-alarm rate detector does.
struct RowEvidence: Hashable, Sendable {
    /// Score of each row: standard deviations above a vacant row's mean, and more where bins are
    /// occupied for certain.
    let scores: [Float]
    /// The score that a vacant row exceeds with the false-alarm probability.
    let threshold: Float

    /// Evidence of beamformers that were steered by the final spectrum.
    init(
        beams: CaponBeams, frames: Double, occupancy: [Float], falseAlarmProbability: Double
    ) {
        let (rows, columns) = (beams.rowCount, beams.columnCount)
        let shape = Double(columns) * frames
        var raw: [Double] = []
        var most: [Float] = []
        for row in 0..<rows {
            var sum = 0.0
            var likeliest: Float = 0
            for bin in row * columns..<(row + 1) * columns {
                sum += Double(beams.output[bin] / beams.interference[bin])
                likeliest = max(likeliest, occupancy[bin])
            }
            let ratio = sum / Double(columns)
            raw.append((cbrt(ratio) - (1 - 1 / (9 * shape))) * (9 * shape).squareRoot())
            most.append(likeliest)
        }
        let vacant = raw.indices.filter { most[$0] < 0.5 }.map { raw[$0] }.sorted()
        var (centre, scale) = (0.0, 1.0)
        if vacant.count >= 8 {
            let count = Double(vacant.count)
            let median = vacant[vacant.count / 2]
            // A sixth of a normal variable lies a standard deviation below its median.
            let spread = (median - vacant[vacant.count / 6]) / 0.967
            centre = median * count / (count + 4)
            scale = ((4 + count / 2 * spread * spread) / (4 + count / 2)).squareRoot()
        }
        // With few frames v is fitted to chance, and scores spread by so much more.
        let spread = scale * (1 + 0.2 / frames)
        let limit = centre + spread * NormalQuantile.exceeded(with: falseAlarmProbability)
        threshold = Float(limit)
        scores = raw.indices.map { row in
            guard frames >= 3, most[row] > 0.9 else { return Float(raw[row]) }
            // The chain saw bins that a row's sum may not show.
            let odds = log(Double(most[row]) / max(1 - Double(most[row]), 1e-7))
            return Float(max(raw[row], limit + odds))
        }
    }
}
