import Testing

@testable import Interference

struct WindowAxisTests {
    private static let counts = [
        1, 2, 7, 31, 64, 100, 127, 128, 129, 130, 144, 160, 191, 192, 193, 255, 256, 257, 300, 512,
        777, 1024, 2000,
    ]

    @Test(arguments: counts)
    func `weights of all windows sum to one in every cell`(_ count: Int) {
        let axis = WindowAxis(cellCount: count, side: 128, step: 64, margin: 16, alignment: 32)
        var sums = [Float](repeating: 0, count: count)
        for (window, origin) in axis.origins.enumerated() {
            #expect(origin % 32 == 0 && origin < count)
            #expect(axis.weights[window].count == 128)
            for (cell, weight) in axis.weights[window].enumerated() {
                #expect(weight >= 0)
                if origin + cell < count {
                    sums[origin + cell] += weight
                } else {
                    #expect(weight == 0, "beyond the plane nothing counts")
                }
            }
        }
        #expect(sums.allSatisfy { abs($0 - 1) < 1e-6 })
        #expect(axis.origins.count == 1 || count > 128)
    }

    @Test(arguments: counts)
    func `inner edges count for nothing, the plane's own fully`(_ count: Int) {
        let axis = WindowAxis(cellCount: count, side: 128, step: 64, margin: 16, alignment: 32)
        for window in axis.origins.indices.dropFirst() {
            #expect(axis.weights[window].prefix(16).allSatisfy { $0 == 0 })
        }
        for window in axis.origins.indices.dropLast() {
            #expect(axis.weights[window].suffix(16).allSatisfy { $0 == 0 })
        }
        #expect(axis.weights[0][0] == 1)
        let last = axis.origins.count - 1
        #expect(axis.weights[last][count - 1 - axis.origins[last]] == 1)
    }

    @Test(arguments: counts)
    func `the windows that touch some cells are those with weight there`(_ count: Int) {
        let axis = WindowAxis(cellCount: count, side: 128, step: 64, margin: 16, alignment: 32)
        for first in stride(from: 0, to: count, by: 13) {
            let cells = first..<min(first + 5, count)
            let expected = axis.origins.indices.filter { window in
                cells.contains { cell in
                    let local = cell - axis.origins[window]
                    return (0..<128).contains(local) && axis.weights[window][local] > 0
                }
            }
            #expect(axis.windows(touching: cells) == expected)
            #expect(expected.count <= 3 && !expected.isEmpty)
        }
    }

    @Test func `beyond the plane cells are mirrored, again and again`() {
        let axis = WindowAxis(cellCount: 5, side: 16, step: 4, margin: 1, alignment: 4)
        #expect(axis.cells(of: 0) == [0, 1, 2, 3, 4, 4, 3, 2, 1, 0, 0, 1, 2, 3, 4, 4])
    }

    @Test func `one dirty core of a large plane needs four windows of more than two hundred`() {
        let lattice = WindowLattice(columnCount: 1024, rowCount: 1024)
        #expect(lattice.count == 225)
        for west in stride(from: 0, to: 1024, by: 64) {
            let core = CellRectangle(columns: west..<west + 64, rows: 448..<512)
            let count = lattice.windows(touching: [core]).count
            #expect(count <= 4 && 40 * count <= lattice.count)
        }
        let everything = CellRectangle(columns: 0..<1024, rows: 0..<1024)
        #expect(lattice.windows(touching: [everything]) == Array(0..<225))
        #expect(lattice.windows(touching: []).isEmpty)
    }
}
