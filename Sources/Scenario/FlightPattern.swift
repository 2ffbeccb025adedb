import Model
import Numerics

/// How UAVs share out the region and fly over their parts.
public enum FlightPattern: String, CaseIterable, Hashable, Sendable {
    /// Laps around the part's middle, at three distances from its border in turn: every place of the
    /// region has a UAV within about 90 m once a lap (35 s for 256 m × 256 m at 15 m/s).
    case rings
    /// Parallel legs 64 m apart, eastwards or northwards by turns: even cover, slower return.
    case lawnMower
    /// Straight flights between random places.
    case randomWaypoints

    /// Distance between neighbouring legs of a lawn mower, metres.
    static let legSpacingMetres = 64.0
    /// Distances of the laps from the border, as shares of the part's shorter side.
    static let ringInsets = [0.25, 0.16, 0.34]
}

/// A rectangle seen from above, metres in the local frame.
struct Rectangle: Hashable, Sendable {
    var west: Double
    var south: Double
    var width: Double
    var depth: Double

    /// Shares a rectangle out among some flights, in rows as even as they go.
    static func parts(of whole: Rectangle, count: Int) -> [Rectangle] {
        guard count > 0 else { return [] }
        let rowCount = max(Int(Double(count).squareRoot()), 1)
        return (0..<rowCount).flatMap { row -> [Rectangle] in
            let columnCount = count * (row + 1) / rowCount - count * row / rowCount
            let width = whole.width / Double(columnCount)
            let depth = whole.depth / Double(rowCount)
            return (0..<columnCount).map { column in
                Rectangle(
                    west: whole.west + Double(column) * width,
                    south: whole.south + Double(row) * depth, width: width, depth: depth)
            }
        }
    }
}

extension FlightPattern {
    /// The closed path of one UAV over its part of the region.
    ///
    /// - Parameters:
    ///   - part: What the UAV covers.
    ///   - index: Its number, which turns direction and starting corner.
    ///   - upMetres: Its height.
    ///   - generator: Draws what the pattern leaves to chance.
    /// - Returns: A path that may be flown round and round.
    func path(
        over part: Rectangle, index: Int, upMetres: Double,
        using generator: inout SeededGenerator
    ) -> Path {
        let corners: [(east: Double, north: Double)] =
            switch self {
            case .rings: Self.rings(over: part, index: index)
            case .lawnMower: Self.legs(over: part, alongNorth: index % 2 == 0)
            case .randomWaypoints:
                (0..<64).map { _ in
                    (
                        part.west + part.width * generator.uniform(),
                        part.south + part.depth * generator.uniform()
                    )
                }
            }
        return Path(
            corners: corners.map {
                LocalPosition(eastMetres: $0.east, northMetres: $0.north, upMetres: upMetres)
            },
            isClosed: true)
    }

    /// Three laps, each from the same corner and all in one sense.
    private static func rings(over part: Rectangle, index: Int) -> [(Double, Double)] {
        ringInsets.flatMap { share -> [(Double, Double)] in
            let inset = share * min(part.width, part.depth)
            let west = part.west + inset
            let south = part.south + inset
            let east = part.west + part.width - inset
            let north = part.south + part.depth - inset
            var lap = [(west, south), (east, south), (east, north), (west, north)]
            if index % 2 == 1 { lap.reverse() }
            let first = index % 4
            let turned = lap[first...] + lap[..<first]
            // A lap ends where it began, so that its last side is flown too.
            return turned + [lap[first]]
        }
    }

    /// Parallel legs, then home along the border.
    private static func legs(over part: Rectangle, alongNorth: Bool) -> [(Double, Double)] {
        let across = alongNorth ? part.width : part.depth
        let along = alongNorth ? part.depth : part.width
        let count = max(Int((across / legSpacingMetres).rounded()), 1)
        let spacing = across / Double(count)
        let margin = min(spacing, along) / 2
        var corners: [(Double, Double)] = []
        for leg in 0..<count {
            let offset = (Double(leg) + 0.5) * spacing
            let ends = leg % 2 == 0 ? [margin, along - margin] : [along - margin, margin]
            for end in ends {
                corners.append(
                    alongNorth
                        ? (part.west + offset, part.south + end)
                        : (part.west + end, part.south + offset))
            }
        }
        return corners
    }
}
