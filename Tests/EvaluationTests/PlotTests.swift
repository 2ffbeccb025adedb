import Testing

@testable import Evaluation

/// Axes and strokes.
struct PlotTests {
    @Test func `ticks are round numbers within the range`() {
        #expect(PlotAxis(0...1, "").ticks.count == 6)
        #expect(PlotAxis(0...512, "").ticks == [0, 100, 200, 300, 400, 500])
        #expect(PlotAxis(-251...251, "").ticks == [-200, -100, 0, 100, 200])
        let decades = PlotAxis(1...1_000, "", isLogarithmic: true).ticks
        #expect(decades.map { Int($0.rounded()) } == [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000])
    }

    @Test func `ticks are written with the decimals that they need`() {
        let unit = PlotAxis(0...1, "")
        #expect(unit.text(of: 0.2) == "0.2")
        #expect(unit.text(of: 1) == "1.0")
        #expect(PlotAxis(-300...300, "").text(of: -200) == "-200")
        #expect(PlotAxis(-0.2...0.05, "").text(of: -0.05) == "-0.05")
        #expect(PlotAxis(0.1...10, "", isLogarithmic: true).text(of: 0.5) == "0.5")
    }

    @Test func `values lie where axes say`() {
        let axis = PlotAxis(1...100, "", isLogarithmic: true)
        #expect(abs(axis.share(of: 10) - 0.5) < 1e-12)
        #expect(PlotAxis(-10...10, "").share(of: 5) == 0.75)
    }

    @Test func `words at curves' ends keep apart and within the axes`() {
        #expect(Plot.feet([10, 40, 80], apart: 17, lowest: 100) == [10, 40, 80])
        #expect(Plot.feet([10, 12, 13], apart: 17, lowest: 100) == [10, 27, 44])
        #expect(Plot.feet([20, 90, 95, 96], apart: 17, lowest: 100) == [20, 66, 83, 100])
        #expect(Plot.feet([], apart: 17, lowest: 100).isEmpty)
    }

    @Test func `a line has its width and colour, and ends at the clip`() {
        var canvas = Canvas(width: 40, height: 20)
        canvas.clip = (0...19.5, 0...19.5)
        canvas.line(from: (0, 10), to: (40, 10), width: 4, Colour(10, 20, 30))
        let inside = canvas.image[8, 9]
        #expect(inside == (10, 20, 30))
        let above = canvas.image[8, 5]
        #expect(above == (255, 255, 255))
        let beyond = canvas.image[30, 9]
        #expect(beyond == (255, 255, 255))
    }

    @Test func `a ring is hollow and a disc is not; what is outside or no number is nothing`() {
        var canvas = Canvas(width: 40, height: 40)
        canvas.ring((20, 20), radius: 10, width: 2, .ink)
        let middle = canvas.image[20, 20]
        #expect(middle == (255, 255, 255))
        let edge = canvas.image[29, 20]
        #expect(edge.red < 100)
        canvas.disc((20, 20), radius: 4, .ink)
        let filled = canvas.image[20, 20]
        #expect(filled == (40, 40, 40))
        let before = canvas.image
        canvas.disc((-500, 1e9), radius: 3, .ink)
        canvas.line(from: (.nan, 0), to: (1, 1), width: 1, .ink)
        canvas.ring((.infinity, 0), radius: 1, width: 1, .ink)
        #expect(canvas.image == before)
    }

    @Test func `every letter of the figures' words has strokes within its box`() {
        let words =
            "share of flights with the truth inside stated probability error at most (m), "
            + "posterior strongest-sample centroid log-distance mean-position 0123456789.-"
        for character in words where character != " " {
            let strokes = StrokeFont.strokes(of: character)
            #expect(!strokes.isEmpty)
            #expect(
                strokes.joined().allSatisfy { (0...4).contains($0.x) && (0...8).contains($0.y) })
            #expect(StrokeFont.hasGlyph(for: character))
        }
        #expect(Canvas.width(of: "12", height: 12) == 20)
        #expect(Canvas.width(of: "", height: 12) == 0)
    }
}
