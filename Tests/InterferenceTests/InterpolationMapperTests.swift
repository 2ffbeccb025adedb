import Geometry
import Model
import Testing

@testable import Interference

/// The interpolating baselines as mappers.
struct InterpolationMapperTests {
    private let grid = Grid(
        origin: GeodeticPosition(latitudeDegrees: 0, longitudeDegrees: 0, altitudeMetres: 0),
        cellEastMetres: 4, cellNorthMetres: 4, nx: 48, ny: 48, zLevelsMetres: [50])

    /// One emitter's signal received in every third cell, beside a desired signal of one power.
    private func evidence(desiredDbm: Float, isEmpty: Bool = false) -> InterferenceEvidence {
        let count = grid.cellCount
        var received = [Float](repeating: .nan, count: count)
        if !isEmpty {
            for cell in stride(from: 0, to: count, by: 3) {
                let power =
                    Decibels.watts(fromDbm: Double(truth(cell)))
                    + Decibels.watts(fromDbm: Double(desiredDbm))
                received[cell] = Float(Decibels.dbm(fromWatts: power))
            }
        }
        return InterferenceEvidence(
            grid: grid, receivedDbm: received,
            receivedDeviationsDb: [Float](repeating: 1.2, count: count),
            desiredDbm: [Float](repeating: desiredDbm, count: count),
            desiredDeviationsDb: [Float](repeating: 2.5, count: count), stations: [],
            lineOfSight: LineOfSight(
                city: City(
                    heightsMetres: [0, 0, 0, 0], columnCount: 2, rowCount: 2, cellMetres: 100)),
            pathLoss: CityPathLossFit().model, noiseDbm: -100, emitterHeightMetres: 1.5)
    }

    /// Power of an emitter below the cell (20, 30), dBm.
    private func truth(_ cell: Int) -> Float {
        let place = grid.centre(of: grid.cell(at: cell))
        let emitter = LocalPosition(eastMetres: 82, northMetres: 122, upMetres: 1.5)
        let ratio = place.distanceMetres(to: emitter) / 48.5
        return Float(-40 - 30 * Decibels.db(fromRatio: ratio) / 10)
    }

    @Test(arguments: InterpolationMapper.Reading.allCases)
    func `where nothing is desired the map is what was received`(
        reading: InterpolationMapper.Reading
    ) throws {
        var mapper = InterpolationMapper(.kriging, reading: reading)
        let estimate = try mapper.map(evidence(desiredDbm: InterferenceEvidence.floorDbm))
        let squares = (0..<grid.cellCount).reduce(0.0) { sum, cell in
            let error = Double(estimate.issDbm[cell] - truth(cell))
            return sum + error * error
        }
        #expect((squares / Double(grid.cellCount)).squareRoot() < 0.5)
        #expect(estimate.deviationsDb.isEmpty == (reading == .magnitude))
    }

    @Test func `the peak is an emitter at the emitters' height`() throws {
        var mapper = InterpolationMapper(
            .inverseDistance,
            detector: CellAveragingDetector(
                configuration: CFARConfiguration(
                    guardHalfWidth: 4, trainingHalfWidth: 20, fixedThresholdDb: 3)))
        let estimate = try mapper.map(evidence(desiredDbm: InterferenceEvidence.floorDbm))
        let first = try #require(estimate.emitters.first)
        #expect(abs(first.position.eastMetres - 82) < 9)
        #expect(abs(first.position.northMetres - 122) < 9)
        #expect(first.position.upMetres == 1.5)
        #expect((0...1).contains(first.confidence))
    }

    @Test func `below the desired signal the posterior mean knows better than the magnitude`()
        throws
    {
        // D at -20 dBm, its estimate 1 dB too low: R - D̂ is D's error, not the interference.
        var wrong = evidence(desiredDbm: -20)
        wrong.desiredDbm = [Float](repeating: -21, count: grid.cellCount)
        func bias(_ reading: InterpolationMapper.Reading) throws -> Double {
            var mapper = InterpolationMapper(.neighbourMean, reading: reading)
            let estimate = try mapper.map(wrong)
            return (0..<grid.cellCount).reduce(0.0) { sum, cell in
                sum + abs(Double(estimate.issDbm[cell] - truth(cell)))
            } / Double(grid.cellCount)
        }
        #expect(try bias(.posterior) < bias(.magnitude))
    }

    @Test func `without samples there is noise and nobody`() throws {
        var mapper = InterpolationMapper(.radialBasis)
        let estimate = try mapper.map(evidence(desiredDbm: -60, isEmpty: true))
        #expect(estimate.issDbm.allSatisfy { $0 == -100 })
        #expect(estimate.emitters.isEmpty)
    }

    @Test func `names tell interpolator and reading`() {
        #expect(InterpolationMapper(.kriging).name == "kriging")
        #expect(InterpolationMapper(.neighbourMean).name == "knn")
        #expect(
            InterpolationMapper(.kriging, reading: .posterior).name == "posterior-kriging")
    }
}
