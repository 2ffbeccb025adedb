import Model

/// Who sees whom over a city's roofs.
///
/// A link is clear where the straight line between its ends stays at or above every building that it
/// crosses. Two answers to the same question: `isClear` is exact for one link; `horizon` prepares one
/// transmitter for very many receivers.
public struct LineOfSight: Sendable {
    /// The city that stands in the way.
    public let city: City

    /// Lines of sight over a city.
    public init(city: City) {
        self.city = city
    }

    /// The horizon around a transmitter: one polar sweep that then answers for any receiver.
    ///
    /// - Parameters:
    ///   - transmitter: Where it stands.
    ///   - reachMetres: How far receivers may be, seen from above; farther ones see no more than
    ///     those at the reach. `nil` reaches the raster's farthest corner.
    /// - Returns: The horizon, a value that may be kept for as long as city and transmitter stay.
    public func horizon(from transmitter: LocalPosition, reachMetres: Double? = nil) -> Horizon {
        Horizon(city: city, transmitter: transmitter, reachMetres: reachMetres)
    }

    /// Tells whether the straight line between two places is clear: exact on the raster.
    ///
    /// Walks the cells that the line crosses (Amanatides and Woo 1987) and compares each one's
    /// building with the line's lower end inside that cell. NaN is never clear.
    public func isClear(from start: LocalPosition, to end: LocalPosition) -> Bool {
        var walk = CellWalk(city: city, from: start, to: end)
        let rise = end.upMetres - start.upMetres
        guard (rise + walk.lengthCells).isFinite else { return false }
        while let step = walk.next() {
            let lowerShare = rise < 0 ? step.exitShare : step.entryShare
            let lineMetres = start.upMetres + rise * lowerShare
            if Double(city.heightsMetres[step.cell]) > lineMetres { return false }
        }
        return true
    }
}
