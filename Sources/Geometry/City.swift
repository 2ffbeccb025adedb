import Model

/// A city as a raster of building heights over the local ground plane.
///
/// Heights are metres above the ground, row-major, the southernmost row first, each row from west to
/// east; 0 is open ground. Outside the raster there is open ground.
public struct City: Hashable, Sendable {
    /// Building heights, metres, [rowCount × columnCount], southernmost row first.
    public let heightsMetres: [Float]
    /// Cells eastwards.
    public let columnCount: Int
    /// Cells northwards.
    public let rowCount: Int
    /// A cell's side, metres.
    public let cellMetres: Double
    /// Where the raster's south-west corner lies east of the local origin, metres.
    public let originEastMetres: Double
    /// Where the raster's south-west corner lies north of the local origin, metres.
    public let originNorthMetres: Double

    /// A city from its raster; sizes must fit and heights must be finite.
    public init(
        heightsMetres: [Float], columnCount: Int, rowCount: Int, cellMetres: Double,
        originEastMetres: Double = 0, originNorthMetres: Double = 0
    ) {
        precondition(columnCount > 0 && rowCount > 0, "a city has cells")
        precondition(cellMetres > 0 && cellMetres.isFinite, "a city's cell has a size")
        precondition(
            heightsMetres.count == columnCount * rowCount, "a city has one height for each cell")
        precondition(heightsMetres.allSatisfy(\.isFinite), "a city's heights are finite")
        self.heightsMetres = heightsMetres
        self.columnCount = columnCount
        self.rowCount = rowCount
        self.cellMetres = cellMetres
        self.originEastMetres = originEastMetres
        self.originNorthMetres = originNorthMetres
    }

    /// The raster's extent eastwards, metres.
    public var extentEastMetres: Double { Double(columnCount) * cellMetres }
    /// The raster's extent northwards, metres.
    public var extentNorthMetres: Double { Double(rowCount) * cellMetres }
    /// The tallest building, metres.
    public var heightMetresMax: Float { heightsMetres.max() ?? 0 }

    /// Share of the cells that hold a building, 0 to 1.
    public var builtUpShare: Double {
        let built = heightsMetres.reduce(into: 0) { count, height in count += height > 0 ? 1 : 0 }
        return Double(built) / Double(heightsMetres.count)
    }

    /// Height of what stands at a place, metres above the ground; 0 outside the raster.
    public func heightMetres(eastMetres: Double, northMetres: Double) -> Float {
        let column = (eastMetres - originEastMetres) / cellMetres
        let row = (northMetres - originNorthMetres) / cellMetres
        // Written so that NaN falls outside.
        guard column >= 0, row >= 0, column < Double(columnCount), row < Double(rowCount) else {
            return 0
        }
        return heightsMetres[Int(row) * columnCount + Int(column)]
    }

    /// Tells whether a place lies inside a building.
    public func isInsideBuilding(_ position: LocalPosition) -> Bool {
        let height = heightMetres(
            eastMetres: position.eastMetres, northMetres: position.northMetres)
        return Double(height) > position.upMetres
    }
}
