import Formats
import Glibc

/// Power spectra of one composite by several methods, one above the other, each beside the truth.
struct SpectrumStack {
    /// What the figure says above.
    var title: String
    /// The true power of each bin, in the transform's order.
    var truth: [Float]
    /// Whose spectrum, and the power of each bin.
    var answers: [(name: String, power: [Float])]
    /// Frequencies that are shown, of 3.072 GHz about the middle, megahertz.
    var shownMHz = -1_536.0...1_536.0
    /// Levels that are shown, decibels.
    var shownDb = -25.0...15.0

    var image: RGBImage {
        let (floor, ceiling) = (shownDb.lowerBound, shownDb.upperBound)
        let step = ceiling - floor + 6
        let count = max(answers.count, 1)
        var plot = Plot(
            title: title, x: PlotAxis(shownMHz, "frequency (MHz)"),
            y: PlotAxis(0...step * Double(count), "dB"), width: 1_100, height: 120 + 105 * count)
        let left =
            shownMHz.lowerBound + (shownMHz.upperBound - shownMHz.lowerBound) * 16 / 3_072
        for (index, answer) in answers.enumerated() {
            let base = step * Double(answers.count - 1 - index)
            plot.curve(line(truth, base), .shade, width: 4)
            let colour = SpectrumFigures.colours[index % SpectrumFigures.colours.count]
            plot.curve(line(answer.power, base), colour, width: 1.5)
            plot.label([(answer.name, (left, base + ceiling - floor - 4), colour)])
        }
        return plot.image
    }

    /// The bins that are shown, in ascending order of frequency.
    private func line(_ power: [Float], _ base: Double) -> [(x: Double, y: Double)] {
        let count = power.count
        let width = 3_072.0 / Double(count)
        return (0..<count).compactMap { place in
            let x = -1_536 + (Double(place) + 0.5) * width
            guard shownMHz.contains(x) else { return nil }
            let bin = (place + count / 2) % count
            let db = power[bin] > 0 ? 10 * log10(Double(power[bin])) : -.infinity
            return (
                x, base + min(max(db, shownDb.lowerBound), shownDb.upperBound) - shownDb.lowerBound
            )
        }
    }
}
