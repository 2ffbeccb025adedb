import Geometry
import Glibc
import Model
import Numerics
import Testing

@testable import Scenario

/// The maps of interference that networks learn from.
struct InterferenceSceneTests {
    private static let scenes = (0..<8).map { InterferenceScene(seed: 11, number: $0) }

    private var scenes: [InterferenceScene] { Self.scenes }

    @Test func `equal seeds give equal scenes, others others`() {
        let again = InterferenceScene(seed: 11, number: 2)
        #expect(again.receivedDbm == scenes[2].receivedDbm)
        #expect(again.city == scenes[2].city)
        #expect(again.emitters == scenes[2].emitters)
        #expect(again.calibration.map(\.dbm) == scenes[2].calibration.map(\.dbm))
        #expect(again.receivedDbm != scenes[3].receivedDbm)
        #expect(InterferenceScene(seed: 12, number: 2).receivedDbm != again.receivedDbm)
    }

    @Test func `places keep their distances`() {
        for scene in scenes {
            #expect((1...4).contains(scene.emitters.count))
            for (index, emitter) in scene.emitters.enumerated() {
                let place = emitter.position
                #expect(place.upMetres == 1.5)
                #expect(!scene.city.isInsideBuilding(place))
                #expect((32...480).contains(place.eastMetres))
                #expect((32...480).contains(place.northMetres))
                #expect((20...30).contains(emitter.eirpDbm))
                for other in scene.emitters[..<index] {
                    #expect(place.horizontalDistanceMetres(to: other.position) >= 60)
                }
            }
            #expect(scene.stationPosition.upMetres == 25)
            #expect(!scene.city.isInsideBuilding(scene.stationPosition))
            #expect(scene.grid.zLevelsMetres == [50])
        }
        #expect(Set(scenes.map(\.emitters.count)).count > 1)
    }

    @Test func `the city is built up as asked, stations see most, emitters little`() {
        let many = (0..<30).map { InterferenceScene(seed: 5, number: $0) }
        let built = many.reduce(0) { $0 + $1.city.builtUpShare } / 30
        #expect(abs(built - 0.3) < 0.015)
        var clear = 0.0
        var emitterClear = 0.0
        var emitterCount = 0.0
        for scene in many {
            clear += share(scene.stationIsClear) / 30
            for emitter in scene.emitters {
                emitterClear += share(
                    LineOfSight(city: scene.city).visibility(
                        from: emitter.position, over: scene.grid, level: 0))
                emitterCount += 1
            }
        }
        // The recovered setting had 0.82, and 0.10 to 0.36 for the two emitters looked at.
        #expect((0.7...0.9).contains(clear))
        #expect((0.1...0.45).contains(emitterClear / emitterCount))
        // Cells with a roof above the UAV: one in some hundreds.
        let closed = many.reduce(0) { sum, scene in
            sum + (0..<scene.grid.cellCount).count { !scene.isOpen($0) }
        }
        #expect(closed < 30 * 128 * 128 / 100)
    }

    private func share(_ flags: [Bool]) -> Double {
        Double(flags.count { $0 }) / Double(flags.count)
    }

    /// Loss of the station's links without fading over log-distance, for one class.
    private func lossPairs(
        _ scene: InterferenceScene, isClear: Bool
    ) -> [(logDistance: Double, lossDb: Double)] {
        (0..<scene.grid.cellCount).filter { scene.stationIsClear[$0] == isClear }.map { cell in
            let centre = scene.grid.centre(of: scene.grid.cell(at: cell))
            return (
                log10(centre.distanceMetres(to: scene.stationPosition)),
                scene.stationEirpDbm - Double(scene.desiredDbm[cell])
            )
        }
    }

    @Test func `regression finds the laws of path loss and the shadowing's deviation`() {
        let many = scenes + (8..<24).map { InterferenceScene(seed: 11, number: $0) }
        for (isClear, exponent, intercept, deviation) in [
            (true, 2.2, 28.0, 2.0), (false, 3.6, 24, 4),
        ] {
            let pairs = many.flatMap { lossPairs($0, isClear: isClear) }
            let count = Double(pairs.count)
            let meanX = pairs.reduce(0) { $0 + $1.logDistance } / count
            let meanY = pairs.reduce(0) { $0 + $1.lossDb } / count
            var xx = 0.0
            var xy = 0.0
            for pair in pairs {
                xx += (pair.logDistance - meanX) * (pair.logDistance - meanX)
                xy += (pair.logDistance - meanX) * (pair.lossDb - meanY)
            }
            let slope = xy / xx / 10
            #expect(abs(slope - exponent) < (isClear ? 0.1 : 0.35))
            #expect(abs(meanY - intercept - 10 * exponent * meanX) < 0.35)
            let squares = pairs.reduce(0) { sum, pair in
                let residual = pair.lossDb - intercept - 10 * exponent * pair.logDistance
                return sum + residual * residual
            }
            #expect(abs((squares / count).squareRoot() / deviation - 1) < 0.08)
        }
    }

    @Test func `shadowing has unit variance and falls off as exp(-distance over 20 m)`() {
        let shadowing = CellShadowing(
            sideCellCount: 128, cellMetres: 4, correlationMetres: 20)
        var draw = SeededGenerator(seed: 3)
        var sums: [Int: Double] = [:]
        var count = 0.0
        let lags = [0, 1, 2, 5, 10]
        for _ in 0..<24 {
            let pair = shadowing.pair(using: &draw)
            for field in [pair.first, pair.second] {
                for row in stride(from: 0, to: 128, by: 4) {
                    for column in stride(from: 0, to: 110, by: 3) {
                        for lag in lags {
                            sums[lag, default: 0] += Double(
                                field[row * 128 + column] * field[row * 128 + column + lag])
                        }
                        count += 1
                    }
                }
            }
        }
        for lag in lags {
            let covariance = (sums[lag] ?? 0) / count
            #expect(abs(covariance - exp(-Double(lag) * 4 / 20)) < 0.04)
        }
    }

    @Test func `fading drawn as a whole has the moments of the snapshots' mean`() {
        let channel = ChannelParameters()
        let fading = MeanFading(channel)
        for isClear in [true, false] {
            var draw = SeededGenerator(seed: 9)
            let count = 60_000
            let whole = (0..<count).map { _ in fading.ratio(isClear: isClear, using: &draw) }
            let parts = (0..<count).map { _ in
                channel.fadingRatio(isClear: isClear, using: &draw)
            }
            let (mean, deviation) = moments(whole)
            let (_, reference) = moments(parts)
            #expect(abs(mean - 1) < 0.006)
            #expect(abs(deviation / reference - 1) < 0.02)
        }
    }

    private func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, (squares / Double(values.count)).squareRoot())
    }

    @Test func `what is received is desired signal and interference on the mean`() {
        for scene in scenes {
            var sum = 0.0
            for cell in 0..<scene.grid.cellCount {
                let mean =
                    Decibels.watts(fromDbm: Double(scene.desiredDbm[cell]))
                    + Decibels.watts(fromDbm: Double(scene.interferenceDbm[cell]))
                sum += Decibels.watts(fromDbm: Double(scene.receivedDbm[cell])) / mean
            }
            #expect(abs(sum / Double(scene.grid.cellCount) - 1) < 0.01)
            #expect(scene.interferenceDbm.allSatisfy { $0 > -100.01 })
            #expect(scene.sinrDb[5] == scene.desiredDbm[5] - scene.interferenceDbm[5])
        }
    }

    @Test func `levels are those of the recovered setting`() {
        let many = scenes + (8..<48).map { InterferenceScene(seed: 11, number: $0) }
        let interference = many.flatMap(\.interferenceDbm).sorted()
        let sinr = many.flatMap(\.sinrDb).sorted()
        func quantile(_ values: [Float], _ share: Double) -> Float {
            values[Int(share * Double(values.count - 1))]
        }
        // Recovered: I from -95 to -37 dBm (1 % and 99 %), SINR median 7 dB, from -38 to 48 dB.
        #expect(abs(quantile(interference, 0.01) + 95) < 3)
        #expect(abs(quantile(interference, 0.99) + 37) < 3)
        #expect((-70 ... -54).contains(quantile(interference, 0.5)))
        #expect(abs(quantile(sinr, 0.5) - 7) < 5)
        #expect(abs(quantile(sinr, 0.01) + 38) < 8)
        #expect(abs(quantile(sinr, 0.99) - 48) < 8)
    }

    @Test func `calibration holds the station alone`() {
        for scene in scenes {
            #expect(scene.calibration.count == 300)
            var sum = 0.0
            for sample in scene.calibration {
                #expect(scene.isOpen(sample.cell))
                let mean =
                    Decibels.watts(fromDbm: Double(scene.desiredDbm[sample.cell]))
                    + Decibels.watts(fromDbm: scene.channel.noiseDbm)
                sum += Decibels.watts(fromDbm: sample.dbm) / mean
            }
            #expect(abs(sum / 300 - 1) < 0.06)
        }
    }

    @Test func `an error of the city changes what is assumed and nothing else`() {
        let scene = InterferenceScene(
            seed: 11, number: 1, configuration: .init(cityError: .usual))
        #expect(scene.city == scenes[1].city)
        #expect(scene.receivedDbm == scenes[1].receivedDbm)
        #expect(scenes[1].assumedCity == scenes[1].city)
        let trueHeights = scene.city.heightsMetres
        let assumed = scene.assumedCity.heightsMetres
        var missing = 0.0
        for (height, other) in zip(trueHeights, assumed) {
            if height == 0 { #expect(other == 0) }
            guard height > 0 else { continue }
            if other == 0 { missing += 1 } else { #expect(abs(other / height - 1) < 0.2001) }
        }
        let share = missing / Double(trueHeights.count { $0 > 0 })
        #expect((0.02...0.25).contains(share))
        // A building is wrong as a whole: so few factors are there.
        let factors = Set(
            zip(trueHeights, assumed).compactMap { $0 > 0 && $1 > 0 ? Int($1 / $0 * 1e4) : nil })
        #expect(factors.count < 120)
    }

    @Test func `emitters may follow other laws than the station`() {
        let scene = InterferenceScene(
            seed: 11, number: 1, configuration: .init(emitterLaw: .usual))
        #expect(scene.city == scenes[1].city)
        #expect(scene.emitters == scenes[1].emitters)
        #expect(scene.desiredDbm == scenes[1].desiredDbm)
        #expect(scene.interferenceDbm != scenes[1].interferenceDbm)
        #expect(abs(scene.emitterLaws.clear.exponent - 2.2) <= 0.2)
        #expect(abs(scene.emitterLaws.blocked.interceptDb - 24) <= 2)
        #expect(scenes[1].emitterLaws.clear == scene.channel.clear)
    }

    @Test func `altitudes come from their range`() {
        let altitudes = (0..<12).map {
            InterferenceScene(
                seed: 1, number: $0,
                configuration: .init(sideCellCount: 32, altitudeMetres: 40...120)
            ).grid.zLevelsMetres[0]
        }
        #expect(altitudes.allSatisfy { (40...120).contains($0) })
        #expect((altitudes.max() ?? 0) - (altitudes.min() ?? 0) > 30)
    }

    @Test func `a real city is cut, turned and gauged`() {
        // One-metre cells: a 12 m tower at a known place, kerbs everywhere else.
        var heights = [Float](repeating: 0.3, count: 200 * 200)
        for row in 80..<120 { for column in 60..<100 { heights[row * 200 + column] = 12 } }
        let real = City(heightsMetres: heights, columnCount: 200, rowCount: 200, cellMetres: 1)
        let configuration = InterferenceSceneConfiguration(
            sideCellCount: 48, ground: .crops([real]))
        let crops = (0..<8).map {
            InterferenceScene(seed: 2, number: $0, configuration: configuration).city
        }
        for crop in crops {
            #expect(crop.columnCount == 48 && crop.cellMetres == 4)
            // 40 m squared of 192 m squared, to a cell at the edges.
            #expect(abs(crop.builtUpShare * 48 * 48 - 100) <= 21)
            #expect(crop.heightsMetres.allSatisfy { $0 == 0 || abs($0 - 12) < 1e-4 })
        }
        #expect(Set(crops).count == 8)
    }
}
