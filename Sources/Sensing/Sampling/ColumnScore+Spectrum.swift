import Numerics

extension ColumnScore {
    /// Takes off whatever the column's rows and noise would explain by being otherwise than modelled.
    ///
    /// They are known from the same frames only. The efficient score, s − J I⁻¹ s', has what a gain or
    /// delay shares with them taken off, so that their errors do not turn into gains and delays.
    ///
    /// - Parameters:
    ///   - column: the model.
    ///   - leastPower: a row of less power in the column counts as known.
    ///   - frames: which the column was gathered from.
    ///   - blocksBefore: as of ``SpectrumUnknowns``.
    mutating func takeOffSpectrum(
        _ column: BranchColumn, leastPower: Double, frames: Double, blocksBefore: Int
    ) {
        let unknowns = SpectrumUnknowns(
            self, column, rows: column.rows.filter { $0.power > leastPower }, frames: frames,
            blocksBefore: blocksBefore)
        let (count, size) = (unknowns.slope.count, 2 * cosets)
        guard let factor = DenseCholesky(unknowns.information, order: count) else { return }
        let explained = factor.solve(unknowns.slope)
        for row in 0..<count { misfit -= explained[row] * unknowns.slope[row] }
        freedom -= Double(count)
        let solved = factor.solve(unknowns.shared, columnCount: size)
        for place in 0..<size {
            let own = place * count
            for row in 0..<count { slope[place] -= unknowns.shared[own + row] * explained[row] }
            for other in 0...place {
                var sum = 0.0
                for row in 0..<count {
                    sum += unknowns.shared[own + row] * solved[other * count + row]
                }
                information[place * size + other] -= sum
                if other < place { information[other * size + place] -= sum }
            }
        }
    }
}
