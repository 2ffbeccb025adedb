import Model
import Numerics
import Testing

@testable import Interpolation

struct NeighbourIndexTests {
    private func field(_ positions: [LocalPosition]) -> ScatteredField {
        var field = ScatteredField()
        for position in positions { field.append(at: position, valueDb: 0, varianceDb2: 1) }
        return field
    }

    private func random(_ count: Int, seed: UInt64, thin: Bool = false) -> [LocalPosition] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            LocalPosition(
                eastMetres: 1_000 + 400 * generator.uniform(),
                northMetres: thin ? -50 : -50 + 300 * generator.uniform(),
                upMetres: 60 * generator.uniform())
        }
    }

    /// Every observation by distance, then by its slot in the index.
    private func expected(
        _ index: NeighbourIndex, _ place: LocalPosition, wanted: Int, radius: Double
    ) -> [Int] {
        let all = (0..<index.count).map { slot -> (Double, Int) in
            let e = index.east[slot] - place.eastMetres
            let n = index.north[slot] - place.northMetres
            let u = index.up[slot] - place.upMetres * index.verticalScale
            return (e * e + n * n + u * u, slot)
        }
        return all.filter { $0.0 <= radius * radius }.sorted { $0 < $1 }.prefix(wanted).map(\.1)
    }

    @Test(arguments: [0, 1, 2, 7, 64, 500], [1, 6, 16, 32])
    func `a search finds the nearest, as looking at all of them does`(count: Int, wanted: Int) {
        for thin in [false, true] {
            let positions = random(count, seed: UInt64(count), thin: thin)
            let index = NeighbourIndex(field(positions), verticalScale: 2)
            var list = NeighbourList(capacity: wanted)
            var generator = SeededGenerator(seed: 77)
            for round in 0..<60 {
                let far = round % 3 == 0 ? 1_500.0 : 0
                let place = LocalPosition(
                    eastMetres: 900 + 600 * generator.uniform() - far,
                    northMetres: -150 + 500 * generator.uniform() + far / 2,
                    upMetres: 100 * generator.uniform())
                let radius = round % 2 == 0 ? 120.0 : 5_000
                index.search(
                    east: place.eastMetres, north: place.northMetres,
                    scaledUp: place.upMetres * 2, wanted: wanted, radius: radius, into: &list)
                #expect(
                    Array(list.slots.prefix(list.count))
                        == expected(index, place, wanted: wanted, radius: radius))
            }
        }
    }

    @Test func `coincident observations are all found, in order`() {
        let here = LocalPosition(eastMetres: 5, northMetres: 6, upMetres: 7)
        let index = NeighbourIndex(
            field([LocalPosition](repeating: here, count: 9)), verticalScale: 1)
        var list = NeighbourList(capacity: 4)
        index.search(east: 0, north: 0, scaledUp: 0, wanted: 4, radius: 100, into: &list)
        #expect(list.count == 4)
        #expect(Array(list.slots) == [0, 1, 2, 3])
    }

    @Test func `observations that are not finite are not found, and keep the others' indices`() {
        var field = ScatteredField()
        let here = LocalPosition(eastMetres: 0, northMetres: 0, upMetres: 0)
        field.append(at: here, valueDb: .nan, varianceDb2: 1)
        field.append(at: here, valueDb: -70, varianceDb2: -1)
        field.append(at: here, valueDb: -70, varianceDb2: 1)
        field.append(at: here, valueDb: -70, varianceDb2: .infinity)
        let index = NeighbourIndex(field, verticalScale: 1)
        #expect(index.observations == [2])
    }

    @Test func `a balanced search does not take all neighbours from one side`() {
        // A dense track to the west, and a few observations elsewhere.
        var positions = (0..<40).map {
            LocalPosition(eastMetres: -10, northMetres: Double($0) - 20, upMetres: 0)
        }
        positions += [(40.0, 5.0), (45, -30), (5, 41), (-5, -44)].map {
            LocalPosition(eastMetres: $0.0, northMetres: $0.1, upMetres: 0)
        }
        let index = NeighbourIndex(field(positions), verticalScale: 1)
        var list = NeighbourList(capacity: 100)
        index.search(east: 0, north: 0, scaledUp: 0, wanted: 24, radius: 200, into: &list)
        let plainEast = (0..<list.count).count { index.east[list.slots[$0]] > 0 }
        #expect(plainEast == 0)
        index.searchBalanced(east: 0, north: 0, scaledUp: 0, wanted: 24, radius: 200, into: &list)
        #expect(list.count == 24)
        let balancedEast = (0..<list.count).count { index.east[list.slots[$0]] > 0 }
        #expect(balancedEast == 3)
        let distances = list.squaredDistances.prefix(list.count)
        #expect(distances.sorted() == Array(distances))
        #expect(Set(list.slots.prefix(list.count)).count == 24)
    }
}
