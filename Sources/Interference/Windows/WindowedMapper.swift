import Model
import NeuralNet
import Numerics

/// A network over a plane of any size: only the windows that have a say in what is asked for run, all
/// in one batch, and are blended.
///
/// A cell's value depends on the evidence and on what the prior keeps warm, never on which other cells
/// were asked for: all windows with a say in it run together. So a map that is brought up to date
/// piece by piece has no seam but time's.
public struct WindowedMapper: PlaneMapper {
    private let method: any WindowNetwork
    private let network: BatchedNetwork
    private(set) var source: (any WarmPriorSource)?
    private let step: Int

    /// Areas this close are estimated as one: emitters on their borders are seen from both.
    private static let apartCells = 32

    init(
        _ method: any WindowNetwork, network: BatchedNetwork, source: (any WarmPriorSource)?,
        step: Int = WindowLattice.step
    ) throws(NeuralNetError) {
        guard method.priorName == source?.name else {
            throw NeuralNetError(
                "the weights were learnt over the prior \(method.priorName ?? "none"), not "
                    + "\(source?.name ?? "none")")
        }
        self.method = method
        self.network = network
        self.source = source
        self.step = step
    }

    /// The method's name.
    public var name: String { method.name }

    /// Maps the interference in some areas; NaN elsewhere.
    public mutating func map(
        _ evidence: InterferenceEvidence, in areas: [CellRectangle]
    ) throws -> InterferenceEstimate {
        let grid = evidence.grid
        let lattice = WindowLattice(columnCount: grid.nx, rowCount: grid.ny, step: step)
        guard !areas.isEmpty else {
            return InterferenceEstimate(
                issDbm: [Float](repeating: .nan, count: grid.levelCellCount))
        }
        let windows = lattice.windows(touching: areas)
        let prior = try prior(of: evidence, lattice, windows, renewing: areas)
        let hulls = CellRectangle.hulls(of: areas, apartCells: Self.apartCells)
        var sums = hulls.map { [Float](repeating: 0, count: method.mapCount * $0.cellCount) }
        // A batch at a time, so that memory does not grow with the plane.
        let sizeMax = BatchedNetwork.batchSizes[0]
        for start in stride(from: 0, to: windows.count, by: sizeMax) {
            let part = windows[start..<min(start + sizeMax, windows.count)]
            let cuts = part.map { window in
                let (column, row) = lattice.place(of: window)
                return evidence.cut(
                    columns: lattice.columns.cells(of: column), rows: lattice.rows.cells(of: row))
            }
            let inputs = zip(part, cuts).map { window, cut in
                let (column, row) = lattice.place(of: window)
                return method.inputs(
                    cut,
                    prior: prior?.cut(
                        of: grid, columns: lattice.columns.cells(of: column),
                        rows: lattice.rows.cells(of: row)))
            }
            let outputs = try network.forward(inputs, output: method.output)
            for (position, window) in part.enumerated() {
                let maps = method.maps(outputs[position], of: cuts[position])
                for (index, hull) in hulls.enumerated() {
                    lattice.blend(
                        maps, of: window, into: &sums[index], over: hull,
                        mapCount: method.mapCount)
                }
            }
        }
        return estimate(sums, over: hulls, areas: areas, evidence, prior: prior)
    }

    private mutating func prior(
        of evidence: InterferenceEvidence, _ lattice: WindowLattice, _ windows: [Int],
        renewing changed: [CellRectangle]
    ) throws -> InterferencePrior? {
        guard var source else { return nil }
        defer { self.source = source }
        let areas = windows.map { window in
            let (column, row) = lattice.place(of: window)
            return CellRectangle(
                columns: lattice.columns.origins[
                    column]..<min(
                        lattice.columns.origins[column] + lattice.columns.side, evidence.grid.nx),
                rows: lattice.rows.origins[
                    row]..<min(
                        lattice.rows.origins[row] + lattice.rows.side, evidence.grid.ny))
        }
        return try source.prior(of: evidence, in: areas, renewing: changed)
    }

    /// The estimates over the hulls, put into the plane where they were asked for.
    private func estimate(
        _ sums: [[Float]], over hulls: [CellRectangle], areas: [CellRectangle],
        _ evidence: InterferenceEvidence, prior: InterferencePrior?
    ) -> InterferenceEstimate {
        let grid = evidence.grid
        var whole = InterferenceEstimate(issDbm: [])
        for (hull, sum) in zip(hulls, sums) {
            let columns = Array(hull.columns)
            let rows = Array(hull.rows)
            let part = method.estimate(
                sum, evidence.strip(columns: columns, rows: rows),
                prior: prior?.cut(of: grid, columns: columns, rows: rows))
            let inside = areas.filter { $0.overlaps(hull) }
            Self.put(part.issDbm, hull, inside, grid, into: &whole.issDbm)
            Self.put(part.deviationsDb, hull, inside, grid, into: &whole.deviationsDb)
            Self.put(part.desiredDbm, hull, inside, grid, into: &whole.desiredDbm)
            whole.emitters += part.emitters.compactMap { emitter in
                var moved = emitter
                moved.position = emitter.position.moved(
                    eastMetres: Double(hull.columns.lowerBound) * grid.cellEastMetres,
                    northMetres: Double(hull.rows.lowerBound) * grid.cellNorthMetres)
                let isAsked =
                    grid.cell(holding: moved.position).map { cell in
                        inside.contains { $0.columns.contains(cell.x) && $0.rows.contains(cell.y) }
                    } ?? false
                return isAsked ? moved : nil
            }
        }
        whole.emitters.sort { $0.confidence > $1.confidence }
        return whole
    }

    /// Puts a hull's plane into the whole one where it was asked for; nothing where it is empty.
    private static func put(
        _ part: [Float], _ hull: CellRectangle, _ areas: [CellRectangle], _ grid: Grid,
        into plane: inout [Float]
    ) {
        guard !part.isEmpty else { return }
        if plane.isEmpty { plane = [Float](repeating: .nan, count: grid.levelCellCount) }
        for area in areas {
            for y in area.rows {
                let source =
                    (y - hull.rows.lowerBound) * hull.columns.count - hull.columns.lowerBound
                for x in area.columns { plane[y * grid.nx + x] = part[source + x] }
            }
        }
    }

    /// Writes the prior's warm state; the network has none.
    public func encode(into writer: inout ByteWriter) { source?.encode(into: &writer) }

    /// Reads it.
    public mutating func restore(from reader: inout ByteReader) throws {
        try source?.restore(from: &reader)
    }
}
