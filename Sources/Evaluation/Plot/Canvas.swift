import Formats

/// A picture that can be drawn on: lines, discs and words with smooth edges.
///
/// Places are pixels, x from the left, y from the top; what lies outside is cut off.
public struct Canvas: Sendable {
    /// The picture so far.
    public private(set) var image: RGBImage
    /// The only part that is drawn on, pixels; the whole picture where `nil`.
    public var clip: (x: ClosedRange<Double>, y: ClosedRange<Double>)?

    /// Paper of a size, pixels.
    public init(width: Int, height: Int) {
        image = RGBImage(width: width, height: height, grey: 255)
    }

    /// A straight line with round ends.
    public mutating func line(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), width: Double,
        _ colour: Colour, opacity: Double = 1
    ) {
        let dx = end.x - start.x
        let dy = end.y - start.y
        let square = dx * dx + dy * dy
        guard square.isFinite else { return }
        let reach = width / 2 + 1
        forPixels(
            x: min(start.x, end.x) - reach...max(start.x, end.x) + reach,
            y: min(start.y, end.y) - reach...max(start.y, end.y) + reach
        ) { x, y in
            let along =
                square > 0
                ? min(max(((x - start.x) * dx + (y - start.y) * dy) / square, 0), 1) : 0
            let east = x - start.x - along * dx
            let south = y - start.y - along * dy
            return width / 2 - (east * east + south * south).squareRoot()
        } paint: {
            (colour, opacity)
        }
    }

    /// Straight lines through some places.
    public mutating func polyline(
        _ places: [(x: Double, y: Double)], width: Double, _ colour: Colour
    ) {
        for (start, end) in zip(places, places.dropFirst()) {
            line(from: start, to: end, width: width, colour)
        }
    }

    /// A filled disc.
    public mutating func disc(
        _ centre: (x: Double, y: Double), radius: Double, _ colour: Colour, opacity: Double = 1
    ) {
        ring(centre, radius: radius / 2, width: radius, colour, opacity: opacity)
    }

    /// A circle's line.
    public mutating func ring(
        _ centre: (x: Double, y: Double), radius: Double, width: Double, _ colour: Colour,
        opacity: Double = 1
    ) {
        guard (centre.x + centre.y + radius).isFinite else { return }
        let reach = radius + width / 2 + 1
        forPixels(
            x: centre.x - reach...centre.x + reach, y: centre.y - reach...centre.y + reach
        ) { x, y in
            let east = x - centre.x
            let south = y - centre.y
            return width / 2 - abs((east * east + south * south).squareRoot() - radius)
        } paint: {
            (colour, opacity)
        }
    }

    /// A filled box.
    public mutating func box(
        x: ClosedRange<Double>, y: ClosedRange<Double>, _ colour: Colour, opacity: Double = 1
    ) {
        forPixels(x: x, y: y) { _, _ in
            1
        } paint: {
            (colour, opacity)
        }
    }

    /// Words in a line, their capitals' feet on `place`.
    ///
    /// - Parameters:
    ///   - words: What to write.
    ///   - place: Where the anchor lies.
    ///   - height: A capital's height, pixels.
    ///   - colour: The ink.
    ///   - anchor: What of the words lies at the place: 0 their beginning, 1 their end.
    ///   - isUpright: Whether the words run upwards.
    public mutating func text(
        _ words: String, at place: (x: Double, y: Double), height: Double,
        _ colour: Colour = .ink, anchor: Double = 0, isUpright: Bool = false
    ) {
        let scale = height / StrokeFont.capital
        var along = -anchor * Self.width(of: words, height: height)
        for character in words {
            for stroke in StrokeFont.strokes(of: character) {
                polyline(
                    stroke.map { point in
                        let right = along + point.x * scale
                        let up = (point.y - StrokeFont.baseline) * scale
                        return isUpright
                            ? (place.x - up, place.y - right) : (place.x + right, place.y - up)
                    }, width: max(height / 8, 1), colour)
            }
            along += StrokeFont.advance * scale
        }
    }

    /// How long words are, pixels.
    public static func width(of words: String, height: Double) -> Double {
        let count = Double(words.count)
        return max(count * StrokeFont.advance - 2, 0) * height / StrokeFont.capital
    }

    /// Lays a colour over the pixels of a box by how far each lies inside a shape, pixels.
    private mutating func forPixels(
        x: ClosedRange<Double>, y: ClosedRange<Double>, inside: (Double, Double) -> Double,
        paint: () -> (colour: Colour, opacity: Double)
    ) {
        let left = max(x.lowerBound, clip?.x.lowerBound ?? 0, 0)
        let top = max(y.lowerBound, clip?.y.lowerBound ?? 0, 0)
        let right = min(x.upperBound, clip?.x.upperBound ?? .infinity, Double(image.width - 1))
        let bottom = min(y.upperBound, clip?.y.upperBound ?? .infinity, Double(image.height - 1))
        guard left <= right, top <= bottom else { return }
        let columns = Int(left)...Int(right)
        let rows = Int(top)...Int(bottom)
        let (colour, opacity) = paint()
        for row in rows {
            for column in columns {
                let depth = inside(Double(column) + 0.5, Double(row) + 0.5)
                let share = min(max(depth + 0.5, 0), 1) * opacity
                guard share > 0 else { continue }
                let under = image[column, row]
                image[column, row] = (
                    Self.mix(under.red, colour.red, share),
                    Self.mix(under.green, colour.green, share),
                    Self.mix(under.blue, colour.blue, share)
                )
            }
        }
    }

    private static func mix(_ under: UInt8, _ over: UInt8, _ share: Double) -> UInt8 {
        UInt8((Double(under) + (Double(over) - Double(under)) * share).rounded())
    }
}
