import Glibc
import Model
import Numerics

/// Interference as the sum of emitters' fields and noise.
struct SynthesisSum {
    /// Side of the blocks of cells over which far emitters are left out, cells.
    private static let blockSide = 128
    /// An emitter whose clear links would lie so far below the noise is left out, decibels.
    private static let silentDb = 10.0

    /// Interference and noise, dBm [cell].
    let issDbm: [Float]
    /// Its deviation, decibels [cell].
    let deviationsDb: [Float]

    /// The sum over fields of given levels and variances [field][cell].
    init(_ levels: [[Float]], _ variances: [[Float]], noiseDbm: Double, cellCount: Int) {
        var total = Total(cellCount: cellCount, noiseDbm: noiseDbm)
        for index in levels.indices {
            for cell in 0..<cellCount {
                total.add(levels[index][cell], variances[index][cell], at: cell)
            }
        }
        issDbm = (0..<cellCount).map { total.level($0).dbm }
        deviationsDb = (0..<cellCount).map { total.level($0).deviationDb }
    }

    /// The sum of emitters' fields in some areas; NaN elsewhere.
    ///
    /// What a cell gets depends on the emitters alone, not on which other cells are asked for.
    init(
        of emitters: [KeptEmitter], _ evidence: InterferenceEvidence, in areas: [CellRectangle],
        configuration: SynthesisConfiguration
    ) {
        let grid = evidence.grid
        var iss = [Float](repeating: .nan, count: grid.levelCellCount)
        var deviations = iss
        var plane: SynthesisPlane?
        for block in Self.blocks(of: grid, areas) {
            let cells = Self.cells(of: block, grid, areas)
            guard !cells.isEmpty else { continue }
            let piece = SynthesisPlane(evidence, cells: cells, like: plane)
            plane = piece
            var total = Total(cellCount: cells.count, noiseDbm: evidence.noiseDbm)
            for emitter in emitters {
                let distance = GroundRectangle(block, of: grid).distance(
                    eastMetres: emitter.eastMetres, northMetres: emitter.northMetres)
                guard distance <= configuration.tileReachMetres,
                    !Self.isSilent(emitter, distance, evidence)
                else { continue }
                let count =
                    distance <= configuration.placeReachMetres ? configuration.placeCountMax : 1
                let field = piece.field(of: emitter, placeCountMax: count, evidence)
                for index in cells.indices {
                    let level = field.level(index)
                    total.add(level.dbm, level.variance, at: index)
                }
            }
            for (index, cell) in cells.enumerated() {
                (iss[cell], deviations[cell]) = total.level(index)
            }
        }
        issDbm = iss
        deviationsDb = deviations
    }

    /// Whether nothing of an emitter is heard at a distance.
    private static func isSilent(
        _ emitter: KeptEmitter, _ distanceMetres: Double, _ evidence: InterferenceEvidence
    ) -> Bool {
        guard distanceMetres > 0 else { return false }
        let up = evidence.altitudeMetres - evidence.emitterHeightMetres
        let slope =
            10
            * log10(
                max((distanceMetres * distanceMetres + up * up).squareRoot(), 1) / 100)
        let dbm =
            emitter.eirpDbm
            - min(
                emitter.laws[0] + emitter.laws[1] * slope, emitter.laws[2] + emitter.laws[3] * slope
            )
        return dbm < evidence.noiseDbm - silentDb
    }

    /// The blocks of a fixed lattice that hold some areas.
    private static func blocks(of grid: Grid, _ areas: [CellRectangle]) -> [CellRectangle] {
        guard let hull = CellRectangle(holding: areas) else { return [] }
        let side = blockSide
        func starts(_ cells: Range<Int>) -> StrideTo<Int> {
            stride(from: cells.lowerBound / side * side, to: cells.upperBound, by: side)
        }
        return starts(hull.rows).flatMap { south in
            starts(hull.columns).map { west in
                CellRectangle(
                    columns: west..<min(west + side, grid.nx),
                    rows: south..<min(south + side, grid.ny))
            }
        }
    }

    /// The cells of a block that some area holds, ascending.
    private static func cells(
        of block: CellRectangle, _ grid: Grid, _ areas: [CellRectangle]
    ) -> [Int] {
        var isAsked = [Bool](repeating: false, count: block.cellCount)
        for area in areas {
            for y in area.rows.clamped(to: block.rows) {
                let start = (y - block.rows.lowerBound) * block.columns.count
                for x in area.columns.clamped(to: block.columns) {
                    isAsked[start + x - block.columns.lowerBound] = true
                }
            }
        }
        return isAsked.indices.filter { isAsked[$0] }.map { index in
            (block.rows.lowerBound + index / block.columns.count) * grid.nx
                + block.columns.lowerBound + index % block.columns.count
        }
    }

    /// Powers and their variances, added up.
    private struct Total {
        private var total: [Float]
        private var spread: [Float]

        init(cellCount: Int, noiseDbm: Double) {
            let noise = Float(Decibels.ratio(fromDb: max(noiseDbm, -180)))
            total = [Float](repeating: noise, count: cellCount)
            spread = [Float](repeating: noise * noise, count: cellCount)
        }

        @inline(__always)
        mutating func add(_ dbm: Float, _ variance: Float, at cell: Int) {
            let power = exp2(0.332_192_8 * dbm)
            total[cell] += power
            spread[cell] += power * power * max(variance, 0.25)
        }

        func level(_ cell: Int) -> (dbm: Float, deviationDb: Float) {
            (
                10 * log10(total[cell]),
                (spread[cell] / (total[cell] * total[cell])).squareRoot()
            )
        }
    }
}

extension GroundRectangle {
    /// The ground below some cells.
    init(_ cells: CellRectangle, of grid: Grid) {
        self.init(
            west: Double(cells.columns.lowerBound) * grid.cellEastMetres,
            south: Double(cells.rows.lowerBound) * grid.cellNorthMetres,
            east: Double(cells.columns.upperBound) * grid.cellEastMetres,
            north: Double(cells.rows.upperBound) * grid.cellNorthMetres)
    }
}
