import Geometry
import Glibc
import Model
import NeuralNet
import Numerics

@testable import Interference

/// A made-up plane of any size: blocks of houses, a station, emitters, one cell in five sampled.
enum WindowFixture {
    static func evidence(nx: Int, ny: Int, seed: UInt64 = 3) -> InterferenceEvidence {
        var generator = SeededGenerator(seed: seed)
        let grid = Grid(
            origin: GeodeticPosition(latitudeDegrees: 50, longitudeDegrees: 14, altitudeMetres: 0),
            cellEastMetres: 4, cellNorthMetres: 4, nx: nx, ny: ny, zLevelsMetres: [50])
        let heights = (0..<nx * ny).map { cell -> Float in
            let block = (cell % nx / 9, cell / nx / 9)
            let isStreet = cell % nx % 9 < 3 || cell / nx % 9 < 3
            return isStreet ? 0 : Float((block.0 * 7 + block.1 * 13) % 23)
        }
        let city = City(heightsMetres: heights, columnCount: nx, rowCount: ny, cellMetres: 4)
        let emitters = (0..<max(nx * ny / 6_000, 1)).map { _ in
            LocalPosition(
                eastMetres: 4 * Double(nx) * generator.uniform(),
                northMetres: 4 * Double(ny) * generator.uniform(), upMetres: 1.5)
        }
        let station = LocalPosition(
            eastMetres: 2 * Double(nx), northMetres: 2 * Double(ny), upMetres: 25)
        var received = [Float](repeating: .nan, count: grid.cellCount)
        var desired = received
        for cell in 0..<grid.cellCount {
            let place = grid.centre(of: grid.cell(at: cell))
            let own = 30 - 40 - 30 * log10(max(place.distanceMetres(to: station), 1))
            desired[cell] = Float(own + 4 * generator.uniform() - 2)
            let watts = emitters.reduce(Decibels.watts(fromDbm: own)) { sum, emitter in
                sum
                    + Decibels.watts(
                        fromDbm: 25 - 40 - 30 * log10(max(place.distanceMetres(to: emitter), 1)))
            }
            if generator.uniform() < 0.2 {
                received[cell] = Float(Decibels.dbm(fromWatts: watts))
            }
        }
        return InterferenceEvidence(
            grid: grid, receivedDbm: received,
            receivedDeviationsDb: [Float](repeating: 1.2, count: grid.cellCount),
            desiredDbm: desired,
            desiredDeviationsDb: [Float](repeating: 3, count: grid.cellCount),
            stations: [station], lineOfSight: LineOfSight(city: city),
            pathLoss: CityPathLossFit().model, noiseDbm: -100, emitterHeightMetres: 1.5)
    }

    /// Weights that nobody has trained; the heads speak as loudly as trained ones, some decibels.
    static func weights(seed: UInt64 = 1, width: Int = 4) -> ResidualWeights {
        var generator = SeededGenerator(seed: seed)
        let network = ResidualNet(width: width)
        return ResidualWeights(
            network: network,
            parameters: .initialised(network.graph.parameterLayout, using: &generator),
            table: SampleInterferenceTable.Fit().table(), calibration: .none,
            priorName: FixedPrior().name, presenceMin: 0.5)
    }

    /// The file of a network's weights in the source tree.
    static func weightsPath(_ name: String) -> String {
        let here = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        return here.joined(separator: "/") + "/Sources/Interference/Weights/\(name).safetensors"
    }

    static func mapper(
        _ weights: ResidualWeights, step: Int = WindowLattice.step
    ) throws
        -> WindowedMapper
    {
        try WindowedMapper(
            ResidualWindows(weights: weights),
            network: BatchedNetwork(
                graph: weights.network.graph, parameters: weights.parameters),
            source: FixedPrior(), step: step)
    }

    static func whole(_ evidence: InterferenceEvidence) -> CellRectangle {
        CellRectangle(columns: 0..<evidence.grid.nx, rows: 0..<evidence.grid.ny)
    }

    static func rmse(_ left: [Float], _ right: [Float]) -> Double {
        precondition(left.count == right.count, "both are of the same cells")
        let squares = zip(left, right).reduce(0.0) { sum, pair in
            sum + Double(pair.0 - pair.1) * Double(pair.0 - pair.1)
        }
        return (squares / Double(left.count)).squareRoot()
    }
}

/// A prior that knows nothing but the noise and two emitters of its own.
struct FixedPrior: WarmPriorSource {
    let name = "fixed"

    func prior(of evidence: InterferenceEvidence) -> InterferencePrior {
        let count = evidence.grid.cellCount
        return InterferencePrior(
            issDbm: (0..<count).map { -90 + Float($0 % evidence.grid.nx) / 10 },
            deviationsDb: [Float](repeating: 8, count: count),
            emitters: [
                .init(
                    position: LocalPosition(eastMetres: 100, northMetres: 60, upMetres: 1.5),
                    eirpDbm: 27, confidence: 0.9),
                .init(
                    position: LocalPosition(eastMetres: 33, northMetres: 155, upMetres: 1.5),
                    confidence: 0.4),
            ])
    }
}
