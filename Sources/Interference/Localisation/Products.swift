import Numerics

/// Scalar products of all whitened columns of one candidate under one hypothesis.
///
/// Basis: levels, ones, deaf (the hypothesis' own), then the candidate's columns.
struct Products {
    let count: Int
    private var values: [Double]

    init(hypothesis: ShadowingHypothesis, columns: [Float], order: Int, offsets: [Int]) {
        let fixedCount = ShadowingHypothesis.fixedCount
        count = fixedCount + offsets.count
        values = [Double](repeating: 0, count: count * count)
        for i in 0..<count {
            for j in 0...i {
                let product =
                    switch (i < fixedCount, j < fixedCount) {
                    case (true, _): hypothesis.fixedProduct(i, j)
                    case (false, true):
                        WhiteningFactor.product(
                            columns, at: offsets[i - fixedCount], hypothesis.fixed, at: j * order,
                            count: order)
                    default:
                        WhiteningFactor.product(
                            columns, at: offsets[i - fixedCount], columns,
                            at: offsets[j - fixedCount], count: order)
                    }
                values[i * count + j] = product
                values[j * count + i] = product
            }
        }
    }

    subscript(i: Int, j: Int) -> Double { values[i * count + j] }
}
