import Model
import Numerics
import Testing

@testable import Engine

struct WindowTests {
    @Test(arguments: [(16, 16, 1), (1, 1, 1), (17, 33, 2), (64, 40, 3), (15, 100, 1)])
    func `each cell lies in exactly one window`(_ nx: Int, _ ny: Int, _ nz: Int) {
        let levels = (0..<nz).map { 30.0 * Double($0 + 1) }
        let grid = Fixture.grid(nx: nx, ny: ny, levels: levels)
        let layout = WindowLayout(grid: grid)
        var seen = Array(repeating: 0, count: grid.cellCount)
        for window in 0..<layout.count {
            let cells = layout.cells(of: window)
            #expect(cells == cells.sorted() && !cells.isEmpty && cells.count <= 256)
            for cell in cells { seen[cell] += 1 }
        }
        #expect(seen.allSatisfy { $0 == 1 })
    }

    @Test func `every window within reach of a changed cell is marked, and none far away`() {
        let grid = Fixture.grid(nx: 100, ny: 70, levels: [30, 60])
        let layout = WindowLayout(grid: grid)
        let reach = 80.0
        func gap(_ window: Int, _ cell: Grid.Cell) -> Double {
            layout.cells(of: window).map { index in
                let other = grid.cell(at: index)
                let east = Double(max(abs(other.x - cell.x), 0)) * 8
                let north = Double(max(abs(other.y - cell.y), 0)) * 8
                return max(east, north)
            }.min() ?? 0
        }
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<40 {
            // Neighbours in any order of discovery must not hide each other's windows.
            let first = Int(generator.next() % UInt64(grid.cellCount))
            let cells = Set((0..<4).map { (first + $0 * (1 + $0 % 2 * 98)) % grid.cellCount })
                .sorted()
            var queue = WindowQueue(layout: layout)
            queue.markDirty(around: cells, reachMetres: reach, tick: 5)
            let marked = Set(queue.due(at: 5, refreshTicks: 40).map(\.window))
            #expect(marked.count == queue.dirtyCount)
            for window in 0..<layout.count {
                let nearest = cells.map { gap(window, grid.cell(at: $0)) }.min() ?? 0
                if nearest <= reach { #expect(marked.contains(window)) }
                if nearest > reach + 32 { #expect(!marked.contains(window)) }
            }
        }
    }

    @Test func `a reach beyond all bounds marks every window`() {
        let layout = WindowLayout(grid: Fixture.grid(nx: 100, ny: 70))
        for reach in [1e300, .infinity] {
            var queue = WindowQueue(layout: layout)
            queue.markDirty(around: [0], reachMetres: reach, tick: 0)
            #expect(queue.dirtyCount == layout.count)
        }
    }

    @Test func `windows come by how long they wait, then the stale ones`() {
        let layout = WindowLayout(grid: Fixture.grid(nx: 80, ny: 16))
        var queue = WindowQueue(layout: layout)
        #expect(queue.due(at: 0, refreshTicks: 40).isEmpty, "nothing was ever seen")
        queue.markInferred([0, 1], tick: 10)
        queue.markDirty(around: [79], reachMetres: 1, tick: 30)
        queue.markDirty(around: [40], reachMetres: 1, tick: 20)
        queue.markDirty(around: [79], reachMetres: 1, tick: 50)
        #expect(queue.due(at: 50, refreshTicks: 40).map(\.window) == [2, 4])
        #expect(queue.due(at: 51, refreshTicks: 40).map(\.window) == [2, 4, 0, 1])
        queue.markInferred([4], tick: 51)
        #expect(queue.dirtyCount == 1)
        #expect(queue.due(at: 51, refreshTicks: 40).map(\.window) == [2, 0, 1])
    }

    @Test func `no window starves while others keep changing`() throws {
        // Four windows, two of them changed at every tick; room for one a round.
        var queue = WindowQueue(layout: WindowLayout(grid: Fixture.grid(nx: 64, ny: 16)))
        queue.markDirty(around: [0, 16, 32, 48], reachMetres: 1, tick: 0)
        var inferredAt: [Int: [UInt64]] = [:]
        for tick in UInt64(1)...40 {
            queue.markDirty(around: [0, 16], reachMetres: 1, tick: tick)
            let next = try #require(queue.due(at: tick, refreshTicks: 10).first)
            queue.markInferred([next.window], tick: tick)
            inferredAt[next.window, default: []].append(tick)
        }
        for window in 0..<4 {
            #expect((inferredAt[window]?.first ?? .max) <= 4, "\(inferredAt)")
        }
        #expect((inferredAt[0]?.count ?? 0) >= 15 && (inferredAt[1]?.count ?? 0) >= 15)
    }

    @Test func `a queue goes through its bytes, and ticks of the future are refused`() throws {
        let layout = WindowLayout(grid: Fixture.grid(nx: 80, ny: 16))
        var queue = WindowQueue(layout: layout)
        queue.markDirty(around: [0, 40], reachMetres: 1, tick: 20)
        queue.markInferred([0], tick: 21)
        var writer = ByteWriter()
        queue.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        #expect(try WindowQueue(layout: layout, closedTick: 21, from: &reader) == queue)
        reader = ByteReader(writer.bytes)
        #expect(throws: EngineStateError.self) {
            try WindowQueue(layout: layout, closedTick: 19, from: &reader)
        }
        reader = ByteReader(writer.bytes)
        #expect(throws: EngineStateError.self) {
            try WindowQueue(
                layout: WindowLayout(grid: Fixture.grid()), closedTick: 21, from: &reader)
        }
    }
}
