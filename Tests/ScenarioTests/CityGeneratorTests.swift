import Geometry
import Glibc
import Model
import Numerics
import Scenario
import Testing

/// Cities keep the statistics of ITU-R P.1410 that they are drawn by.
struct CityGeneratorTests {
    func cities(_ shape: CityShape, count: UInt64) -> [City] {
        (0..<count).map { seed in
            var generator = SeededGenerator(seed: seed)
            return CityGenerator(shape: shape).city(
                extentEastMetres: 512, extentNorthMetres: 512, using: &generator)
        }
    }

    @Test(arguments: [(0.3, 300.0), (0.1, 750.0), (0.5, 500.0)])
    func `the built-up share is alpha`(alpha: Double, beta: Double) {
        let shape = CityShape(builtUpShare: alpha, buildingsPerSquareKilometre: beta)
        let shares = cities(shape, count: 60).map(\.builtUpShare)
        let mean = shares.reduce(0, +) / Double(shares.count)
        print("scenario: built-up share \(mean) for alpha \(alpha)")
        #expect(abs(mean - alpha) < 0.02)
    }

    @Test func `heights follow a Rayleigh law of the given mean`() {
        let shape = CityShape(heightMetresMax: 1_000)
        var heights: [Double] = []
        for city in cities(shape, count: 60) {
            // One cell in the middle of every lot would miss; distinct heights are distinct buildings.
            heights += Set(city.heightsMetres.filter { $0 > 0 }).map(Double.init)
        }
        let count = Double(heights.count)
        let mean = heights.reduce(0, +) / count
        let square = heights.reduce(0) { $0 + $1 * $1 } / count
        // Some 5 000 buildings: the mean's standard error is 0.15 m.
        #expect(abs(mean - 20) < 0.6)
        // Rayleigh: E h² = (4 / π) mean².
        #expect(abs(square / (mean * mean) - 4 / .pi) < 0.03)
        let above = heights.count { $0 > 30 }
        let expected = exp(-Double.pi / 4 * 2.25)
        #expect(abs(Double(above) / count - expected) < 0.02)
    }

    @Test func `no building is taller than it may be`() {
        for city in cities(CityShape(), count: 30) { #expect(city.heightMetresMax <= 50) }
    }

    @Test func `the number of buildings is beta`() {
        let counts = cities(CityShape(), count: 40).map { city in
            Double(Set(city.heightsMetres.filter { $0 > 0 && $0 < 50 }).count)
        }
        let mean = counts.reduce(0, +) / Double(counts.count)
        // Those that reach in from beyond the border count too: (512 + 32)² m² of lots.
        let expected = 300 * 0.544 * 0.544
        #expect(abs(mean - expected) < 5)
    }
}
