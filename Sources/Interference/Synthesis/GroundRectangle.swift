/// A rectangle of the ground, metres from the plane's south-west corner.
struct GroundRectangle: Hashable, Sendable {
    var west: Double
    var south: Double
    var east: Double
    var north: Double

    var width: Double { east - west }
    var depth: Double { north - south }
    var area: Double { width * depth }

    /// Whether a place lies in it or on its border.
    func contains(eastMetres: Double, northMetres: Double) -> Bool {
        eastMetres >= west && eastMetres <= east && northMetres >= south && northMetres <= north
    }

    /// The same with so much more on all sides, as far as it lies within another.
    func grown(by metres: Double, within whole: GroundRectangle) -> GroundRectangle {
        GroundRectangle(
            west: max(west - metres, whole.west), south: max(south - metres, whole.south),
            east: min(east + metres, whole.east), north: min(north + metres, whole.north))
    }

    /// Distance of a place from it, metres; 0 inside.
    func distance(eastMetres: Double, northMetres: Double) -> Double {
        let across = max(west - eastMetres, eastMetres - east, 0)
        let along = max(south - northMetres, northMetres - north, 0)
        return (across * across + along * along).squareRoot()
    }
}
