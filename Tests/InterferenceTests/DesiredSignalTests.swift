import Glibc
import Model
import Numerics
import Testing

@testable import Interference

struct DesiredSignalTests {
    private let model = PathLossModel(interceptDb: 30, exponent: 2.7, standardDeviationDb: 4)
    private let stations = [
        StationEmission(
            position: LocalPosition(eastMetres: 0, northMetres: 0, upMetres: 25), eirpWatts: 1),
        StationEmission(
            position: LocalPosition(eastMetres: 300, northMetres: 100, upMetres: 25), eirpWatts: 4),
    ]

    @Test func `powers of stations add, each by its own path loss`() {
        let desired = DesiredSignal(stations: stations, model: model)
        let place = LocalPosition(eastMetres: 120, northMetres: -40, upMetres: 50)
        let sum = stations.reduce(0.0) { sum, station in
            let distance = place.distanceMetres(to: station.position)
            return sum + station.eirpWatts * pow(10, model.gainDb(distanceMetres: distance) / 10)
        }
        #expect(abs(desired.watts(at: place) / sum - 1) < 1e-12)
        #expect(DesiredSignal(stations: [], model: model).watts(at: place) == 0)
    }

    @Test func `a grid's values are those of its cell centres`() {
        let grid = Grid(
            origin: .init(latitudeDegrees: 47, longitudeDegrees: 8, altitudeMetres: 400),
            cellEastMetres: 8, cellNorthMetres: 10, nx: 7, ny: 5, zLevelsMetres: [30, 60])
        let desired = DesiredSignal(stations: stations, model: model)
        let values = desired.watts(on: grid, level: 1)
        #expect(values.count == 35)
        #expect(
            values[2 * 7 + 3] == desired.watts(at: grid.centre(of: .init(x: 3, y: 2, z: 1))))
    }

    @Test func `one station's sample is its distance and its loss`() throws {
        let desired = DesiredSignal(stations: [stations[1]], model: model)
        let place = LocalPosition(eastMetres: 50, northMetres: 0, upMetres: 50)
        let sample = try #require(desired.pathLossSample(rssWatts: 1e-9, at: place))
        #expect(
            abs(sample.logDistance - log10(place.distanceMetres(to: stations[1].position))) < 1e-12)
        #expect(abs(sample.lossDb - (10 * log10(4) + 90)) < 1e-9)
        #expect(desired.pathLossSample(rssWatts: 0, at: place) == nil)
        #expect(desired.pathLossSample(rssWatts: .nan, at: place) == nil)
    }

    @Test func `fitting the sum of two stations again and again finds its model`() {
        var generator = SeededGenerator(seed: 4)
        let places = (0..<200).map { _ in
            LocalPosition(
                eastMetres: 400 * generator.uniform() - 50,
                northMetres: 300 * generator.uniform() - 100, upMetres: 50)
        }
        let truth = DesiredSignal(stations: stations, model: model)
        var desired = DesiredSignal(stations: stations, model: .typical)
        var fit = LogDistancePathLossFit()
        for _ in 0..<20 {
            var samples = PathLossSamples()
            for place in places {
                guard
                    let sample = desired.pathLossSample(
                        rssWatts: truth.watts(at: place), at: place)
                else { continue }
                samples.append(logDistance: sample.logDistance, lossDb: sample.lossDb)
            }
            _ = fit.fit(samples, budget: 20)
            desired.model = fit.model
        }
        for place in places {
            let error = 10 * log10(desired.watts(at: place) / truth.watts(at: place))
            #expect(abs(error) < 0.6)
        }
    }
}
