import Model

extension OrdinaryKrigingInterpolator {
    /// The same by the textbook, from all observations.
    ///
    /// The variogram's system with its Lagrange multiplier, by Gauss and Jordan: for tests, and to
    /// be read.
    ///
    ///     [ Γ  1 ] [ w ]   [ γ ]        Γ_ij = γ(h_ij), less nugget and variance on the diagonal
    ///     [ 1' 0 ] [ μ ] = [ 1 ]        value = w'y,   σ² = w'γ + μ
    func referencePrediction(at place: LocalPosition) -> Prediction {
        let field = evidence.field
        let n = field.count
        func semivariance(_ i: Int, _ e: Double, _ north: Double, _ u: Double) -> Double {
            let up = (field.upMetres[i] - u) * configuration.verticalScale
            let east = field.eastMetres[i] - e
            let difference = field.northMetres[i] - north
            let h = (east * east + difference * difference + up * up).squareRoot()
            return variogram.nuggetDb2 + variogram.sillDb2
                - variogram.covarianceDb2(atMetres: h)
        }
        var a = [[Double]](repeating: [Double](repeating: 1, count: n + 2), count: n + 1)
        for i in 0..<n {
            for j in 0..<n {
                a[i][j] = semivariance(
                    i, field.eastMetres[j], field.northMetres[j], field.upMetres[j])
            }
            a[i][i] = -field.variancesDb2[i]
            a[i][n + 1] = semivariance(
                i, place.eastMetres, place.northMetres, place.upMetres)
        }
        a[n][n] = 0
        let target = a.map { $0[n + 1] }
        for column in 0...n {
            let pivot = (column...n).max { abs(a[$0][column]) < abs(a[$1][column]) } ?? column
            a.swapAt(column, pivot)
            for row in 0...n where row != column {
                let factor = a[row][column] / a[column][column]
                for k in column...(n + 1) { a[row][k] -= factor * a[column][k] }
            }
        }
        let solution = (0...n).map { a[$0][n + 1] / a[$0][$0] }
        let value = (0..<n).reduce(0) { $0 + solution[$1] * field.valuesDb[$1] }
        let variance = (0...n).reduce(0) { $0 + solution[$1] * target[$1] }
        let heaviest = (0..<n).max { solution[$0] < solution[$1] } ?? -1
        return Prediction(
            valueDb: value, standardDeviationDb: max(variance, 0).squareRoot(), nearest: heaviest)
    }
}
