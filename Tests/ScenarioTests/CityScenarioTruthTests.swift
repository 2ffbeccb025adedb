import Glibc
import Model
import Scenario
import Testing

/// Truth maps: products agree with one another, and the interferer is heard where it should be.
struct CityScenarioTruthTests {
    @Test func `signal, interference and their ratio belong together`() {
        let scenario = CityScenario(seed: 4)
        let maps = Dictionary(
            uniqueKeysWithValues: MapProduct.allCases.map {
                ($0, scenario.trueMap(product: $0, band: "b2440", at: 30))
            })
        for index in 0..<scenario.region.grid.cellCount {
            let dss = Double(maps[.dss]?[index] ?? .nan)
            let iss = Double(maps[.iss]?[index] ?? .nan)
            let sum = Decibels.watts(fromDbm: dss) + Decibels.watts(fromDbm: iss)
            #expect(abs(Double(maps[.rss]?[index] ?? .nan) - Decibels.dbm(fromWatts: sum)) < 1e-3)
            #expect(abs(Double(maps[.sinr]?[index] ?? .nan) - (dss - iss)) < 1e-3)
            #expect(maps[.occupancy]?[index] == 1)
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func `a switched-on interferer shows in the region around it and goes again`(
        seed: UInt64
    ) throws {
        var configuration = CityScenarioConfiguration()
        configuration.interferers[0].offAtSeconds = 60
        let scenario = CityScenario(seed: seed, configuration: configuration)
        let before = scenario.trueMap(product: .iss, band: "b2440", at: 14.9)
        let during = scenario.trueMap(product: .iss, band: "b2440", at: 15)
        let after = scenario.trueMap(product: .iss, band: "b2440", at: 60)
        #expect(before.allSatisfy { abs($0 + 100) < 1e-3 })
        #expect(after == before)
        let desired = scenario.trueMap(product: .dss, band: "b2440", at: 15)
        let heard = zip(during, desired).count { $0 > $1 - 10 }
        let stronger = zip(during, desired).count { $0 > $1 }
        let cells = Double(during.count)
        print(
            "scenario: seed \(seed): interference within 10 dB of the station's signal on "
                + "\(Double(heard) / cells), above it on \(Double(stronger) / cells)")
        #expect(Double(heard) / cells > 0.05)
        // Around the interferer itself it stands out.
        let peak = try #require(during.max())
        #expect(peak > -46)
    }
}
