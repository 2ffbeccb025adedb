import Model
import Numerics

/// The evidence of one band, cell by cell; only visited cells take memory.
///
/// Bound: one entry a cell of the grid.
struct EvidenceGrid: Hashable, Sendable {
    private(set) var cells: [EvidenceCell] = []
    /// Flat index of the grid's cell behind each entry.
    private(set) var indices: [UInt32] = []
    /// Entry of each cell of the grid, -1 where it was never visited.
    private var slots: [Int32]

    /// Cells whose evidence has changed since they were last taken, in no order.
    private var changed: [Int] = []
    /// Whether each entry is among them.
    private var isChanged: [Bool] = []

    init(cellCount: Int) { slots = Array(repeating: -1, count: cellCount) }

    subscript(cell index: Int) -> EvidenceCell? {
        slots[index] < 0 ? nil : cells[Int(slots[index])]
    }

    /// The entry of a cell, made where it is new, and faded to an instant.
    mutating func open(
        _ index: Int, at time: UnixTime, configuration: EvidenceConfiguration
    ) -> Int {
        if slots[index] < 0 {
            slots[index] = Int32(cells.count)
            cells.append(EvidenceCell(priorDeviationDb: configuration.priorDeviationDb))
            indices.append(UInt32(index))
            isChanged.append(false)
        }
        let slot = Int(slots[index])
        cells[slot].fade(to: time, configuration: configuration)
        return slot
    }

    /// Takes one visit into an entry that `open` gave.
    mutating func absorb(
        _ visit: CellVisit, residualDb: Double?, slot: Int, configuration: EvidenceConfiguration
    ) {
        cells[slot].absorb(visit, residualDb: residualDb, configuration: configuration)
        if !isChanged[slot] {
            isChanged[slot] = true
            changed.append(Int(indices[slot]))
        }
    }

    /// Takes one visit into a cell.
    mutating func absorb(
        _ visit: CellVisit, into index: Int, configuration: EvidenceConfiguration
    ) {
        let slot = open(index, at: visit.time, configuration: configuration)
        absorb(
            visit, residualDb: cells[slot].residualDb(of: visit), slot: slot,
            configuration: configuration)
    }

    /// Takes out which cells have changed since the last call, ascending.
    mutating func takeChangedCells() -> [Int] {
        for index in changed { isChanged[Int(slots[index])] = false }
        defer { changed.removeAll(keepingCapacity: true) }
        return changed.sorted()
    }

    /// Calls back for each visited cell, in the grid's order.
    func forEachCell(_ body: (Int, EvidenceCell) -> Void) {
        for (index, slot) in slots.enumerated() where slot >= 0 { body(index, cells[Int(slot)]) }
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(indices)
        writer.append(cells.map(\.weight))
        writer.append(cells.map(\.weightedWatts))
        writer.append(cells.map(\.weightedBiasDb2))
        writer.append(cells.map(\.dispersionDb2))
        writer.append(cells.map(\.censoredWeight))
        writer.append(cells.map(\.censoredWeightedDbm))
        writer.append(cells.map(\.time.nanoseconds))
        writer.append(cells.map { UInt32(bitPattern: $0.soleSensor) })
        writer.append(cells.map { UInt8(bitPattern: $0.strayRun) })
    }

    init(cellCount: Int, from reader: inout ByteReader) throws {
        self.init(cellCount: cellCount)
        indices = try reader.readUInt32s()
        let weights = try reader.readDoubles()
        let watts = try reader.readDoubles()
        let biases = try reader.readDoubles()
        let dispersions = try reader.readDoubles()
        let censored = try reader.readDoubles()
        let limits = try reader.readDoubles()
        let times = try reader.readUInt64s()
        let sensors = try reader.readUInt32s()
        let strayRuns = try reader.readBytes()
        let counts = [weights, watts, biases, dispersions, censored, limits].map(\.count)
        guard counts.allSatisfy({ $0 == indices.count }), times.count == indices.count,
            sensors.count == indices.count, strayRuns.count == indices.count,
            indices.allSatisfy({ $0 < cellCount })
        else { throw EngineStateError(reason: "evidence arrays of unlike lengths") }
        isChanged = Array(repeating: false, count: indices.count)
        for (slot, index) in indices.enumerated() {
            guard slots[Int(index)] < 0 else {
                throw EngineStateError(reason: "a cell's evidence stands twice")
            }
            var cell = EvidenceCell(priorDeviationDb: 0)
            cell.weight = weights[slot]
            cell.weightedWatts = watts[slot]
            cell.weightedBiasDb2 = biases[slot]
            cell.strayRun = Int8(bitPattern: strayRuns[slot])
            cell.dispersionDb2 = dispersions[slot]
            cell.censoredWeight = censored[slot]
            cell.censoredWeightedDbm = limits[slot]
            cell.time = UnixTime(nanoseconds: times[slot])
            cell.soleSensor = Int32(bitPattern: sensors[slot])
            guard cell.isPlausible else {
                throw EngineStateError(reason: "evidence that no samples make")
            }
            cells.append(cell)
            slots[Int(index)] = Int32(slot)
        }
    }
}
