import Glibc
import Model
import Numerics

/// Which cells of a map are visited: anywhere, or along the way of a UAV.
public enum SamplingPattern: String, CaseIterable, Hashable, Sendable {
    /// Cells drawn at random.
    case uniform
    /// Laps about the middle, from the border inwards.
    case rings
    /// Parallel legs.
    case lawnMower = "lawn-mower"
    /// Straight flights between random places.
    case randomWaypoints = "random-waypoints"

    /// The ways of UAVs.
    public static let trajectories: [SamplingPattern] = [.rings, .lawnMower, .randomWaypoints]

    /// Draws the cells that make up a share of a grid's level, in the order of the visits.
    ///
    /// Laps and legs are as far apart as the share asks for; where they fall short of it, the rest is
    /// flown between random places. Exactly the rounded share of the cells, or all that are open.
    ///
    /// - Parameters:
    ///   - grid: The cells, of which the first level is taken.
    ///   - share: Share to be visited, above 0 and at most 1.
    ///   - isOpen: Tells where a UAV can be.
    ///   - generator: Draws what is left to chance.
    /// - Returns: The cells' flat indices, each once.
    public func cells(
        of grid: Grid, share: Double, isOpen: (Int) -> Bool = { _ in true },
        using generator: inout SeededGenerator
    ) -> [Int] {
        precondition(share > 0 && share <= 1, "a share lies above 0 and is at most 1")
        let open = (0..<grid.levelCellCount).filter(isOpen)
        let wanted = min(
            Int((share * Double(grid.levelCellCount)).rounded()), open.count)
        guard self != .uniform else {
            return Array(open.shuffled(using: &generator).prefix(wanted))
        }
        var walk = VisitedCells(grid: grid, open: open)
        for corner in corners(of: grid, share: share, using: &generator)
        where walk.cells.count < wanted {
            walk.fly(to: corner)
        }
        // Random flights meet new cells ever more rarely; the last few are taken at random.
        for _ in 0..<4_096 where walk.cells.count < wanted {
            walk.fly(to: Self.place(in: grid, using: &generator))
        }
        var cells = Array(walk.cells.prefix(wanted))
        if cells.count < wanted {
            let rest = open.filter { !walk.isVisited[$0] }.shuffled(using: &generator)
            cells += rest.prefix(wanted - cells.count)
        }
        return cells
    }

    private static func place(
        in grid: Grid, using generator: inout SeededGenerator
    ) -> (x: Double, y: Double) {
        (generator.uniform() * Double(grid.nx), generator.uniform() * Double(grid.ny))
    }

    /// The corners of the way, in cells.
    private func corners(
        of grid: Grid, share: Double, using generator: inout SeededGenerator
    ) -> [(x: Double, y: Double)] {
        let width = Double(grid.nx)
        let depth = Double(grid.ny)
        let spacing = max(1 / share, 1)
        let phase = generator.uniform()
        let isTurned = generator.uniform() < 0.5
        let isMirrored = generator.uniform() < 0.5
        var corners: [(x: Double, y: Double)] = []
        switch self {
        case .uniform: return []
        case .randomWaypoints: return [Self.place(in: grid, using: &generator)]
        case .rings:
            for inset in stride(
                from: 0.5 + (spacing - 1) * phase, to: min(width, depth) / 2, by: spacing)
            {
                let (right, top) = (width - inset, depth - inset)
                corners += [(inset, inset), (right, inset), (right, top), (inset, top)]
                corners.append((inset, inset))
            }
            return isTurned ? corners.reversed() : corners
        case .lawnMower:
            let (across, along) = isTurned ? (depth, width) : (width, depth)
            var isBack = isMirrored
            for offset in stride(from: 0.5 + (spacing - 1) * phase, to: across, by: spacing) {
                for end in isBack ? [along - 0.5, 0.5] : [0.5, along - 0.5] {
                    corners.append(isTurned ? (end, offset) : (offset, end))
                }
                isBack.toggle()
            }
            return corners
        }
    }
}

/// The cells that a UAV has been in, in the order of its first visits.
private struct VisitedCells {
    private(set) var cells: [Int] = []
    private(set) var isVisited: [Bool]
    private let grid: Grid
    private let isOpen: [Bool]
    private var place: (x: Double, y: Double)?

    init(grid: Grid, open: [Int]) {
        self.grid = grid
        isVisited = [Bool](repeating: false, count: grid.levelCellCount)
        var flags = isVisited
        for cell in open { flags[cell] = true }
        isOpen = flags
    }

    /// Flies straight to a place, given in cells, from the last one.
    mutating func fly(to corner: (x: Double, y: Double)) {
        let start = place ?? corner
        let length = max(abs(corner.x - start.x), abs(corner.y - start.y))
        let stepCount = max(Int((2 * length).rounded(.up)), 1)
        for step in 0...stepCount {
            let share = Double(step) / Double(stepCount)
            let x = Int(start.x + (corner.x - start.x) * share)
            let y = Int(start.y + (corner.y - start.y) * share)
            guard x >= 0, y >= 0, x < grid.nx, y < grid.ny else { continue }
            let cell = y * grid.nx + x
            guard isOpen[cell], !isVisited[cell] else { continue }
            isVisited[cell] = true
            cells.append(cell)
        }
        place = corner
    }
}
