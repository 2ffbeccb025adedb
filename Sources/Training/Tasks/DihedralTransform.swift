import Numerics

/// One of the eight ways in which a square falls onto itself: quarter turns and a reflection.
///
/// Radio maps of a city keep their statistics under all of them.
public struct DihedralTransform: Hashable, Sendable {
    /// 0 to 7: bit 0 reflects east and west, bit 1 north and south, bit 2 swaps the axes.
    public let index: Int

    /// A transform by its number, 0 to 7; 0 leaves all as it is.
    public init(index: Int) {
        precondition(index >= 0 && index < 8, "a square has eight symmetries")
        self.index = index
    }

    /// Draws one.
    public init(using generator: inout SeededGenerator) {
        self.init(index: Int(generator.next() % 8))
    }

    /// A square plane, or several one after the other, transformed [plane × side × side].
    public func callAsFunction(_ planes: [Float], side: Int) -> [Float] {
        guard index != 0 else { return planes }
        let size = side * side
        precondition(planes.count % size == 0, "planes are square")
        var turned = [Float](repeating: 0, count: planes.count)
        for base in stride(from: 0, to: planes.count, by: size) {
            for row in 0..<side {
                for column in 0..<side {
                    turned[base + row * side + column] =
                        planes[base + source(row, column, side)]
                }
            }
        }
        return turned
    }

    /// Where the value of a cell comes from.
    private func source(_ row: Int, _ column: Int, _ side: Int) -> Int {
        var (y, x) = index & 4 == 0 ? (row, column) : (column, row)
        if index & 1 != 0 { x = side - 1 - x }
        if index & 2 != 0 { y = side - 1 - y }
        return y * side + x
    }
}
