import Model
import Numerics
import Testing

@testable import Scenario

/// Which cells are sampled.
struct SamplingPatternTests {
    private let grid = Grid(
        origin: GeodeticPosition(latitudeDegrees: 0, longitudeDegrees: 0, altitudeMetres: 0),
        cellEastMetres: 4, cellNorthMetres: 4, nx: 128, ny: 128, zLevelsMetres: [50])

    @Test(arguments: SamplingPattern.allCases, [0.05, 0.1, 0.2, 0.3])
    func `every pattern visits exactly the share, each cell once`(
        pattern: SamplingPattern, share: Double
    ) {
        for seed in 0..<4 as Range<UInt64> {
            var draw = SeededGenerator(seed: seed)
            let cells = pattern.cells(
                of: grid, share: share, isOpen: { $0 % 97 != 0 }, using: &draw)
            #expect(cells.count == Int((share * 16_384).rounded()))
            #expect(Set(cells).count == cells.count)
            #expect(cells.allSatisfy { $0 % 97 != 0 && (0..<16_384).contains($0) })
        }
    }

    @Test(arguments: SamplingPattern.trajectories)
    func `a trajectory is a way: most visits follow a neighbour's`(pattern: SamplingPattern) {
        var draw = SeededGenerator(seed: 1)
        let cells = pattern.cells(of: grid, share: 0.1, using: &draw)
        let steps = zip(cells, cells.dropFirst()).count { first, second in
            abs(first % 128 - second % 128) <= 1 && abs(first / 128 - second / 128) <= 1
        }
        #expect(Double(steps) / Double(cells.count) > 0.85)
    }

    @Test func `legs and laps reach all parts of the region`() {
        for pattern in SamplingPattern.trajectories {
            var draw = SeededGenerator(seed: 2)
            let cells = pattern.cells(of: grid, share: 0.1, using: &draw)
            for quarter in 0..<4 {
                let inside = cells.count {
                    ($0 % 128 >= 64) == (quarter % 2 == 1) && ($0 / 128 >= 64) == (quarter > 1)
                }
                #expect(Double(inside) / Double(cells.count) > 0.1)
            }
        }
    }

    @Test func `a mask follows from the scene and its draw`() {
        let scene = InterferenceScene(
            seed: 1, number: 0, configuration: .init(sideCellCount: 32))
        let first = scene.sampledDbm(.uniform, share: 0.1)
        #expect(first.count { !$0.isNaN } == 102)
        let seen = first.indices.filter { !first[$0].isNaN }
        #expect(seen.allSatisfy { first[$0] == scene.receivedDbm[$0] })
        let again = scene.sampledDbm(.uniform, share: 0.1)
        #expect(again.map(\.bitPattern) == first.map(\.bitPattern))
        let other = scene.sampledDbm(.uniform, share: 0.1, draw: 1)
        #expect(other.map(\.bitPattern) != first.map(\.bitPattern))
    }
}
