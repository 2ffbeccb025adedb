import Foundation
import Model
import Numerics
import Testing

@testable import Interference

struct LocalisationLikelihoodTests {
    private let area = SearchArea(
        westMetres: 0, southMetres: 0, eastMetres: 256, northMetres: 256, marginMetres: 32)

    private func lattice(_ configuration: LocalisationConfiguration) -> CandidateLattice {
        CandidateLattice(
            area: area, finestMetres: configuration.finestMetres, candidateCountMax: 100)
    }

    /// Levels of two sensors at scattered places, some of them deaf.
    private func field(
        _ configuration: LocalisationConfiguration, count: Int = 24
    ) -> EmissionField {
        var random = SeededGenerator(seed: 11)
        let samples = (0..<count).map { index in
            PlacedSample(
                position: LocalisationScene.at(
                    256 * random.uniform(), 256 * random.uniform(), 10 + 50 * random.uniform()),
                sensorIndex: Int32(index % 2), time: LocalisationScene.time(10 * Double(index)),
                powerDbm: -70 + 12 * random.normal())
        }
        var places = LocalisationScene.places(of: samples, configuration: configuration)
        for index in places.indices { places[index].isDeaf = index.isMultiple(of: 5) }
        return EmissionField(places, configuration: configuration) { _ in .none }
    }

    /// log p(levels) with K + Z V Z' built in full, for one hypothesis and pattern.
    private func reference(
        _ field: EmissionField, at candidate: LocalPosition, deviationDb: Double,
        correlationMetres: Double, patternWeight: Double, referenceMetres: Double,
        _ configuration: LocalisationConfiguration
    ) throws -> Double {
        let heard = field.heard
        let count = heard.count
        let sorted = heard.map(\.levelDbm).sorted()
        let centre = sorted[count / 2]
        let logs = heard.map {
            log10(max($0.place.position.distanceMetres(to: candidate), 1) / referenceMetres)
        }
        let pattern = heard.map { place in
            let horizontal = place.place.position.horizontalDistanceMetres(to: candidate)
            let cosine = horizontal / place.place.position.distanceMetres(to: candidate)
            return max(20 * log10(cosine), -configuration.dipoleLimitDb)
        }
        let deaf = heard.map { $0.place.isDeaf ? 1.0 : 0 }
        let residual = (0..<count).map {
            heard[$0].levelDbm - centre + configuration.deafOffsetDb * deaf[$0]
                + 10 * configuration.exponent * logs[$0] - patternWeight * pattern[$0]
        }
        var covariance = [Double](repeating: 0, count: count * count)
        for i in 0..<count {
            for j in 0..<count {
                let distance = heard[i].place.position.distanceMetres(to: heard[j].place.position)
                var value = deviationDb * deviationDb * exp(-distance / correlationMetres)
                if heard[i].place.sensorIndex == heard[j].place.sensorIndex {
                    value += pow(configuration.sensorDeviationDb, 2)
                }
                if i == j { value += heard[i].varianceDb2 }
                value += pow(configuration.levelDeviationDb, 2)
                value += pow(configuration.deafOffsetDeviationDb, 2) * deaf[i] * deaf[j]
                value += pow(10 * configuration.exponentDeviation, 2) * logs[i] * logs[j]
                covariance[i * count + j] = value
            }
        }
        return try DenseNormal.logDensity(residual, covariance)
    }

    @Test func `scores are the dense density's, hypothesis by hypothesis`() throws {
        let configuration = LocalisationConfiguration()
        let field = field(configuration)
        let lattice = lattice(configuration)
        let likelihood = try #require(
            EmitterLikelihood(field, lattice: lattice, configuration: configuration))
        // More than one chunk of candidates, so that their edges are tried, too.
        let cells = (0..<150).map { index in
            CandidateLattice.Cell(
                column: Int32(index * 7 % lattice.columnCount),
                row: Int32(index * 5 % lattice.rowCount), stride: 1)
        }
        let scores = likelihood.scores(of: cells)
        #expect(scores.count == cells.count)
        let patternCount = EmitterLikelihood.patternWeights.count
        var number = 0
        for deviation in configuration.shadowingDeviationsDb {
            for correlation in configuration.correlationsMetres {
                #expect(likelihood.hypotheses[number].deviationDb == deviation)
                for (pattern, weight) in EmitterLikelihood.patternWeights.enumerated() {
                    var offset: Double?
                    for (cell, score) in zip(cells, scores) where cell.column % 5 == 0 {
                        let book = try reference(
                            field, at: lattice.position(of: cell), deviationDb: deviation,
                            correlationMetres: correlation, patternWeight: weight,
                            referenceMetres: likelihood.referenceMetres, configuration)
                        let own = score.logLikelihoods[number * patternCount + pattern]
                        let first = offset ?? (own - book)
                        offset = first
                        #expect(abs(own - book - first) < 1e-2)
                    }
                    // Between hypotheses only their prior remains.
                    let prior = likelihood.hypotheses[number].logPrior
                    #expect(abs((offset ?? .nan) - prior) < 1e-2)
                }
                number += 1
            }
        }
        #expect(number == likelihood.hypotheses.count)
    }

    @Test func `candidates may come in any chunks`() throws {
        let configuration = LocalisationConfiguration()
        let lattice = lattice(configuration)
        let likelihood = try #require(
            EmitterLikelihood(
                field(configuration), lattice: lattice, configuration: configuration))
        let cells = lattice.coarsest
        let together = likelihood.scores(of: cells)
        for (cell, score) in zip(cells, together).prefix(20) {
            let alone = try #require(likelihood.scores(of: [cell]).first)
            for (left, right) in zip(score.logLikelihoods, alone.logLikelihoods) {
                #expect(abs(left - right) < 1e-2)
            }
            #expect(abs(alone.levelDbm - score.levelDbm) < 1e-2)
        }
    }

    @Test func `a field that is nowhere heard has no likelihood`() {
        let configuration = LocalisationConfiguration()
        let field = EmissionField([], configuration: configuration) { _ in .none }
        let likelihood = EmitterLikelihood(
            field, lattice: lattice(configuration), configuration: configuration)
        #expect(likelihood == nil)
    }

    @Test func `level and exponent of a clean field are found at its emitter`() throws {
        let configuration = LocalisationConfiguration()
        let lattice = lattice(configuration)
        let cell = CandidateLattice.Cell(column: 20, row: 15, stride: 1)
        let emitter = lattice.position(of: cell)
        var random = SeededGenerator(seed: 2)
        let samples = (0..<80).map { index in
            let place = LocalisationScene.at(
                256 * random.uniform(), 256 * random.uniform(), 1.5)
            return PlacedSample(
                position: place, sensorIndex: 0,
                time: LocalisationScene.time(10 * Double(index)),
                powerDbm: -20 - 27 * log10(max(place.distanceMetres(to: emitter), 1)))
        }
        let places = LocalisationScene.places(of: samples, configuration: configuration)
        let field = EmissionField(places, configuration: configuration) { _ in .none }
        let likelihood = try #require(
            EmitterLikelihood(field, lattice: lattice, configuration: configuration))
        let score = try #require(likelihood.scores(of: [cell]).first)
        #expect(abs(score.exponent - 2.7) < 0.3)
        let level = -20 - 27 * log10(likelihood.referenceMetres)
        #expect(abs(score.levelDbm - level) < 1.5)
        let residuals = try #require(likelihood.residuals(of: cell)).residualsDb
        #expect(residuals.allSatisfy { abs($0) < 4 })
    }

    @Test func `neighbours share one vote`() {
        let places = [(0.0, 0.0), (5, 0), (0, 5), (200, 0)].map {
            LocalisationScene.at($0.0, $0.1)
        }
        let votes = EmitterLikelihood.votes(of: places, radiusMetres: 20)
        let third = 1.0 / 3
        let expected: [Double] = [third, third, third, 1]
        #expect(votes == expected)
    }
}
