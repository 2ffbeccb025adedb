import Formats

/// A plot with two axes, a grid and a legend, drawn part by part.
public struct Plot: Sendable {
    /// What of the picture the axes leave free at the left, the right, the top and below, pixels.
    static let margins = (left: 96.0, right: 28.0, top: 52.0, bottom: 76.0)
    static let tickHeight = 13.0
    static let labelHeight = 14.0

    /// The axis from left to right.
    public let x: PlotAxis
    /// The axis from below to the top.
    public let y: PlotAxis
    private var canvas: Canvas
    private let plotWidth: Double
    private let plotHeight: Double
    private var legendCount = 0

    /// An empty plot with its axes.
    ///
    /// - Parameters:
    ///   - title: Stands above it.
    ///   - x: The axis from left to right.
    ///   - y: The axis from below to the top.
    ///   - width: The picture's width, pixels.
    ///   - height: The picture's height; `nil` for one scale on both axes, as a map has it.
    public init(title: String, x: PlotAxis, y: PlotAxis, width: Int = 860, height: Int? = 640) {
        self.x = x
        self.y = y
        let margins = Self.margins
        plotWidth = Double(width) - margins.left - margins.right
        let aspect =
            (y.range.upperBound - y.range.lowerBound) / (x.range.upperBound - x.range.lowerBound)
        plotHeight =
            height.map { Double($0) - margins.top - margins.bottom }
            ?? min(max(plotWidth * aspect, 100), 4_000)
        canvas = Canvas(
            width: width, height: Int((plotHeight + margins.top + margins.bottom).rounded(.up)))
        drawAxes(title: title)
        canvas.clip = (
            margins.left...margins.left + plotWidth, margins.top...margins.top + plotHeight
        )
    }

    /// The picture.
    public var image: RGBImage { canvas.image }

    /// Pixels of one unit of the x axis, where it is linear.
    public var pixelsPerUnit: Double { plotWidth / (x.range.upperBound - x.range.lowerBound) }

    /// Where a pair of values lies on the picture.
    public func place(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) {
        (
            Self.margins.left + x.share(of: point.x) * plotWidth,
            Self.margins.top + (1 - y.share(of: point.y)) * plotHeight
        )
    }

    /// A line through some values, with a name in the legend where it has one.
    public mutating func curve(
        _ points: [(x: Double, y: Double)], _ colour: Colour, width: Double = 2.5,
        name: String? = nil
    ) {
        canvas.polyline(points.map { place($0) }, width: width, colour)
        if let name { addToLegend(name, colour) }
    }

    /// A filled dot at some values.
    public mutating func dot(_ point: (x: Double, y: Double), _ colour: Colour, radius: Double = 4)
    {
        canvas.disc(place(point), radius: radius, colour)
    }

    /// An upright bar from one value to another, with feet: what is known of a value.
    public mutating func errorBar(x: Double, y: ClosedRange<Double>, _ colour: Colour) {
        let top = place((x, y.upperBound))
        let bottom = place((x, y.lowerBound))
        canvas.line(from: top, to: bottom, width: 1.5, colour, opacity: 0.8)
        for end in [top, bottom] {
            canvas.line(
                from: (end.x - 4, end.y), to: (end.x + 4, end.y), width: 1.5, colour, opacity: 0.8)
        }
    }

    /// A cross of two lines at some values.
    public mutating func cross(
        _ point: (x: Double, y: Double), _ colour: Colour, size: Double = 9, width: Double = 3.5
    ) {
        let centre = place(point)
        for sign in [-1.0, 1] {
            canvas.line(
                from: (centre.x - size, centre.y - sign * size),
                to: (centre.x + size, centre.y + sign * size), width: width, colour)
        }
    }

    /// A circle about some values, its radius in units of the x axis.
    public mutating func circle(
        _ point: (x: Double, y: Double), radius: Double, _ colour: Colour, width: Double = 2
    ) {
        canvas.ring(place(point), radius: radius * pixelsPerUnit, width: width, colour)
    }

    /// A filled box between values.
    public mutating func fill(
        x: ClosedRange<Double>, y: ClosedRange<Double>, _ colour: Colour, opacity: Double = 1
    ) {
        let low = place((x.lowerBound, y.lowerBound))
        let high = place((x.upperBound, y.upperBound))
        canvas.box(x: low.x...high.x, y: high.y...low.y, colour, opacity: opacity)
    }

    /// Words to the right of some values, in their colours: the names of curves at their ends.
    ///
    /// Where ends lie closer than words are high, the words are moved down, and up again where they would
    /// leave the axes.
    public mutating func label(
        _ labels: [(words: String, point: (x: Double, y: Double), colour: Colour)]
    ) {
        let sorted = labels.sorted { $0.point.y > $1.point.y }
        let feet = Self.feet(
            sorted.map { place($0.point).y + 4 }, apart: 17,
            lowest: Self.margins.top + plotHeight - 4)
        for (label, foot) in zip(sorted, feet) {
            canvas.text(
                label.words, at: (place(label.point).x + 10, foot), height: 11, label.colour)
        }
    }

    /// Heights in pixels near some ascending ones, none nearer to another than so much or below the lowest.
    static func feet(_ wanted: [Double], apart: Double, lowest: Double) -> [Double] {
        var feet = wanted
        for index in feet.indices.dropFirst() {
            feet[index] = max(feet[index], feet[index - 1] + apart)
        }
        var most = lowest
        for index in feet.indices.reversed() {
            feet[index] = min(feet[index], most)
            most = feet[index] - apart
        }
        return feet
    }

    /// A line of the legend: a stroke of its colour and its name.
    public mutating func addToLegend(_ name: String, _ colour: Colour) {
        let top = Self.margins.top + 20 + 22 * Double(legendCount)
        let left = Self.margins.left + 14
        let length = Canvas.width(of: name, height: Self.tickHeight)
        canvas.box(
            x: left - 6...left + 36 + length, y: top - 17...top + 5, .paper, opacity: 0.85)
        canvas.line(from: (left, top - 6), to: (left + 20, top - 6), width: 4, colour)
        canvas.text(name, at: (left + 28, top), height: Self.tickHeight)
        legendCount += 1
    }

    private mutating func drawAxes(title: String) {
        let left = Self.margins.left
        let top = Self.margins.top
        let right = left + plotWidth
        let bottom = top + plotHeight
        for tick in x.ticks {
            let at = place((tick, y.range.lowerBound))
            canvas.line(from: (at.x, top), to: (at.x, bottom), width: 1, .grid)
            canvas.text(
                x.text(of: tick), at: (at.x, bottom + 24), height: Self.tickHeight, anchor: 0.5)
        }
        for tick in y.ticks {
            let at = place((x.range.lowerBound, tick))
            canvas.line(from: (left, at.y), to: (right, at.y), width: 1, .grid)
            canvas.text(
                y.text(of: tick), at: (left - 10, at.y + 6), height: Self.tickHeight, anchor: 1)
        }
        canvas.polyline(
            [(left, top), (left, bottom), (right, bottom), (right, top), (left, top)], width: 1.5,
            .ink)
        canvas.text(title, at: (left, top - 18), height: 16)
        canvas.text(
            x.label, at: ((left + right) / 2, bottom + 56), height: Self.labelHeight, anchor: 0.5)
        canvas.text(
            y.label, at: (left - 66, (top + bottom) / 2), height: Self.labelHeight, anchor: 0.5,
            isUpright: true)
    }
}
