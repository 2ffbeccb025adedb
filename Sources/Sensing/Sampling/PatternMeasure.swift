import Glibc

/// Grades sets of offsets of one factor, many of them.
struct PatternMeasure {
    let rowCount: Int
    private let cosines: [Double]
    private let combLengths: [Int]

    init(rowCount: Int) {
        self.rowCount = rowCount
        let turn = (0..<rowCount).map { cos(2 * Double.pi * Double($0) / Double(rowCount)) }
        var cosines: [Double] = []
        for lag in 0...rowCount / 2 {
            for row in 0...rowCount / 2 { cosines.append(turn[lag * row % rowCount]) }
        }
        self.cosines = cosines
        combLengths = (2..<max(rowCount, 3)).filter { rowCount.isMultiple(of: $0) }
    }

    func grade(_ offsets: [Int]) -> PatternGrade {
        var pairs = [Int](repeating: 0, count: rowCount)
        for p in offsets { for q in offsets { pairs[(p - q + rowCount) % rowCount] += 1 } }
        // |a_lᴴ a_m|² is the DFT of the pairs' counts at l − m; symmetric, so half of it will do.
        let half = rowCount / 2
        var peak = 0.0
        for row in 1..<half + 1 {
            var sum = Double(pairs[0])
            for lag in 1..<half + 1 where pairs[lag] > 0 {
                let weight = 2 * lag == rowCount ? 1.0 : 2.0
                sum += weight * Double(pairs[lag]) * cosines[lag * (half + 1) + row]
            }
            peak = max(peak, sum)
        }
        var combs = 0.0
        var spark = offsets.count + 1
        for length in combLengths {
            var isTaken = [Bool](repeating: false, count: length)
            for offset in offsets { isTaken[offset % length] = true }
            let rank = isTaken.count(where: { $0 })
            if rank < length { spark = min(spark, rank + 1) }
            combs += Double(rank) / Double(min(length, offsets.count))
        }
        return PatternGrade(
            coveredLags: pairs.count(where: { $0 > 0 }),
            coherence: max(0, peak).squareRoot() / Double(offsets.count), sparkBound: spark,
            combs: combs)
    }
}
