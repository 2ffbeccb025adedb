import Geometry
import Glibc
import Model
import Scenario
import Testing

/// Frames: whole, valid, the same however time is cut, and true on average.
struct CityScenarioFrameTests {
    let start = UnixTime(seconds: 1_700_000_000)

    @Test func `a frame is what validation accepts`() throws {
        let scenario = CityScenario(seed: 6)
        for (index, sensor) in scenario.sensors.enumerated() {
            let frame = try #require(
                scenario.frame(
                    of: sensor, sequence: UInt64(index) + 1, startTime: start, from: 20, to: 21,
                    pointRateHz: 10))
            #expect(frame.sensor == sensor.id && frame.sequence == UInt64(index) + 1)
            #expect(frame.pointCount == 10)
            #expect(frame.time == start.advanced(bySeconds: 20))
            #expect(frame.timeOffsetsMicroseconds == (0..<10).map { $0 * 100_000 })
            #expect(frame.bandNames == ["b2440"])
            #expect(frame.rssDbm.count == 10 && frame.altitudesMetres.count == 10)
            #expect(frame.longitudesDegrees.count == 10)
            #expect(frame.rssDbm.allSatisfy { (-130..<10).contains($0) })
            for point in 0..<10 {
                let reported = scenario.localFrame.local(
                    of: GeodeticPosition(
                        latitudeDegrees: frame.latitudesDegrees[point],
                        longitudeDegrees: frame.longitudesDegrees[point],
                        altitudeMetres: Double(frame.altitudesMetres[point])))
                let truth = sensor.position(at: 20 + Double(point) / 10)
                #expect(reported.horizontalDistanceMetres(to: truth) < 4)
                // The wire's altitude is single precision.
                #expect(abs(reported.upMetres - truth.upMetres) < 1e-3)
            }
            let birth = scenario.birth(of: sensor, bootID: frame.bootID)
            #expect(birth.sensor == sensor.id && birth.bands == ["b2440"])
        }
    }

    @Test func `however time is cut, the same points are measured`() throws {
        let scenario = CityScenario(seed: 7)
        let sensor = scenario.sensors[1]
        let whole = try #require(
            scenario.frame(
                of: sensor, sequence: 1, startTime: start, from: 10, to: 20, pointRateHz: 7))
        var rss: [Float] = []
        var times: [UnixTime] = []
        var t = 10.0
        for step in 1...33 {
            let next = step == 33 ? 20 : t + 0.3
            if let frame = scenario.frame(
                of: sensor, sequence: UInt64(step), startTime: start, from: t, to: next,
                pointRateHz: 7)
            {
                rss += frame.rssDbm
                times += (0..<frame.pointCount).map(frame.time(ofPoint:))
            }
            t = next
        }
        #expect(rss == whole.rssDbm)
        #expect(times.count == 70)
        for (point, time) in times.enumerated() {
            #expect(abs(time.seconds(since: whole.time(ofPoint: point))) < 2e-6)
        }
    }

    @Test func `a span without a point has no frame`() {
        let scenario = CityScenario(seed: 7)
        #expect(
            scenario.frame(
                of: scenario.sensors[0], sequence: 1, startTime: start, from: 10.1, to: 10.9,
                pointRateHz: 1) == nil)
    }

    @Test func `readings are the truth with bias and fading`() throws {
        let scenario = CityScenario(seed: 8)
        for sensor in [scenario.sensors[0], try #require(scenario.sensors.last)] {
            let frame = try #require(
                scenario.frame(
                    of: sensor, sequence: 1, startTime: start, from: 30, to: 130,
                    pointRateHz: 20))
            var ratio = 0.0
            for point in 0..<frame.pointCount {
                let t = 30 + Double(point) / 20
                let truth = scenario.rssWatts(at: sensor.position(at: t), band: "b2440", t: t)
                ratio += Decibels.watts(fromDbm: Double(frame.rssDbm[point])) / truth
            }
            // 2 000 readings with a spread of at most 32 %: the mean is good to 0.03 dB.
            let meanDb = Decibels.db(fromRatio: ratio / Double(frame.pointCount))
            #expect(abs(meanDb - sensor.biasDb) < 0.15)
        }
    }

    @Test func `every band has its reading, and its interferer disturbs no other`() throws {
        var configuration = CityScenarioConfiguration()
        configuration.bands.append(
            Band(id: "b5800", centerFrequencyHz: 5.8e9, bandwidthHz: 20e6))
        configuration.interferers[0].band = "b5800"
        configuration.interferers[0].onAtSeconds = 0
        let scenario = CityScenario(seed: 9, configuration: configuration)
        let frame = try #require(
            scenario.frame(
                of: scenario.sensors[0], sequence: 1, startTime: start, from: 0, to: 1,
                pointRateHz: 5))
        #expect(frame.bandNames == ["b2440", "b5800"])
        #expect(frame.rssDbm.count == 10)
        var above = scenario.interferers[0].start
        above.upMetres = 60
        let undisturbed = scenario.interferenceWatts(at: above, band: "b2440", t: 1)
        #expect(abs(Decibels.dbm(fromWatts: undisturbed) + 100) < 1e-6)
        // 7.5 dB more loss than at 2.44 GHz: 30 − 28 − 22 log10 58.5 − 7.5 ± shadowing.
        let disturbed = Decibels.dbm(
            fromWatts: scenario.interferenceWatts(at: above, band: "b5800", t: 1))
        #expect(abs(disturbed - (2 - 22 * log10(58.5) - 7.52)) < 8)
    }

    @Test func `a scenario and its frames are made quickly`() throws {
        let clock = ContinuousClock()
        var scenario = CityScenario(seed: 1)
        let making = clock.measure { scenario = CityScenario(seed: 2) }
        var points = 0
        let framing = clock.measure {
            for sensor in scenario.sensors {
                points +=
                    scenario.frame(
                        of: sensor, sequence: 1, startTime: start, from: 20, to: 120,
                        pointRateHz: 10)?.pointCount ?? 0
            }
        }
        let mapping = clock.measure {
            points += scenario.trueMap(product: .sinr, band: "b2440", at: 30).count
        }
        print(
            "scenario: made in \(making), 10 000 points in \(framing), a true map in \(mapping)")
        #expect(points == 14_096)
        #expect(making < .seconds(2))
        #expect(framing < .seconds(2))
    }
}
