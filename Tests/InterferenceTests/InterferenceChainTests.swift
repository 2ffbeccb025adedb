import Glibc
import Interpolation
import Model
import Numerics
import Testing

@testable import Interference

/// The whole way from received powers to maps of interference and SINR, on a simulated square.
struct InterferenceChainTests {
    // 64 x 64 cells of 8 m at 50 m height, one station, two interferers, correlated shadowing.
    private static let side = 64
    private static let cellMetres = 8.0
    private let station = StationEmission(
        position: LocalPosition(eastMetres: 60, northMetres: 80, upMetres: 25), eirpWatts: 1)
    private let interferers = [
        StationEmission(
            position: LocalPosition(eastMetres: 380, northMetres: 400, upMetres: 1.5),
            eirpWatts: 0.5),
        StationEmission(
            position: LocalPosition(eastMetres: 140, northMetres: 420, upMetres: 1.5),
            eirpWatts: 0.2),
    ]
    private let channel = PathLossModel(
        interceptDb: 30, exponent: 2.6, standardDeviationDb: 2.5)

    private struct Scene {
        var places: [LocalPosition] = []
        var desiredWatts: [Double] = []
        var interferenceWatts: [Double] = []
    }

    /// Shadowing correlated over some 30 m: a sum of random waves.
    private func shadowing(
        _ generator: inout SeededGenerator, deviationDb: Double
    ) -> (LocalPosition) -> Double {
        let waves = (0..<40).map { _ in
            (generator.normal() / 30, generator.normal() / 30, 2 * Double.pi * generator.uniform())
        }
        return { place in
            waves.reduce(0) { sum, wave in
                sum + cos(wave.0 * place.eastMetres + wave.1 * place.northMetres + wave.2)
            } * deviationDb * (2 / 40.0).squareRoot()
        }
    }

    private func scene(seed: UInt64) -> Scene {
        var generator = SeededGenerator(seed: seed)
        let shadows = (0...interferers.count).map { index in
            shadowing(&generator, deviationDb: index == 0 ? channel.standardDeviationDb : 4)
        }
        var scene = Scene()
        for y in 0..<Self.side {
            for x in 0..<Self.side {
                let place = LocalPosition(
                    eastMetres: (Double(x) + 0.5) * Self.cellMetres,
                    northMetres: (Double(y) + 0.5) * Self.cellMetres, upMetres: 50)
                func power(
                    _ emitter: StationEmission, _ shadow: (LocalPosition) -> Double
                )
                    -> Double
                {
                    let distance = place.distanceMetres(to: emitter.position)
                    let gainDb = channel.gainDb(distanceMetres: distance) + shadow(place)
                    return emitter.eirpWatts * Decibels.ratio(fromDb: gainDb)
                }
                var interference = Decibels.watts(fromDbm: -100)
                for (emitter, shadow) in zip(interferers, shadows.dropFirst()) {
                    interference += power(emitter, shadow)
                }
                scene.places.append(place)
                scene.desiredWatts.append(power(station, shadows[0]))
                scene.interferenceWatts.append(interference)
            }
        }
        return scene
    }

    /// Root mean square error of the ISS map, dB, and CFAR's peaks on it.
    private func run(
        _ scene: Scene, estimator: any IssEstimator, model: PathLossModel, sampled: [Int]
    ) -> (rmseDb: Double, peaks: [Peak]) {
        let desired = DesiredSignal(stations: [station], model: model)
        var field = ScatteredField()
        for i in sampled {
            let estimate = estimator.estimate(
                rssWatts: scene.desiredWatts[i] + scene.interferenceWatts[i],
                dssWatts: desired.watts(at: scene.places[i]))
            field.append(
                at: scene.places[i], valueDb: estimate.valueDbm,
                varianceDb2: estimate.standardDeviationDb * estimate.standardDeviationDb)
        }
        var kriging = OrdinaryKrigingInterpolator()
        _ = kriging.fit(field, budget: 30)
        let map = kriging.predict(at: scene.places)
        var squares = 0.0
        for (prediction, watts) in zip(map, scene.interferenceWatts) {
            let error = prediction.valueDb - Decibels.dbm(fromWatts: watts)
            squares += error * error / Double(map.count)
        }
        let detector = CellAveragingDetector(
            configuration: .init(
                guardHalfWidth: 6, trainingHalfWidth: 14, fixedThresholdDb: 6,
                suppressionHalfWidth: 6))
        let peaks = detector.peaks(
            valuesDbm: map.map { Float($0.valueDb) }, nx: Self.side, ny: Self.side)
        return (squares.squareRoot(), peaks)
    }

    @Test func `the chain maps interference and finds its sources`() {
        var totals = (absolute: 0.0, posterior: 0.0)
        var found = 0
        for seed in 1...3 {
            let scene = scene(seed: UInt64(seed))
            var generator = SeededGenerator(seed: UInt64(seed) + 100)
            let sampled = scene.places.indices.filter { _ in generator.uniform() < 0.2 }
            // The path loss from the samples themselves, interference and all.
            var fit = UnmixingPathLossFit(
                stations: [station.position], eastMetres: 512, northMetres: 512)
            let truth = DesiredSignal(stations: [station], model: fit.model)
            var samples = PathLossSamples()
            for i in sampled {
                let received = scene.desiredWatts[i] + scene.interferenceWatts[i]
                guard let sample = truth.pathLossSample(rssWatts: received, at: scene.places[i])
                else { continue }
                samples.append(
                    logDistance: sample.logDistance, lossDb: sample.lossDb, at: scene.places[i])
            }
            _ = fit.fit(samples, budget: 80)
            let noise = IssNoise(
                dssDeviationDb: fit.model.standardDeviationDb, rssDeviationDb: 0.5,
                noiseFloorDbm: -100)
            let absolute = run(
                scene, estimator: AbsoluteIssEstimator(noise: noise), model: fit.model,
                sampled: sampled)
            let posterior = run(
                scene, estimator: PosteriorIssEstimator(noise: noise), model: fit.model,
                sampled: sampled)
            totals.absolute += absolute.rmseDb / 3
            totals.posterior += posterior.rmseDb / 3
            for emitter in interferers {
                let isNear = posterior.peaks.contains { peak in
                    let east = (Double(peak.x) + 0.5) * Self.cellMetres
                    let north = (Double(peak.y) + 0.5) * Self.cellMetres
                    return hypot(
                        east - emitter.position.eastMetres, north - emitter.position.northMetres)
                        < 50
                }
                found += isNear ? 1 : 0
            }
        }
        // With the true path loss it is 6.8 dB: 0.2 of the cells, and D̂ itself off by 2.5 dB.
        #expect(totals.posterior < 8.5, "\(totals.posterior) dB")
        #expect(totals.posterior < totals.absolute + 1)
        #expect(found >= 5, "\(found) of 6 sources")
    }
}
