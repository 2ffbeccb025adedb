import Model

/// Middles of a square grid's cells at a height of 30 m, x fastest.
func squareGrid(_ side: Int, cellMetres: Double) -> [LocalPosition] {
    var places: [LocalPosition] = []
    for y in 0..<side {
        for x in 0..<side {
            places.append(
                LocalPosition(
                    eastMetres: (Double(x) + 0.5) * cellMetres,
                    northMetres: (Double(y) + 0.5) * cellMetres, upMetres: 30))
        }
    }
    return places
}
