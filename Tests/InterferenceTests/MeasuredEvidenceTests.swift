import Geometry
import Model
import Numerics
import Testing

@testable import Interference

/// Evidence over a plane from measurements: the own station's laws and D̂.
struct MeasuredEvidenceTests {
    private let grid = Grid(
        origin: GeodeticPosition(latitudeDegrees: 0, longitudeDegrees: 0, altitudeMetres: 0),
        cellEastMetres: 4, cellNorthMetres: 4, nx: 96, ny: 96, zLevelsMetres: [50])
    private let station = StationEmission(
        position: LocalPosition(eastMetres: 130, northMetres: 202, upMetres: 25), eirpWatts: 1)

    /// Rows of blocks of 30 m, so that some links are blocked.
    private var sight: LineOfSight {
        var heights = [Float](repeating: 0, count: 96 * 96)
        for row in 0..<96 {
            for column in 0..<96 where column % 24 < 6 && row % 16 < 10 {
                heights[row * 96 + column] = 30 + Float(column / 24) * 4
            }
        }
        return LineOfSight(
            city: City(heightsMetres: heights, columnCount: 96, rowCount: 96, cellMetres: 4))
    }

    private func lossDb(_ place: LocalPosition, isClear: Bool) -> Double {
        let slope = 10 * log10OfDistance(place)
        return isClear ? 28 + 2.2 * slope : 24 + 3.6 * slope
    }

    private func log10OfDistance(_ place: LocalPosition) -> Double {
        Decibels.db(fromRatio: place.distanceMetres(to: station.position)) / 10
    }

    /// The station's power in every cell by the laws alone, dBm.
    private var trueDbm: [Double] {
        let sight = sight
        return (0..<grid.cellCount).map { cell in
            let place = grid.centre(of: grid.cell(at: cell))
            return 30
                - lossDb(
                    place, isClear: sight.isClear(from: station.position, to: place))
        }
    }

    @Test func `laws and desired signal come from the calibration`() {
        let truth = trueDbm
        var draw = SeededGenerator(seed: 4)
        let calibration = (0..<300).map { _ in
            let cell = Int(draw.uniform() * Double(grid.cellCount))
            return (cell: cell, dbm: truth[cell] + 2.5 * draw.normal())
        }
        var received = [Float](repeating: .nan, count: grid.cellCount)
        received[77] = -60
        let evidence = InterferenceEvidence(
            grid: grid, receivedDbm: received, calibration: calibration, stations: [station],
            lineOfSight: sight, noiseDbm: -100, emitterHeightMetres: 1.5)
        #expect(evidence.sampledCells == [77])
        #expect(evidence.stations == [station.position])
        #expect(evidence.noiseDbm == -100 && evidence.emitterHeightMetres == 1.5)
        let squares = zip(evidence.desiredDbm, truth).reduce(0) { sum, pair in
            sum + (Double(pair.0) - pair.1) * (Double(pair.0) - pair.1)
        }
        // Laws alone, without the links' own scatter.
        #expect((squares / Double(truth.count)).squareRoot() < 0.7)
        #expect(evidence.desiredDeviationsDb.allSatisfy { $0 > 1.5 && $0 < 5 })
    }

    @Test func `without a station there is nothing desired`() {
        let evidence = InterferenceEvidence(
            grid: grid, receivedDbm: [Float](repeating: -70, count: grid.cellCount),
            calibration: [], stations: [], lineOfSight: sight, noiseDbm: -100,
            emitterHeightMetres: 1.5, receivedDeviationDb: 0.7)
        #expect(evidence.desiredDbm.allSatisfy { $0 == InterferenceEvidence.floorDbm })
        #expect(evidence.receivedDeviationsDb.allSatisfy { $0 == 0.7 })
    }

    @Test func `samples hidden in the noise teach nothing`() {
        let truth = trueDbm
        let calibration = (0..<300).map { index in
            (cell: index * 30, dbm: max(truth[index * 30] - 60, -100))
        }
        let evidence = InterferenceEvidence(
            grid: grid, receivedDbm: [Float](repeating: .nan, count: grid.cellCount),
            calibration: calibration, stations: [station], lineOfSight: sight, noiseDbm: -100,
            emitterHeightMetres: 1.5)
        #expect(evidence.desiredDbm.allSatisfy { $0.isFinite })
    }

    @Test func `the calibration's word goes above the city's plan`() {
        // Nobody knows of a long building east of the station.
        let city = sight.city
        let truly = LineOfSight(
            city: City(
                heightsMetres: city.heightsMetres.enumerated().map { index, height in
                    (45..<49).contains(index % 96) && (30..<70).contains(index / 96) ? 46 : height
                }, columnCount: 96, rowCount: 96, cellMetres: 4))
        let seen = truly.visibility(from: station.position, over: grid, level: 0)
        let truth = seen.indices.map { cell in
            30 - lossDb(grid.centre(of: grid.cell(at: cell)), isClear: seen[cell])
        }
        var draw = SeededGenerator(seed: 6)
        let calibration = (0..<300).map { _ in
            let cell = Int(draw.uniform() * Double(grid.cellCount))
            return (cell: cell, dbm: truth[cell] + 2.5 * draw.normal())
        }
        let evidence = InterferenceEvidence(
            grid: grid, receivedDbm: [Float](repeating: .nan, count: grid.cellCount),
            calibration: calibration, stations: [station], lineOfSight: sight, noiseDbm: -100,
            emitterHeightMetres: 1.5)
        let plan = sight.visibility(from: station.position, over: grid, level: 0)
        let wrong = (0..<grid.cellCount).filter { plan[$0] != seen[$0] }
        #expect(wrong.count > 1_000)
        func error(_ cells: [Int]) -> Double {
            cells.reduce(0) { $0 + abs(Double(evidence.desiredDbm[$1]) - truth[$1]) }
                / Double(cells.count)
        }
        // Where the plan is wrong it would err by some 30 dB.
        #expect(error(wrong) < 12)
        #expect(error((0..<grid.cellCount).filter { plan[$0] == seen[$0] }) < 3)
    }
}
