import Model
import Numerics

/// Which windows of one band wait for inference, and since when.
///
/// Bound: two numbers a window of the grid.
struct WindowQueue: Hashable, Sendable {
    let layout: WindowLayout
    /// Tick (plus one) since which each window's evidence has changed; 0 where it has not.
    private var dirtySince: [UInt64]
    /// Tick (plus one) of each window's last inference; 0 before the first.
    private var inferredAt: [UInt64]

    init(layout: WindowLayout) {
        self.layout = layout
        dirtySince = Array(repeating: 0, count: layout.count)
        inferredAt = dirtySince
    }

    /// Windows that wait because their evidence changed.
    private(set) var dirtyCount = 0

    /// Notes that cells have changed in a tick.
    mutating func markDirty(around cells: [Int], reachMetres: Double, tick: UInt64) {
        // Neighbouring cells touch the same windows: mark once a block of 4 × 4 cells.
        let side = 4
        var marked: Set<Int> = []
        for index in cells {
            let cell = layout.grid.cell(at: index)
            let west = cell.x / side * side
            let south = cell.y / side * side
            guard marked.insert(south * layout.grid.nx + west).inserted else { continue }
            let windows = layout.windows(
                nearColumns: west...west + side - 1, rows: south...south + side - 1,
                reachMetres: reachMetres)
            for window in windows where dirtySince[window] == 0 {
                dirtySince[window] = tick + 1
                dirtyCount += 1
            }
        }
    }

    /// The windows to infer next, most urgent first: changed ones by how long they wait, then ones
    /// not inferred for `refreshTicks`.
    func due(at tick: UInt64, refreshTicks: UInt64) -> [(window: Int, since: UInt64)] {
        let dirty = dirtySince.indices.filter { dirtySince[$0] > 0 }
            .map { (window: $0, since: dirtySince[$0]) }
        let stale = inferredAt.indices
            .filter { window in
                dirtySince[window] == 0 && inferredAt[window] > 0
                    && inferredAt[window] <= tick && refreshTicks <= tick - inferredAt[window]
            }
            // Staleness ranks behind every change: half of the number line later.
            .map { (window: $0, since: inferredAt[$0] + UInt64.max / 2) }
        return (dirty + stale).sorted { ($0.since, $0.window) < ($1.since, $1.window) }
    }

    /// Notes that windows have been inferred at a tick.
    mutating func markInferred(_ windows: [Int], tick: UInt64) {
        for window in windows {
            if dirtySince[window] > 0 { dirtyCount -= 1 }
            dirtySince[window] = 0
            inferredAt[window] = tick + 1
        }
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(dirtySince)
        writer.append(inferredAt)
    }

    /// Reads a queue that `encode` wrote.
    ///
    /// - Parameters:
    ///   - layout: the windows of the present grid.
    ///   - closedTick: the last tick that had been closed; no window can be of a later one.
    ///   - reader: stands before the queue.
    /// - Throws: where the bytes are of another grid or of ticks to come.
    init(
        layout: WindowLayout, closedTick: UInt64?, from reader: inout ByteReader
    ) throws {
        self.layout = layout
        dirtySince = try reader.readUInt64s()
        inferredAt = try reader.readUInt64s()
        guard dirtySince.count == layout.count, inferredAt.count == layout.count else {
            throw EngineStateError(reason: "windows of another grid")
        }
        let last = closedTick.map { $0 + 1 } ?? 0
        guard dirtySince.allSatisfy({ $0 <= last }), inferredAt.allSatisfy({ $0 <= last }) else {
            throw EngineStateError(reason: "windows of a tick that was never closed")
        }
        dirtyCount = dirtySince.count { $0 > 0 }
    }
}
