import Formats
import Geometry
import Model

/// A sheet of maps beside one another in one scale, with a colour bar.
struct InterferencePanels {
    /// One map of the sheet.
    struct Panel {
        /// What stands above it.
        var title: String
        /// Values [cell]; NaN is left white.
        var values: [Float]
        /// True places: white rings.
        var truths: [LocalPosition] = []
        /// Estimated places: red crosses.
        var estimates: [LocalPosition] = []
    }

    /// Pixels of a cell.
    private static let cellPixels = 2
    private static let columnCount = 4
    private static let gap = 18.0
    private static let titleHeight = 26.0
    private static let barWidth = 92.0
    private static let headHeight = 34.0
    private static let estimateColour = Colour(230, 30, 30)

    let grid: Grid
    /// What stands above the sheet.
    let title: String
    /// Values from darkest to lightest.
    let range: ClosedRange<Double>
    /// The values' unit.
    let unit: String

    /// Draws the panels, four in a row.
    func image(of panels: [Panel]) -> RGBImage {
        let width = Double(grid.nx * Self.cellPixels)
        let height = Double(grid.ny * Self.cellPixels)
        let columnCount = min(Self.columnCount, max(panels.count, 1))
        let rowCount = (panels.count + columnCount - 1) / columnCount
        let rowHeight = height + Self.titleHeight + Self.gap
        var canvas = Canvas(
            width: Int(Double(columnCount) * (width + Self.gap) + Self.gap + Self.barWidth),
            height: Int(Self.headHeight + Double(rowCount) * rowHeight + Self.gap))
        canvas.text(title, at: (Self.gap, 24), height: 14)
        for (index, panel) in panels.enumerated() {
            let left = Self.gap + Double(index % columnCount) * (width + Self.gap)
            let top =
                Self.headHeight + Self.titleHeight + Double(index / columnCount) * rowHeight
            draw(panel, on: &canvas, left: left, top: top)
        }
        drawBar(
            on: &canvas, left: Double(columnCount) * (width + Self.gap) + Self.gap,
            top: Self.headHeight + Self.titleHeight, height: height)
        return canvas.image
    }

    private func draw(_ panel: Panel, on canvas: inout Canvas, left: Double, top: Double) {
        let pixels = Double(Self.cellPixels)
        let height = Double(grid.ny) * pixels
        for y in 0..<grid.ny {
            for x in 0..<grid.nx {
                let value = panel.values[y * grid.nx + x]
                guard !value.isNaN else { continue }
                let west = left + Double(x) * pixels
                let north = top + height - Double(y + 1) * pixels
                // A box's last pixel is inside: half a pixel less than the next cell's first.
                canvas.box(
                    x: west...west + pixels - 0.5, y: north...north + pixels - 0.5,
                    .scale(share(of: Double(value))))
            }
        }
        canvas.text(panel.title, at: (left, top - 8), height: 9.5)
        let right = left + Double(grid.nx) * pixels
        canvas.polyline(
            [(left, top), (left, top + height), (right, top + height), (right, top), (left, top)],
            width: 1, .shade)
        canvas.clip = (left...right, top...top + height)
        func place(_ position: LocalPosition) -> (x: Double, y: Double) {
            (
                left + position.eastMetres / grid.cellEastMetres * pixels,
                top + height - position.northMetres / grid.cellNorthMetres * pixels
            )
        }
        for truth in panel.truths {
            canvas.ring(place(truth), radius: 8, width: 4, .ink)
            canvas.ring(place(truth), radius: 8, width: 2, .paper)
        }
        for estimate in panel.estimates {
            let (x, y) = place(estimate)
            for (colour, width) in [(Colour.paper, 4.5), (Self.estimateColour, 2.5)] {
                canvas.line(from: (x - 6, y - 6), to: (x + 6, y + 6), width: width, colour)
                canvas.line(from: (x - 6, y + 6), to: (x + 6, y - 6), width: width, colour)
            }
        }
        canvas.clip = nil
    }

    private func drawBar(
        on canvas: inout Canvas, left: Double, top: Double, height: Double
    ) {
        for row in 0..<Int(height) {
            let y = top + Double(row)
            canvas.box(
                x: left...left + 18, y: y...y + 0.5, .scale(1 - (Double(row) + 0.5) / height))
        }
        let axis = PlotAxis(range, unit)
        for tick in axis.ticks {
            let y = top + height * (1 - share(of: tick))
            canvas.line(from: (left + 18, y), to: (left + 23, y), width: 1, .ink)
            canvas.text(axis.text(of: tick), at: (left + 28, y + 5), height: 11)
        }
        canvas.text(unit, at: (left, top - 8), height: 11)
    }

    private func share(of value: Double) -> Double {
        (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
}
