import Testing

@testable import Evaluation

struct DeviationCoverageTests {
    @Test func `each fifth has its own share, whatever the order and however it is split`() {
        var whole = DeviationCoverage()
        var parts = [DeviationCoverage(), DeviationCoverage()]
        // Five deviations; of the k-th, k of ten errors lie within.
        for number in 0..<500 {
            let fifth = number % 5
            let deviation = Float([0.5, 1, 2, 4, 8][fifth])
            let isWithin = number / 5 % 10 < 2 * fifth + 1
            let error = deviation * (isWithin ? 0.9 : -1.1)
            whole.add(deviationDb: deviation, errorDb: error)
            parts[number % 3 % 2].add(deviationDb: deviation, errorDb: error)
        }
        let expected = [0.1, 0.3, 0.5, 0.7, 0.9]
        for (share, right) in zip(whole.shares(), expected) { #expect(abs(share - right) < 1e-9) }
        parts[0].add(parts[1])
        #expect(parts[0] == whole && whole.count == 500)
        let halves = whole.shares(partCount: 2)
        #expect(abs(halves[0] - (0.1 + 0.3 + 0.25) / 2.5) < 1e-9 && halves.count == 2)
    }

    @Test func `nothing counted has no shares, and no number is too large or too small`() {
        var coverage = DeviationCoverage()
        #expect(coverage.shares().isEmpty)
        for deviation in [Float.nan, .infinity, -.infinity, 0, 1e-30, 1e30] {
            coverage.add(deviationDb: deviation, errorDb: 1)
        }
        #expect(coverage.count == 6 && coverage.shares().allSatisfy { (0...1).contains($0) })
    }
}
