/// A colour of a figure, sRGB.
public struct Colour: Hashable, Sendable {
    /// Red, 0 to 255.
    public var red: UInt8
    /// Green.
    public var green: UInt8
    /// Blue.
    public var blue: UInt8

    /// A colour from its parts.
    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// Text and axes.
    public static let ink = Colour(40, 40, 40)
    /// Lines of the grid.
    public static let grid = Colour(222, 222, 222)
    /// What stands in the background.
    public static let shade = Colour(150, 150, 150)
    /// Paper.
    public static let paper = Colour(255, 255, 255)

    /// Colours that can be told apart by everybody, for curves in their order (Okabe and Ito 2008).
    public static let curves = [
        Colour(0, 114, 178), Colour(213, 94, 0), Colour(0, 158, 115), Colour(204, 121, 167),
        Colour(230, 159, 0), Colour(86, 180, 233),
    ]

    /// A colour for a share of a range, dark blue at 0 to yellow at 1: evenly lighter all the way.
    public static func scale(_ share: Double) -> Colour {
        let stops: [(Double, Double, Double)] = [
            (68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37),
        ]
        let place = (share.isNaN ? 0 : min(max(share, 0), 1)) * Double(stops.count - 1)
        let index = min(Int(place), stops.count - 2)
        let part = place - Double(index)
        let low = stops[index]
        let high = stops[index + 1]
        return Colour(
            UInt8(low.0 + (high.0 - low.0) * part), UInt8(low.1 + (high.1 - low.1) * part),
            UInt8(low.2 + (high.2 - low.2) * part))
    }
}
