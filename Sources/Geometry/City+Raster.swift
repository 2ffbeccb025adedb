import Model

extension City {
    /// Which edge of the city a raster's first row lies at.
    public enum FirstRow: String, CaseIterable, Hashable, Sendable {
        /// The southern edge, as our own rasters have it.
        case south
        /// The northern edge, as images have it.
        case north
    }

    /// A city from a raster of heights as files hold it; `nil` where it is none.
    ///
    /// A height that is not finite or lies below nought counts as open ground.
    ///
    /// - Parameters:
    ///   - raster: Heights, metres, row-major, each row from west to east.
    ///   - shape: Rows, then columns.
    ///   - firstRow: Where the first row lies.
    ///   - cellMetres: A cell's side.
    ///   - originEastMetres: Where the south-west corner lies east of the local origin.
    ///   - originNorthMetres: Where the south-west corner lies north of the local origin.
    public init?(
        raster: [Float], shape: [Int], firstRow: FirstRow, cellMetres: Double,
        originEastMetres: Double = 0, originNorthMetres: Double = 0
    ) {
        guard shape.count == 2, shape[0] > 0, shape[1] > 0,
            shape[0].multipliedReportingOverflow(by: shape[1]) == (raster.count, false),
            cellMetres > 0, cellMetres.isFinite
        else { return nil }
        let rowCount = shape[0]
        let columnCount = shape[1]
        var heights: [Float] = []
        heights.reserveCapacity(raster.count)
        for row in 0..<rowCount {
            let source = firstRow == .south ? row : rowCount - 1 - row
            for height in raster[source * columnCount..<(source + 1) * columnCount] {
                heights.append(height.isFinite ? max(height, 0) : 0)
            }
        }
        self.init(
            heightsMetres: heights, columnCount: columnCount, rowCount: rowCount,
            cellMetres: cellMetres, originEastMetres: originEastMetres,
            originNorthMetres: originNorthMetres)
    }
}
