import Testing

@testable import Sensing

struct PatternSearchTests {
    @Test(arguments: [10, 16])
    func `a proposal is at least as good as the reference's`(cosets: Int) throws {
        let reference = try PatternReport(WidebandTrial.pattern(cosets: cosets))
        for seed in UInt64(1)...3 {
            let search = try PatternSearch(downsamplingFactor: 40, cosetCount: cosets)
            let report = try PatternReport(search.best(seed: seed))
            #expect(report.coveredLagCount == 40)
            #expect(report.coherence <= reference.coherence + 1e-9)
            #expect(report.sparkBound >= reference.sparkBound)
            #expect(report.warnings.isEmpty)
        }
    }

    @Test func `a seed determines the proposal`() throws {
        let search = try PatternSearch(downsamplingFactor: 31, cosetCount: 6)
        let first = try search.best(seed: 5)
        #expect(try search.best(seed: 5) == first)
        // 31 has a perfect difference set of six: every lag once, coherence √5 / 6.
        let report = try PatternReport(first)
        #expect(report.coveredLagCount == 31)
        #expect(abs(report.coherence - 5.0.squareRoot() / 6) < 1e-9)
    }

    @Test func `sizes that no sampler can have are refused`() {
        #expect(throws: SensingError.self) {
            try PatternSearch(downsamplingFactor: 40, cosetCount: 41)
        }
        #expect(throws: SensingError.self) {
            try PatternSearch(downsamplingFactor: 1, cosetCount: 1)
        }
        #expect(throws: SensingError.self) {
            try PatternSearch(downsamplingFactor: 40, cosetCount: 10, samplesPerCoset: 100_000)
        }
    }

    @Test func `few and many cosets are no trouble`() throws {
        for cosets in [1, 2, 39, 40] {
            let search = try PatternSearch(downsamplingFactor: 40, cosetCount: cosets)
            #expect(try search.best(seed: 1).cosetCount == cosets)
        }
    }
}
