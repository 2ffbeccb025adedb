import Geometry
import Glibc
import Model
import Numerics
import Scenario
import Testing

/// Scenarios: placed as configured, the same for the same seed, and physically plausible.
struct CityScenarioTests {
    static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8]

    @Test(arguments: seeds)
    func `transmitters keep their distances and stand in the open`(seed: UInt64) throws {
        let scenario = CityScenario(seed: seed)
        let interferer = try #require(scenario.interferers.first)
        let station = try #require(scenario.stationPositions.first)
        let start = interferer.start
        #expect(start.horizontalDistanceMetres(to: station) >= 80)
        #expect((48...464).contains(start.eastMetres) && (48...464).contains(start.northMetres))
        #expect(start.upMetres == 1.5)
        #expect(!scenario.city.isInsideBuilding(start))
        #expect(!scenario.city.isInsideBuilding(station))
        #expect(scenario.region.groundStations.count == 1)
        let known = scenario.localFrame.local(of: scenario.region.groundStations[0].position)
        #expect(known.distanceMetres(to: station) < 1e-4)
    }

    @Test(arguments: FlightPattern.allCases)
    func `sensors stay inside the region and out of buildings`(pattern: FlightPattern) {
        var configuration = CityScenarioConfiguration()
        configuration.flightPattern = pattern
        configuration.uavCount = 7
        let scenario = CityScenario(seed: 5, configuration: configuration)
        #expect(scenario.sensors.count == 13)
        #expect(Set(scenario.sensors.map(\.id)).count == 13)
        for sensor in scenario.sensors {
            for second in 0..<200 {
                let place = sensor.position(at: Double(second))
                #expect(scenario.region.grid.cell(holding: place) != nil)
                #expect(!scenario.city.isInsideBuilding(place))
                #expect(
                    sensor.platform == .uav
                        ? place.upMetres == 60 : (3...5).contains(place.upMetres))
                let next = sensor.position(at: Double(second) + 0.1)
                #expect(place.distanceMetres(to: next) <= 1.5 + 1e-9)
            }
        }
    }

    @Test func `a UAV comes near any place soon after any moment`() {
        let scenario = CityScenario(seed: 1)
        var generator = SeededGenerator(seed: 9)
        var waits: [Double] = []
        for _ in 0..<2_000 {
            let place = LocalPosition(
                eastMetres: 48 + 416 * generator.uniform(),
                northMetres: 48 + 416 * generator.uniform(), upMetres: 60)
            let onset = 10 + 100 * generator.uniform()
            var t = onset
            while !scenario.sensors.contains(where: {
                $0.platform == .uav
                    && $0.position(at: t).horizontalDistanceMetres(to: place) <= 80
            }), t < onset + 200 { t += 0.5 }
            waits.append(t - onset)
        }
        waits.sort()
        let median = waits[1_000]
        let tail = waits[1_900]
        print("scenario: a UAV within 80 m after \(median) s (median), \(tail) s (95 %)")
        #expect(median < 15)
        #expect(tail < 50)
    }

    @Test func `equal seeds give equal scenarios and other seeds others`() {
        let one = CityScenario(seed: 11)
        let same = CityScenario(seed: 11)
        let other = CityScenario(seed: 12)
        #expect(one.city == same.city && one.city != other.city)
        #expect(one.interferers == same.interferers && one.interferers != other.interferers)
        #expect(one.sensors == same.sensors)
        #expect(one.region == same.region)
        #expect(
            one.trueMap(product: .rss, band: "b2440", at: 30)
                == same.trueMap(product: .rss, band: "b2440", at: 30))
        var more = CityScenarioConfiguration()
        more.uavCount = 9
        more.groundCount = 0
        let larger = CityScenario(seed: 11, configuration: more)
        #expect(larger.city == one.city && larger.interferers == one.interferers)
    }

    @Test func `lines of sight are plausible shares`() throws {
        var stationShare = 0.0
        var interfererShare = 0.0
        for seed in Self.seeds {
            let scenario = CityScenario(seed: seed)
            let grid = scenario.region.grid
            let station = try #require(scenario.stationPositions.first)
            let interferer = try #require(scenario.interferers.first)
            for (place, isStation) in [(station, true), (interferer.start, false)] {
                let clear = scenario.lineOfSight.horizon(from: place)
                    .visibility(over: grid, level: 0).count { $0 }
                let share = Double(clear) / Double(grid.levelCellCount)
                if isStation { stationShare += share } else { interfererShare += share }
            }
        }
        stationShare /= Double(Self.seeds.count)
        interfererShare /= Double(Self.seeds.count)
        print(
            "scenario: station seen from \(stationShare), interferer from \(interfererShare) "
                + "of the UAV plane")
        // Three buildings in ten stand above the station's 25 m; the street lies among them all.
        #expect((0.45...0.9).contains(stationShare))
        #expect((0.12...0.6).contains(interfererShare))
    }

    @Test func `path loss is the formula where nothing else acts`() throws {
        var configuration = CityScenarioConfiguration()
        configuration.channel.clear.shadowingDb = 0
        configuration.channel.blocked.shadowingDb = 0
        configuration.channel.noiseDbm = -200
        configuration.interferers[0].onAtSeconds = 0
        let scenario = CityScenario(seed: 2, configuration: configuration)
        let interferer = try #require(scenario.interferers.first)
        var above = interferer.start
        above.upMetres = 60
        // 58.5 m straight up: 30 dBm − 28 dB − 22 log10 58.5.
        let clear = Decibels.dbm(
            fromWatts: scenario.interferenceWatts(at: above, band: "b2440", t: 1))
        #expect(abs(clear - (30 - 28 - 22 * log10(58.5))) < 1e-3)
        let grid = scenario.region.grid
        let hidden = try #require(
            (0..<grid.cellCount).lazy.map { grid.centre(of: grid.cell(at: $0)) }.first {
                !scenario.lineOfSight.isClear(from: interferer.start, to: $0)
            })
        let blocked = Decibels.dbm(
            fromWatts: scenario.interferenceWatts(at: hidden, band: "b2440", t: 1))
        let distance = hidden.distanceMetres(to: interferer.start)
        #expect(abs(blocked - (30 - 24 - 36 * log10(distance))) < 1e-3)
    }

    @Test func `shadowing in a scenario has its class's standard deviation`() throws {
        var configuration = CityScenarioConfiguration()
        configuration.interferers = []
        configuration.channel.noiseDbm = -200
        var squares = 0.0
        var count = 0.0
        for seed in Self.seeds {
            let shadowed = CityScenario(seed: seed, configuration: configuration)
            var plain = configuration
            plain.channel.clear.shadowingDb = 0
            plain.channel.blocked.shadowingDb = 0
            let bare = CityScenario(seed: seed, configuration: plain)
            let station = try #require(bare.stationPositions.first)
            for index in 0..<bare.region.grid.cellCount {
                let place = bare.region.grid.centre(of: bare.region.grid.cell(at: index))
                guard bare.lineOfSight.isClear(from: station, to: place) else { continue }
                let difference = Decibels.db(
                    fromRatio: shadowed.desiredWatts(at: place, band: "b2440")
                        / bare.desiredWatts(at: place, band: "b2440"))
                squares += difference * difference
                count += 1
            }
        }
        #expect(count > 10_000)
        #expect(abs((squares / count).squareRoot() - 2) < 0.2)
    }

    @Test func `interferers move as planned and hold still before`() throws {
        let start = LocalPosition(eastMetres: 100, northMetres: 200, upMetres: 1.5)
        let goal = LocalPosition(eastMetres: 100, northMetres: 260, upMetres: 1.5)
        var configuration = CityScenarioConfiguration()
        configuration.interferers = [
            InterfererPlan(
                start: start,
                motion: .velocity(eastMetresPerSecond: 2, northMetresPerSecond: -1),
                onAtSeconds: 10, offAtSeconds: 30),
            InterfererPlan(
                start: start, motion: .waypoints([goal], speedMetresPerSecond: 10),
                onAtSeconds: 5),
        ]
        let scenario = CityScenario(seed: 3, configuration: configuration)
        let straight = scenario.interferers[0]
        #expect(straight.position(at: 0) == start && !straight.isOn(at: 9.99))
        #expect(straight.isOn(at: 10) && !straight.isOn(at: 30))
        #expect(straight.position(at: 20).eastMetres == 120)
        #expect(straight.position(at: 500).northMetres == 180)
        let driver = scenario.interferers[1]
        #expect(driver.position(at: 8).northMetres == 230)
        #expect(driver.position(at: 80) == goal)
    }
}
