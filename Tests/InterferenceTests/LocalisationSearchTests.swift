import Foundation
import Model
import Numerics
import Testing

@testable import Interference

struct LocalisationSearchTests {
    // MARK: Lattice

    @Test(arguments: [
        (256.0, 256.0, 900), (612, 612, 900), (101, 333, 40), (8, 9, 900), (1_000, 17, 7),
    ])
    func `a lattice's cells are parted until each finest cell is there exactly once`(
        width: Double, depth: Double, countMax: Int
    ) {
        let area = SearchArea(
            westMetres: -20, southMetres: 30, eastMetres: width - 20, northMetres: depth + 30,
            marginMetres: 12)
        let lattice = CandidateLattice(area: area, finestMetres: 8, candidateCountMax: countMax)
        #expect(lattice.coarsest.count <= countMax)
        #expect(Double(lattice.columnCount) * lattice.spacingMetres >= area.widthMetres)
        #expect(Double(lattice.rowCount) * lattice.spacingMetres >= area.depthMetres)
        var cells = lattice.coarsest
        while let stride = cells.first?.stride, stride > 1 {
            // A candidate lies in its own cell and in the lattice.
            for cell in cells {
                #expect(cell.stride == stride)
                #expect(cell.column >= 0 && Int(cell.column) < lattice.columnCount)
                #expect(cell.row >= 0 && Int(cell.row) < lattice.rowCount)
            }
            let squares = Set(cells.map { [$0.column / stride, $0.row / stride] })
            #expect(squares.count == cells.count)
            for cell in cells {
                for part in lattice.parts(of: cell) {
                    #expect(part.stride == stride / 2)
                    #expect(part.column / stride == cell.column / stride)
                    #expect(part.row / stride == cell.row / stride)
                }
            }
            cells = cells.flatMap { lattice.parts(of: $0) }
        }
        let indices = cells.map { lattice.index(of: $0) }
        #expect(indices.sorted() == Array(0..<lattice.count))
    }

    @Test func `candidates stand in the middle of their cells`() {
        let area = SearchArea(
            westMetres: 100, southMetres: 200, eastMetres: 180, northMetres: 260,
            emitterHeightMetres: 2, marginMetres: 10)
        let lattice = CandidateLattice(area: area, finestMetres: 4, candidateCountMax: 10_000)
        #expect(lattice.columnCount == 25)
        #expect(lattice.rowCount == 20)
        let first = lattice.position(of: .init(column: 0, row: 0, stride: 1))
        #expect(first == LocalisationScene.at(92, 192, 2))
        let last = lattice.position(of: .init(column: 24, row: 19, stride: 1))
        #expect(last == LocalisationScene.at(188, 268, 2))
    }

    @Test func `a very large area makes larger cells, not more`() {
        let area = SearchArea(
            westMetres: 0, southMetres: 0, eastMetres: 100_000, northMetres: 1_000)
        let lattice = CandidateLattice(area: area, finestMetres: 8, candidateCountMax: 900)
        #expect(lattice.columnCount <= 4_096)
        #expect(lattice.coarsest.count <= 900)
    }

    @Test func `cells around a place are those within the radius`() {
        let area = SearchArea(westMetres: 0, southMetres: 0, eastMetres: 200, northMetres: 120)
        let lattice = CandidateLattice(area: area, finestMetres: 8, candidateCountMax: 900)
        for centre in [(100.0, 60.0), (-95, -99), (290, 30), (900, 900)] {
            let place = LocalisationScene.at(centre.0, centre.1)
            let cells = lattice.cells(around: place, radiusMetres: 50, step: 1)
            let all = (0..<lattice.count).map {
                CandidateLattice.Cell(
                    column: Int32($0 % lattice.columnCount),
                    row: Int32($0 / lattice.columnCount), stride: 1)
            }
            let book = all.filter {
                lattice.position(of: $0).horizontalDistanceMetres(to: place) <= 50
            }
            #expect(cells == book)
        }
    }

    // MARK: Posterior

    private func posterior(
        _ cells: [EmitterPosterior.Cell], modelErrorMetres: Double
    ) -> EmitterPosterior {
        let east = cells.reduce(0) { $0 + $1.probability * $1.eastMetres }
        let north = cells.reduce(0) { $0 + $1.probability * $1.northMetres }
        return EmitterPosterior(
            estimate: EmitterEstimate(
                position: LocalisationScene.at(east, north), eastVarianceSquareMetres: 0,
                northVarianceSquareMetres: 0, eastNorthCovarianceSquareMetres: 0, ce50Metres: 0,
                ce90Metres: 0, eirpDbm: .nan, eirpDeviationDb: 0, confidence: 1,
                peakAboveBackgroundDb: 0, firstHeard: .zero, lastHeard: .zero, sensorIndices: [],
                sampleCount: 0),
            cells: cells, modelErrorMetres: modelErrorMetres)
    }

    @Test func `the share within a radius is what chance says`() {
        var random = SeededGenerator(seed: 21)
        let draws = (0..<40_000).map { _ in (random.normal(), random.normal()) }
        for deviation in [1.0, 8] {
            for distance in [0.0, 0.5, 1.5, 1.99, 2.01, 3, 6, 20] {
                var last = 0.0
                for radius in [0.3, 1, 2, 3, 4, 6, 9, 19, 21, 25] {
                    let count = draws.count {
                        let x = (distance + $0.0) * deviation
                        let y = $0.1 * deviation
                        return (x * x + y * y).squareRoot() <= radius * deviation
                    }
                    let share = EmitterPosterior.share(
                        distanceMetres: distance * deviation, radiusMetres: radius * deviation,
                        deviationMetres: deviation)
                    let book = Double(count) / Double(draws.count)
                    #expect(abs(share - book) < 0.03)
                    #expect(share >= last - 1e-9)
                    last = share
                }
            }
        }
        #expect(
            EmitterPosterior.share(distanceMetres: 3, radiusMetres: 3, deviationMetres: 0) == 1)
        #expect(
            EmitterPosterior.share(distanceMetres: 3.1, radiusMetres: 3, deviationMetres: 0) == 0)
    }

    @Test func `radius and level are each other's inverse`() {
        var random = SeededGenerator(seed: 8)
        let cells = (0..<200).map { _ in
            EmitterPosterior.Cell(
                eastMetres: 100 + 30 * random.normal(), northMetres: 50 + 60 * random.normal(),
                probability: 1.0 / 200)
        }
        let posterior = posterior(cells, modelErrorMetres: 8)
        var last = 0.0
        for level in [0.01, 0.1, 0.5, 0.68, 0.9, 0.99] {
            let radius = posterior.radiusMetres(ofLevel: level)
            #expect(abs(posterior.level(ofRadiusMetres: radius) - level) < 1e-4)
            #expect(radius > last)
            last = radius
        }
        #expect(posterior.level(ofRadiusMetres: 0) < 1e-3)
        #expect(abs(posterior.level(ofRadiusMetres: 1e5) - 1) < 1e-6)
        // A single cell leaves the model's own error: Rayleigh's law.
        let one = self.posterior(
            [.init(eastMetres: 5, northMetres: 6, probability: 1)], modelErrorMetres: 8)
        for level in [0.5, 0.9] {
            let rayleigh = 8 * (-2 * log(1 - level)).squareRoot()
            let radius = one.radiusMetres(ofLevel: level)
            #expect(abs(radius - rayleigh) < 0.01)
        }
    }

    // MARK: Search

    @Test(arguments: [UInt64(1), 2, 3])
    func `the refined posterior is the exhaustive one`(seed: UInt64) throws {
        var configuration = LocalisationConfiguration()
        let area = SearchArea(
            westMetres: 0, southMetres: 0, eastMetres: 256, northMetres: 256, marginMetres: 32)
        var scene = LocalisationScene(
            [(LocalisationScene.at(60 + 50 * Double(seed), 100), 20)], seed: seed)
        let samples = scene.mow(sideMetres: 256, lineMetres: 128, metresASecond: 12)
        let places = LocalisationScene.places(of: samples)
        let field = EmissionField(places, configuration: configuration) { _ in .none }

        func run(_ candidateCountMax: Int) throws -> PosteriorSearch.Finding {
            configuration.candidateCountMax = candidateCountMax
            let lattice = CandidateLattice(
                area: area, finestMetres: configuration.finestMetres,
                candidateCountMax: candidateCountMax)
            var likelihood = try #require(
                EmitterLikelihood(field, lattice: lattice, configuration: configuration))
            let search = PosteriorSearch(lattice: lattice, configuration: configuration)
            return try #require(search.run(&likelihood))
        }
        func moments(_ finding: PosteriorSearch.Finding) -> (Double, Double, Double) {
            let total = finding.cells.reduce(0) { $0 + $1.probability }
            #expect(abs(total - 1) < 1e-9)
            let east = finding.cells.reduce(0) { $0 + $1.probability * $1.eastMetres }
            let north = finding.cells.reduce(0) { $0 + $1.probability * $1.northMetres }
            var square = 0.0
            for cell in finding.cells {
                let x = cell.eastMetres - east
                let y = cell.northMetres - north
                square += cell.probability * (x * x + y * y)
            }
            return (east, north, square.squareRoot())
        }
        let whole = try run(100_000)
        #expect(whole.cells.count == 40 * 40)
        let refined = try run(200)
        #expect(refined.cells.count < whole.cells.count)
        let (east, north, spread) = moments(whole)
        let tolerance = 0.1 * spread + 2
        let (ownEast, ownNorth, ownSpread) = moments(refined)
        #expect(abs(ownEast - east) < tolerance)
        #expect(abs(ownNorth - north) < tolerance)
        #expect(abs(ownSpread - spread) < tolerance)
        #expect(abs(refined.logEvidence - whole.logEvidence) < 0.3)
        #expect(abs(refined.levelDbm - whole.levelDbm) < 1)
    }

    // MARK: Outliers

    private func factor(_ count: Int) throws -> WhiteningFactor {
        var covariance = [Float](repeating: 0, count: count * count)
        for i in 0..<count {
            for j in 0..<count {
                let distance = 20 * Float(abs(i - j))
                covariance[i * count + j] = 16 * exp(-distance / 15) + (i == j ? 8 : 0)
            }
        }
        return try #require(WhiteningFactor(covariance, order: count))
    }

    @Test func `one spike of 30 dB is found, and nothing else`() throws {
        let factor = try factor(40)
        for spike in [0, 17, 39] {
            for sign in [Float(-1), 1] {
                var random = SeededGenerator(seed: 6)
                var residuals = (0..<40).map { _ in Float(2 * random.normal()) }
                residuals[spike] += sign * 30
                let excess = try #require(
                    Outliers.excessVariances(residualsDb: residuals, factor: factor))
                for (index, value) in excess.enumerated() {
                    #expect((value > 0) == (index == spike))
                }
                #expect(excess[spike] > 500)
            }
        }
    }

    @Test func `clean levels have no outliers`() throws {
        let factor = try factor(40)
        for seed in 0..<20 {
            var random = SeededGenerator(seed: UInt64(seed))
            let residuals = (0..<40).map { _ in Float(3 * random.normal()) }
            #expect(Outliers.excessVariances(residualsDb: residuals, factor: factor) == nil)
        }
    }
}
