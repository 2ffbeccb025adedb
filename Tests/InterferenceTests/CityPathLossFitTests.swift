import Model
import Numerics
import Testing

@testable import Interference

/// Two laws of path loss from powers of which some are raised by interference.
struct CityPathLossFitTests {
    private static let station = StationEmission(
        position: LocalPosition(eastMetres: 0, northMetres: 0, upMetres: 25), eirpWatts: 1)

    /// A channel to be found again.
    private struct Truth {
        var clear = (level: 72.0, exponent: 2.2, scatter: 2.0)
        var blocked = (level: 96.0, exponent: 3.6, scatter: 4.0)
        var blockedShare = 0.3
        /// Shares of raised samples: clear, blocked.
        var raised = (clear: 0.0, blocked: 0.0)
        var strays = 0.0
        var distances = 40.0...450.0
    }

    private static func samples(
        _ truth: Truth, count: Int, seed: UInt64
    ) -> CityPathLossSamples {
        var generator = SeededGenerator(seed: seed)
        var samples = CityPathLossSamples(stations: [station])
        for _ in 0..<count {
            let isClear = generator.uniform() >= truth.blockedShare
            let law = isClear ? truth.clear : truth.blocked
            let span = truth.distances.upperBound - truth.distances.lowerBound
            let distance = truth.distances.lowerBound + span * generator.uniform()
            var dbm =
                30 - law.level - law.exponent * CityPathLoss.slope(distance)
                + law.scatter * generator.normal() + generator.normal()
            if generator.uniform() < (isClear ? truth.raised.clear : truth.raised.blocked) {
                dbm += 5 + 35 * generator.uniform()
            }
            if generator.uniform() < truth.strays { dbm += 60 * (generator.uniform() - 0.5) }
            samples.append(
                receivedDbm: dbm, varianceDb2: 1, links: [(distance, isClear)])
        }
        return samples
    }

    private static func fitted(_ samples: CityPathLossSamples, rounds: Int = 4) -> CityPathLoss {
        var fit = CityPathLossFit()
        for _ in 0..<rounds { _ = fit.fit(samples, budget: 8) }
        return fit.model
    }

    private func expect(
        _ model: CityPathLoss, near truth: Truth, clearDb: Double, blockedDb: Double
    ) {
        for distance in [60.0, 150, 400] {
            let slope = CityPathLoss.slope(distance)
            let clear = truth.clear.level + truth.clear.exponent * slope
            let blocked = truth.blocked.level + truth.blocked.exponent * slope
            let found = model.lossDb(distanceMetres: distance, isClear: true)
            #expect(abs(found - clear) < clearDb, "\(found) dB, not \(clear), at \(distance) m")
            let foundBlocked = model.lossDb(distanceMetres: distance, isClear: false)
            #expect(
                abs(foundBlocked - blocked) < blockedDb,
                "blocked \(foundBlocked) dB, not \(blocked), at \(distance) m")
        }
    }

    @Test(arguments: UInt64(1)...5)
    func `clean samples give both laws and both scatters`(seed: UInt64) {
        let truth = Truth()
        let model = Self.fitted(Self.samples(truth, count: 1_000, seed: seed))
        expect(model, near: truth, clearDb: 0.5, blockedDb: 1.5)
        #expect((1.6...2.4).contains(model.clearScatterDb), "\(model.clearScatterDb)")
        #expect((3.3...4.8).contains(model.blockedScatterDb), "\(model.blockedScatterDb)")
    }

    @Test(arguments: UInt64(1)...5)
    func `interference on half of the blocked samples moves the laws by little`(seed: UInt64) {
        var truth = Truth()
        truth.raised = (0.1, 0.5)
        truth.strays = 0.02
        let model = Self.fitted(Self.samples(truth, count: 1_000, seed: seed))
        expect(model, near: truth, clearDb: 0.7, blockedDb: 2.5)
        #expect(model.clearScatterDb < 3 && model.blockedScatterDb < 6)
    }

    @Test func `a station 15 dB weaker than it says is found`() {
        var truth = Truth()
        truth.clear.level += 15
        truth.blocked.level += 15
        let model = Self.fitted(Self.samples(truth, count: 500, seed: 9))
        expect(model, near: truth, clearDb: 1, blockedDb: 2)
    }

    @Test func `without a blocked sample the blocked law follows the clear one, unsurely`() {
        var truth = Truth()
        truth.blockedShare = 0
        truth.clear.level = 78
        let model = Self.fitted(Self.samples(truth, count: 500, seed: 4))
        let clear = model.lossDb(distanceMetres: 100, isClear: true)
        #expect(abs(clear - 78) < 0.5)
        #expect(abs(model.lossDb(distanceMetres: 100, isClear: false) - clear - 20) < 0.01)
        #expect(abs(model.variance(along: SIMD4(0, 0, 1, 0)) - 64) < 1)
        #expect(model.variance(along: SIMD4(1, 0, 0, 0)) < 0.2)
        #expect(abs(model.blockedScatterDb - CityPathLossPrior().blockedScatterDb) < 1e-9)
    }

    @Test func `distances that hardly vary leave the exponent to the prior`() {
        var truth = Truth()
        truth.distances = 199...201
        let model = Self.fitted(Self.samples(truth, count: 300, seed: 2))
        let prior = CityPathLossPrior()
        #expect(abs(model.parameters[1] - prior.clearExponent) < 2 * prior.clearExponentDeviation)
        #expect(
            abs(model.parameters[3] - prior.blockedExponent) < 2 * prior.blockedExponentDeviation)
        let found = model.lossDb(distanceMetres: 200, isClear: true)
        #expect(abs(found - 72 - 2.2 * CityPathLoss.slope(200)) < 0.5)
    }

    @Test func `powers of several stations add`() {
        let stations = [
            Self.station,
            StationEmission(
                position: LocalPosition(eastMetres: 500, northMetres: 0, upMetres: 25),
                eirpWatts: 0.3),
        ]
        var generator = SeededGenerator(seed: 8)
        let truth = Truth()
        var samples = CityPathLossSamples(stations: stations)
        for _ in 0..<1_500 {
            let place = LocalPosition(
                eastMetres: 500 * generator.uniform(), northMetres: 200 * generator.uniform(),
                upMetres: 60)
            var watts = 0.0
            var links: [(distanceMetres: Double, isClear: Bool)] = []
            for station in stations {
                let isClear = generator.uniform() < 0.6
                let law = isClear ? truth.clear : truth.blocked
                let distance = place.distanceMetres(to: station.position)
                links.append((distance, isClear))
                watts +=
                    station.eirpWatts
                    * Decibels.ratio(
                        fromDb: -law.level - law.exponent * CityPathLoss.slope(distance)
                            + law.scatter * generator.normal())
            }
            samples.append(
                receivedDbm: Decibels.dbm(fromWatts: watts), varianceDb2: 1, links: links)
        }
        expect(Self.fitted(samples), near: truth, clearDb: 1, blockedDb: 4)
    }

    @Test func `a fit is encoded and read back, and damage is refused`() throws {
        var fit = CityPathLossFit()
        _ = fit.fit(Self.samples(Truth(), count: 200, seed: 6), budget: 8)
        var writer = ByteWriter()
        fit.encode(into: &writer)
        var other = CityPathLossFit()
        var reader = ByteReader(writer.bytes)
        try other.restore(from: &reader)
        #expect(reader.isAtEnd)
        #expect(other.model == fit.model && other.raisedShares == fit.raisedShares)
        for length in 0..<writer.bytes.count {
            var short = ByteReader(Array(writer.bytes.prefix(length)))
            #expect(throws: (any Error).self) { try other.restore(from: &short) }
        }
        var wrong = writer.bytes
        wrong[0] = 99
        var wrongReader = ByteReader(wrong)
        #expect(throws: (any Error).self) { try other.restore(from: &wrongReader) }
    }

    @Test func `nothing to fit changes nothing`() {
        var fit = CityPathLossFit()
        let before = fit.model
        #expect(fit.fit(CityPathLossSamples(stations: [Self.station]), budget: 8) == 0)
        #expect(fit.fit(Self.samples(Truth(), count: 10, seed: 1), budget: 0) == 0)
        #expect(fit.model == before)
    }
}
