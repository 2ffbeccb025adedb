import Numerics
import Testing

@testable import Sensing

struct PatternReportTests {
    @Test func `the reference's patterns have its coverage, coherence and comb ranks`() throws {
        let sparse = try PatternReport(WidebandTrial.pattern(cosets: 10))
        #expect(sparse.coveredLagCount == 40)
        #expect(abs(sparse.coherence - 0.379) < 0.001)
        let ranks = Dictionary(
            uniqueKeysWithValues: sparse.combRanks.map { ($0.step, $0.rank) })
        #expect(ranks[5] == 7 && ranks[4] == 7 && ranks[2] == 9)
        #expect(sparse.sparkBound == 8)
        #expect(sparse.certainRowCount == 6)
        #expect(sparse.warnings.isEmpty)
        let dense = try PatternReport(WidebandTrial.pattern(cosets: 16))
        #expect(abs(dense.coherence - 0.254) < 0.001)
        #expect(dense.sparkBound == 10)
        #expect(dense.certainRowCount == 8)
    }

    @Test func `the comb's rank is the rank of its columns`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        let dense = SensingOperator.dense(pattern)
        for comb in try PatternReport(pattern).combRanks where comb.rowCount > 1 {
            let columns = dense.columns((0..<comb.rowCount).map { 1 % comb.step + comb.step * $0 })
            let eigenvalues = HermitianMatrix(columnsOf: columns).eigenvalues()
            #expect(eigenvalues.count { $0 > 1e-4 } == comb.rank)
        }
    }

    @Test func `poor patterns are told why`() throws {
        func warnings(_ offsets: [Int]) throws -> [PatternWarning] {
            try PatternReport(
                CosetPattern(downsamplingFactor: 40, offsets: offsets, samplesPerCoset: 16)
            ).warnings
        }
        // All even: rows 20 apart look the same, and no odd lag is covered.
        let even = try warnings(Array(stride(from: 0, to: 20, by: 2)))
        #expect(even.contains(.identicalRows(step: 20)))
        #expect(
            even.contains {
                if case .uncoveredLags(let lags) = $0 { lags.contains(1) } else { false }
            })
        // Side by side: neighbours look alike.
        let side = try warnings(Array(0..<10))
        #expect(side.contains { if case .coherent(let value) = $0 { value > 0.85 } else { false } })
        #expect(try warnings([0, 1, 7]).contains(.tooFewCosets(needed: 7)))
        let texts = (even + side).map(\.description)
        #expect(texts.allSatisfy { !$0.isEmpty && !$0.hasSuffix(".") })
    }
}
