import Glibc
import Model

/// How high the roofs stand around one transmitter, in every direction and out to every distance.
///
/// For a ray from a transmitter at height z_t, with h(r) the roof at distance r,
///
///     clear(d, z) ⇔ max over 0 < r ≤ d of (h(r) − z_t) / r  ≤  (z − z_t) / d,
///
/// so one cumulative maximum of slopes along each ray answers for every receiver on it, at any
/// height: one lookup a receiver. Neighbouring rays are one cell apart at the reach's end (at most
/// 4 096 rays), steps half a cell or a metre, whichever is longer.
public struct Horizon: Sendable {
    /// Where the transmitter stands.
    public let transmitter: LocalPosition

    private let rayCount: Int
    private let stepCount: Int
    private let stepMetres: Double
    /// Greatest slope up to each step [rayCount × stepCount]; ray 0 points east, then counterclockwise.
    private let slopes: [Float]

    init(city: City, transmitter: LocalPosition, reachMetres: Double?) {
        precondition(
            (transmitter.eastMetres + transmitter.northMetres + transmitter.upMetres).isFinite,
            "a transmitter stands at a finite place")
        self.transmitter = transmitter
        let reach = max(
            reachMetres ?? Self.farthestCornerMetres(of: city, from: transmitter), city.cellMetres)
        stepMetres = max(city.cellMetres / 2, 1)
        stepCount = Int((reach / stepMetres).rounded(.up)) + 1
        rayCount = min(max(Int((2 * .pi * reach / city.cellMetres).rounded(.up)), 256), 4_096)
        var slopes = [Float](repeating: 0, count: rayCount * stepCount)
        for ray in 0..<rayCount {
            let azimuth = 2 * Double.pi * Double(ray) / Double(rayCount)
            Self.sweep(
                city, from: transmitter, east: cos(azimuth), north: sin(azimuth),
                stepMetres: stepMetres, into: &slopes, at: ray * stepCount, count: stepCount)
        }
        self.slopes = slopes
    }

    /// Tells whether the transmitter is seen from a place; NaN sees nothing.
    public func sees(_ receiver: LocalPosition) -> Bool {
        let east = receiver.eastMetres - transmitter.eastMetres
        let north = receiver.northMetres - transmitter.northMetres
        let distance = (east * east + north * north).squareRoot()
        let rise = receiver.upMetres - transmitter.upMetres
        guard (distance + rise).isFinite else { return false }
        let turn = atan2(north, east) / (2 * .pi) * Double(rayCount)
        let ray = (Int(turn.rounded()) + rayCount) % rayCount
        // Step k holds the roofs up to (k + 1) steps away, so the receiver's own roof counts.
        let step = min(Int((distance / stepMetres).rounded()) - 1, stepCount - 1)
        guard step >= 0 else { return true }
        return Double(slopes[ray * stepCount + step]) * distance <= rise
    }

    /// Which cells of one level of a grid see the transmitter [grid.levelCellCount].
    public func visibility(over grid: Grid, level: Int) -> [Bool] {
        (0..<grid.levelCellCount).map { index in
            sees(grid.centre(of: grid.cell(at: level * grid.levelCellCount + index)))
        }
    }

    /// The cumulative maximum of slopes along one ray.
    private static func sweep(
        _ city: City, from transmitter: LocalPosition, east: Double, north: Double,
        stepMetres: Double, into slopes: inout [Float], at offset: Int, count: Int
    ) {
        var greatest = -Float.infinity
        for step in 0..<count {
            let distance = Double(step + 1) * stepMetres
            let roof = city.heightMetres(
                eastMetres: transmitter.eastMetres + east * distance,
                northMetres: transmitter.northMetres + north * distance)
            greatest = max(greatest, (roof - Float(transmitter.upMetres)) / Float(distance))
            slopes[offset + step] = greatest
        }
    }

    /// Distance to the raster's corner that lies farthest away, metres.
    private static func farthestCornerMetres(
        of city: City, from place: LocalPosition
    ) -> Double {
        let east = max(
            abs(place.eastMetres - city.originEastMetres),
            abs(place.eastMetres - city.originEastMetres - city.extentEastMetres))
        let north = max(
            abs(place.northMetres - city.originNorthMetres),
            abs(place.northMetres - city.originNorthMetres - city.extentNorthMetres))
        return (east * east + north * north).squareRoot()
    }
}
