import Testing

@testable import Evaluation

/// The reliability curve, by hand, and its figure.
struct ReliabilityCurveTests {
    private func row(
        error: Double?, ce50: Double?, ce90: Double?, level: Double?
    ) -> LocalisationRow {
        LocalisationRow(
            method: "posterior", flight: "a", kind: "open", instant: .end, secondsOfFlight: 400,
            errorMetres: error, ce50Metres: ce50, ce90Metres: ce90, level: level, sampleCount: 1,
            seconds: 0)
    }

    @Test func `levels of the truth become shares at every nominal level`() {
        let rows = [0.04, 0.3, 0.3, 0.97].map { row(error: 1, ce50: 1, ce90: 1, level: $0) }
        let points = ReliabilityCurve(of: rows).points
        #expect(points.count == 19)
        #expect(points.map(\.nominal) == ReliabilityCurve.levels)
        // 0.05 to 0.25: one of four; 0.30 to 0.95: three of four.
        #expect(
            points.map(\.coverage.heldCount) == [1, 1, 1, 1, 1] + Array(repeating: 3, count: 14))
        #expect(points[5].nominal == 0.3)
    }

    @Test func `without levels the two stated radii remain, and no answer is a miss`() {
        let rows = [
            row(error: 5, ce50: 10, ce90: 20, level: nil),
            row(error: 15, ce50: 10, ce90: 20, level: nil),
            row(error: nil, ce50: nil, ce90: nil, level: nil),
        ]
        let points = ReliabilityCurve(of: rows).points
        #expect(points.map(\.nominal) == [0.5, 0.9])
        #expect(points.map(\.coverage.heldCount) == [1, 2])
        #expect(points.map(\.coverage.count) == [3, 3])
    }

    @Test func `a control has no curve and no figure`() {
        let rows = [row(error: 5, ce50: nil, ce90: nil, level: nil)]
        #expect(ReliabilityCurve(of: rows).points.isEmpty)
        #expect(LocalisationFigures.reliability(of: rows, method: "posterior") == nil)
    }

    @Test func `the figure marks what it is told where it belongs`() throws {
        let rows = (0..<40).map { row(error: 1, ce50: 1, ce90: 1, level: Double($0) / 40) }
        let figure = try #require(LocalisationFigures.reliability(of: rows, method: "posterior"))
        // The curve of the fourth instant, near the diagonal: its colour stands at 0.7.
        let plot = Plot(
            title: "", x: PlotAxis(0...1, ""), y: PlotAxis(0...1, ""), width: 720, height: 720)
        let place = plot.place((0.7 + 0.009, 29.0 / 40))
        let pixel = figure[Int(place.x), Int(place.y)]
        let colour = Colour.curves[3]
        #expect(pixel == (colour.red, colour.green, colour.blue))
    }
}
