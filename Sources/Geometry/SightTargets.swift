import Model
import Numerics

/// Many places of one height over a city, of which is asked who sees them: the fast answer.
public struct SightTargets: Sendable {
    /// Places.
    public var count: Int { east.count }

    private let raster: RasterSightlines
    private let originEastMetres: Double
    private let originNorthMetres: Double
    private let cellMetres: Double
    /// The places, in cells of the city's raster.
    private let east: [Float]
    private let north: [Float]
    private let up: Float

    /// Places over a city, metres east and north, all at one height.
    public init(city: City, eastMetres: [Float], northMetres: [Float], upMetres: Double) {
        precondition(eastMetres.count == northMetres.count, "a place has two coordinates")
        raster = RasterSightlines(
            heights: city.heightsMetres, columnCount: city.columnCount, rowCount: city.rowCount)
        originEastMetres = city.originEastMetres
        originNorthMetres = city.originNorthMetres
        cellMetres = city.cellMetres
        east = eastMetres.map { Float((Double($0) - city.originEastMetres) / city.cellMetres) }
        north = northMetres.map { Float((Double($0) - city.originNorthMetres) / city.cellMetres) }
        up = Float(upMetres)
    }

    /// Other places over the same city, at the same height.
    public func moved(toEastMetres east: [Float], northMetres north: [Float]) -> SightTargets {
        SightTargets(over: self, eastMetres: east, northMetres: north)
    }

    private init(over other: SightTargets, eastMetres: [Float], northMetres: [Float]) {
        precondition(eastMetres.count == northMetres.count, "a place has two coordinates")
        raster = other.raster
        originEastMetres = other.originEastMetres
        originNorthMetres = other.originNorthMetres
        cellMetres = other.cellMetres
        up = other.up
        east = eastMetres.map { Float((Double($0) - other.originEastMetres) / other.cellMetres) }
        north = northMetres.map {
            Float((Double($0) - other.originNorthMetres) / other.cellMetres)
        }
    }

    /// Writes 1 for each place that is seen from another, 0 for all others: as
    /// ``LineOfSight/isClear(from:to:)`` answers, but for lines that touch a cell's corner.
    public func look(from place: LocalPosition, into clear: inout [UInt8]) {
        precondition(clear.count >= count, "each place has an answer")
        raster.look(
            fromX: Float((place.eastMetres - originEastMetres) / cellMetres),
            y: Float((place.northMetres - originNorthMetres) / cellMetres),
            z: Float(place.upMetres), toEast: east, north: north, up: up, into: &clear)
    }
}
