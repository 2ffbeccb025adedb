import Testing

@testable import Evaluation

/// Medians and coverage, by hand.
struct LocalisationSummaryTests {
    private func row(
        _ flight: String, error: Double?, ce50: Double? = nil, ce90: Double? = nil,
        kind: String = "open"
    ) -> LocalisationRow {
        LocalisationRow(
            method: "posterior", flight: flight, kind: kind, instant: .end, secondsOfFlight: 400,
            errorMetres: error, ce50Metres: ce50, ce90Metres: ce90, sampleCount: 10, seconds: 0.5)
    }

    @Test func `a median of an even number is the mean of the middle two`() {
        #expect(LocalisationSummary.median([4, 1, 3, 2]) == 2.5)
        #expect(LocalisationSummary.median([5, 1, 3]) == 3)
        #expect(LocalisationSummary.median([]).isNaN)
        #expect(LocalisationSummary.median([1, .infinity, .infinity]) == .infinity)
    }

    @Test func `coverage counts the rows whose radius holds the error, with its standard error`()
        throws
    {
        let rows = [
            row("a", error: 10, ce50: 10, ce90: 30), row("b", error: 20, ce50: 10, ce90: 30),
            row("c", error: 40, ce50: 10, ce90: 30), row("d", error: 5, ce50: 4, ce90: 9),
            row("e", error: nil),
        ]
        let summary = try #require(LocalisationSummary(of: rows))
        // Covered at 90: a, b, d of five; at 50: a alone. No answer is a miss.
        #expect(summary.coverage90 == .init(heldCount: 3, count: 5))
        #expect(summary.coverage50 == .init(heldCount: 1, count: 5))
        #expect(abs((summary.coverage90?.share ?? 0) - 0.6) < 1e-12)
        // √(0.6 · 0.4 / 5) = 0.219089
        #expect(abs((summary.coverage90?.standardError ?? 0) - 0.219_089) < 1e-6)
        #expect(summary.medianErrorMetres == 20)
        #expect(summary.worstErrorMetres == .infinity)
        #expect(summary.medianCE90Metres == 30)
        #expect(summary.seconds == 2.5)
        #expect(LocalisationSummary(of: []) == nil)
    }

    @Test func `a control states no radius and is held to none`() throws {
        let summary = try #require(LocalisationSummary(of: [row("a", error: 10)]))
        #expect(summary.coverage90 == nil)
        #expect(summary.coverage50 == nil)
        #expect(summary.medianCE90Metres == nil)
        #expect(row("a", error: 10).isCovered == nil)
    }

    @Test func `kinds are summed up apart where there are several`() {
        let rows = [row("a", error: 1), row("b", error: 2, kind: "city")]
        let summaries = LocalisationSummary.all(of: rows)
        #expect(summaries.map(\.kind) == [nil, "city", "open"])
        #expect(summaries.map(\.flightCount) == [2, 1, 1])
        #expect(LocalisationSummary.all(of: [rows[0]]).map(\.kind) == [nil])
    }
}
