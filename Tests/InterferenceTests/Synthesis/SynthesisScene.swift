import Geometry
import Glibc
import Interference
import Model
import Numerics

/// A small city with one station and some emitters, sampled at random: white scatter about the laws.
struct SynthesisScene {
    static let laws = (clear: (28.0, 2.2), blocked: (24.0, 3.6))

    let lineOfSight: LineOfSight
    let grid: Grid
    let station = LocalPosition(eastMetres: 130, northMetres: 202, upMetres: 25)
    let emitters: [(place: LocalPosition, eirpDbm: Double)]
    /// I, noise included, dBm [cell].
    let interferenceDbm: [Double]
    let evidence: InterferenceEvidence

    /// A scene of `side` × `side` cells of 4 m.
    init(
        seed: UInt64, emitters: [(place: LocalPosition, eirpDbm: Double)], share: Double = 0.2,
        scatterDb: Double = 2, side: Int = 64
    ) {
        var draw = SeededGenerator(seed: seed)
        var heights = [Float](repeating: 0, count: side * side)
        for row in 0..<side {
            for column in 0..<side where column % 16 < 7 && row % 14 < 8 {
                heights[row * side + column] = Float(12 + 7 * ((column / 16 + row / 14) % 4))
            }
        }
        let sight = LineOfSight(
            city: City(heightsMetres: heights, columnCount: side, rowCount: side, cellMetres: 4))
        let grid = Grid(
            origin: GeodeticPosition(latitudeDegrees: 0, longitudeDegrees: 0, altitudeMetres: 0),
            cellEastMetres: 4, cellNorthMetres: 4, nx: side, ny: side, zLevelsMetres: [50])
        func power(_ place: LocalPosition, _ eirpDbm: Double, _ cell: Int) -> Double {
            let centre = grid.centre(of: grid.cell(at: cell))
            let law = sight.isClear(from: place, to: centre) ? Self.laws.clear : Self.laws.blocked
            let distance = place.distanceMetres(to: centre)
            return Decibels.ratio(fromDb: eirpDbm - law.0 - 10 * law.1 * log10(distance))
        }
        var received = [Float](repeating: .nan, count: grid.cellCount)
        var desired = received
        var interference: [Double] = []
        for cell in 0..<grid.cellCount {
            let own = power(station, 30, cell)
            let others = emitters.reduce(1e-10) { sum, emitter in
                sum + power(emitter.place, emitter.eirpDbm, cell)
                    * Decibels.ratio(fromDb: scatterDb * draw.normal())
            }
            desired[cell] = Float(10 * log10(own))
            interference.append(10 * log10(others))
            let stray = Decibels.ratio(fromDb: scatterDb * draw.normal())
            guard draw.uniform() < share else { continue }
            received[cell] = Float(10 * log10(own * stray + others))
        }
        lineOfSight = sight
        self.grid = grid
        self.emitters = emitters
        interferenceDbm = interference
        evidence = InterferenceEvidence(
            grid: grid, receivedDbm: received,
            receivedDeviationsDb: [Float](repeating: 1, count: grid.cellCount),
            desiredDbm: desired,
            desiredDeviationsDb: [Float](repeating: 2, count: grid.cellCount),
            stations: [station], lineOfSight: sight, pathLoss: Self.pathLoss, noiseDbm: -100,
            emitterHeightMetres: 1.5)
    }

    /// The laws as a fit would give them.
    static var pathLoss: CityPathLoss {
        var fit = CityPathLossFit()
        var samples = CityPathLossSamples(
            stations: [
                StationEmission(
                    position: LocalPosition(eastMetres: 0, northMetres: 0, upMetres: 0),
                    eirpWatts: 1)
            ])
        for step in 0..<200 {
            let distance = 40.0 + Double(step) * 2
            for isClear in [true, false] {
                let law = isClear ? laws.clear : laws.blocked
                let stray = step % 2 == 0 ? 2.0 : -2
                samples.append(
                    receivedDbm: 30 - law.0 - 10 * law.1 * log10(distance) + stray,
                    varianceDb2: 1, links: [(distance, isClear)])
            }
        }
        _ = fit.fit(samples, budget: 30)
        return fit.model
    }

    /// Root mean square of an estimate's error, decibels.
    func errorDb(_ estimate: InterferenceEstimate) -> Double {
        let sum = zip(estimate.issDbm, interferenceDbm).reduce(0.0) {
            $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
        }
        return (sum / Double(interferenceDbm.count)).squareRoot()
    }
}
