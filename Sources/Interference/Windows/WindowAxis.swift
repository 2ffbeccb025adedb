/// How one axis of a plane is cut into overlapping windows, and with which weights they are blended.
///
/// A window's outermost cells see too little of what lies beyond them: within `margin` of an inner
/// edge its weight is nought, then it rises as 3t² - 2t³ to one. At the plane's own edges windows end
/// as the training's maps did, and weigh fully. For every cell the weights of all windows sum to one.
public struct WindowAxis: Hashable, Sendable {
    /// Cells of the plane along the axis.
    public let cellCount: Int
    /// Cells of a window along it.
    public let side: Int
    /// First cell of each window, ascending.
    ///
    /// They are multiples of the alignment: pooling then halves the same pairs of cells in every
    /// window. The last window may reach beyond the plane.
    public let origins: [Int]
    /// Weight of each of a window's cells [window][side]; nought beyond the plane.
    public let weights: [[Float]]

    /// Windows over an axis.
    ///
    /// - Parameters:
    ///   - cellCount: cells of the plane.
    ///   - side: cells of a window.
    ///   - step: from one window to the next, at most.
    ///   - margin: cells at an inner edge that count for nothing.
    ///   - alignment: what windows' first cells are multiples of.
    public init(cellCount: Int, side: Int, step: Int, margin: Int, alignment: Int) {
        precondition(cellCount > 0 && alignment > 0 && step >= alignment, "a plane has cells")
        precondition(side - step > 2 * margin, "neighbouring windows overlap beyond their margins")
        self.cellCount = cellCount
        self.side = side
        let last = max((cellCount - side + alignment - 1) / alignment * alignment, 0)
        let gapCount = (last + step - 1) / step
        let origins =
            gapCount == 0
            ? [0] : (0...gapCount).map { last * $0 / gapCount / alignment * alignment }
        self.origins = origins
        let raw = origins.indices.map { window in
            (0..<side).map { cell -> Float in
                guard origins[window] + cell < cellCount else { return 0 }
                let near =
                    window == 0
                    ? 1
                    : Self.rise(cell, overlap: origins[window - 1] + side - origins[window], margin)
                let far =
                    window == origins.count - 1
                    ? 1
                    : Self.rise(
                        side - 1 - cell, overlap: origins[window] + side - origins[window + 1],
                        margin)
                return min(near, far)
            }
        }
        var sums = [Float](repeating: 0, count: cellCount)
        for (window, origin) in origins.enumerated() {
            for cell in 0..<side where origin + cell < cellCount {
                sums[origin + cell] += raw[window][cell]
            }
        }
        weights = origins.indices.map { window in
            (0..<side).map { cell in
                let place = origins[window] + cell
                return place < cellCount ? raw[window][cell] / sums[place] : 0
            }
        }
    }

    /// The windows that have a say in some cells.
    public func windows(touching cells: Range<Int>) -> [Int] {
        origins.indices.filter { window in
            let first = max(cells.lowerBound - origins[window], 0)
            let last = min(cells.upperBound - origins[window], side)
            return first < last && weights[window][first..<last].contains { $0 > 0 }
        }
    }

    /// The plane's cell behind each of a window's; beyond the plane it is mirrored at its edge.
    public func cells(of window: Int) -> [Int] {
        (0..<side).map { cell in
            let place = (origins[window] + cell) % (2 * cellCount)
            return place < cellCount ? place : 2 * cellCount - 1 - place
        }
    }

    /// Weight of a cell so many cells behind a window's inner edge.
    private static func rise(_ cell: Int, overlap: Int, _ margin: Int) -> Float {
        let share =
            (Float(cell) + 0.5 - Float(margin)) / Float(max(overlap - 2 * margin, 1))
        let bounded = min(max(share, 0), 1)
        return bounded * bounded * (3 - 2 * bounded)
    }
}
