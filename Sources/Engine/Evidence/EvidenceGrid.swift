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

    init(cellCount: Int) { slots = Array(repeating: -1, count: cellCount) }

    subscript(cell index: Int) -> EvidenceCell? {
        slots[index] < 0 ? nil : cells[Int(slots[index])]
    }

    /// Takes one visit into a cell.
    ///
    mutating func absorb(
        _ visit: CellVisit, into index: Int, configuration: EvidenceConfiguration
    ) {
        if slots[index] < 0 {
            slots[index] = Int32(cells.count)
            cells.append(EvidenceCell(priorDeviationDb: configuration.priorDeviationDb))
            indices.append(UInt32(index))
        }
        cells[Int(slots[index])].absorb(visit, configuration: configuration)
    }

    /// Calls back for each visited cell, in the grid's order.
    func forEachCell(_ body: (Int, EvidenceCell) -> Void) {
        for (index, slot) in slots.enumerated() where slot >= 0 { body(index, cells[Int(slot)]) }
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(indices)
        writer.append(cells.map(\.weight))
        writer.append(cells.map(\.weightedWatts))
        writer.append(cells.map(\.dispersionDb2))
        writer.append(cells.map(\.censoredWeight))
        writer.append(cells.map(\.censoredWeightedDbm))
        writer.append(cells.map(\.time.nanoseconds))
        writer.append(cells.map { UInt32(bitPattern: $0.soleSensor) })
    }

    init(cellCount: Int, from reader: inout ByteReader) throws {
        self.init(cellCount: cellCount)
        indices = try reader.readUInt32s()
        let weights = try reader.readDoubles()
        let watts = try reader.readDoubles()
        let dispersions = try reader.readDoubles()
        let censored = try reader.readDoubles()
        let limits = try reader.readDoubles()
        let times = try reader.readUInt64s()
        let sensors = try reader.readUInt32s()
        let counts = [weights, watts, dispersions, censored, limits].map(\.count)
        guard counts.allSatisfy({ $0 == indices.count }), times.count == indices.count,
            sensors.count == indices.count, indices.allSatisfy({ $0 < cellCount })
        else { throw EngineStateError(reason: "evidence arrays of unlike lengths") }
        for (slot, index) in indices.enumerated() {
            var cell = EvidenceCell(priorDeviationDb: 0)
            cell.weight = weights[slot]
            cell.weightedWatts = watts[slot]
            cell.dispersionDb2 = dispersions[slot]
            cell.censoredWeight = censored[slot]
            cell.censoredWeightedDbm = limits[slot]
            cell.time = UnixTime(nanoseconds: times[slot])
            cell.soleSensor = Int32(bitPattern: sensors[slot])
            cells.append(cell)
            slots[Int(index)] = Int32(slot)
        }
    }
}
