import Model

/// One level of a region's grid beside the plane that networks are shown: cells of 4 m.
///
/// A region's cell speaks for its middle. A sample goes to the one fine cell that holds the middle of
/// its own; a map comes back by interpolation between fine cells, in decibels, as it is a log-normal
/// field.
public struct PlaneResampling: Hashable, Sendable {
    /// Side of the cells that networks were trained on, metres.
    public static let cellMetres = 4.0
    /// Most cells of a fine plane: a quarter of a gibibyte of evidence, maps and prior.
    public static let cellCountMax = 4_194_304

    /// The region's level.
    public let level: Grid
    /// The same extent in fine cells.
    public let fine: Grid

    /// A level of a region's grid; `nil` where it is too wide for a plane of fine cells.
    public init?(of grid: Grid, level: Int, cellMetres: Double = cellMetres) {
        let across = (grid.extentEastMetres / cellMetres - 1e-6).rounded(.up)
        let along = (grid.extentNorthMetres / cellMetres - 1e-6).rounded(.up)
        guard across * along <= Double(Self.cellCountMax) else { return nil }
        var coarse = grid
        coarse.zLevelsMetres = [grid.zLevelsMetres[level]]
        self.level = coarse
        fine = Grid(
            origin: grid.origin, cellEastMetres: cellMetres, cellNorthMetres: cellMetres,
            nx: max(Int(across), 1), ny: max(Int(along), 1),
            zLevelsMetres: coarse.zLevelsMetres)
    }

    /// Whether both have the same cells.
    public var isIdentity: Bool { level == fine }

    /// The fine cell that holds the middle of one of the level's.
    public func fineCell(of cell: Int) -> Int {
        if isIdentity { return cell }
        return fine.cell(holding: level.centre(of: level.cell(at: cell)))
            .map { fine.index(of: .init(x: $0.x, y: $0.y, z: 0)) } ?? 0
    }

    /// The fine cells that some of the level's are interpolated from.
    public func area(behind rectangle: CellRectangle) -> CellRectangle {
        if isIdentity { return rectangle }
        return CellRectangle(
            columns: span(rectangle.columns, level.cellEastMetres, fine.nx),
            rows: span(rectangle.rows, level.cellNorthMetres, fine.ny))
    }

    /// A fine plane's value in the middle of one of the level's cells.
    public func value(of plane: [Float], at cell: Int) -> Float {
        if isIdentity { return plane[cell] }
        let place = level.cell(at: cell)
        let (west, east) = shares(place.x, level.cellEastMetres, fine.nx)
        let (south, north) = shares(place.y, level.cellNorthMetres, fine.ny)
        let lower =
            plane[south * fine.nx + west] * (1 - east.share)
            + plane[south * fine.nx + east.index] * east.share
        let upper =
            plane[north.index * fine.nx + west] * (1 - east.share)
            + plane[north.index * fine.nx + east.index] * east.share
        return lower * (1 - north.share) + upper * north.share
    }

    private func shares(
        _ index: Int, _ sideMetres: Double, _ count: Int
    ) -> (Int, (index: Int, share: Float)) {
        let place = (Double(index) + 0.5) * sideMetres / fine.cellEastMetres - 0.5
        let first = min(max(place.rounded(.down), 0), Double(count - 1))
        let next = min(Int(first) + 1, count - 1)
        return (Int(first), (next, Float(min(max(place - first, 0), 1))))
    }

    private func span(_ cells: Range<Int>, _ sideMetres: Double, _ count: Int) -> Range<Int> {
        guard let first = cells.first, let last = cells.last else { return 0..<0 }
        return shares(first, sideMetres, count).0..<shares(last, sideMetres, count).1.index + 1
    }
}
