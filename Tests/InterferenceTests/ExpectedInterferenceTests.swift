import Geometry
import Model
import Testing

@testable import Interference

/// What located emitters should put at a place.
struct ExpectedInterferenceTests {
    private static let lineOfSight = LineOfSight(
        city: City(
            heightsMetres: (0..<50 * 50).map { $0 % 50 == 25 ? 30 : 0 }, columnCount: 50,
            rowCount: 50, cellMetres: 4))
    private static let laws = CityPathLossPrior().model
    private static let emitter = ExpectedInterference.Emitter(
        position: LocalPosition(eastMetres: 40, northMetres: 100, upMetres: 1.5), eirpDbm: 30,
        deviationMetres: 5)

    private func expectation(
        _ emitters: [ExpectedInterference.Emitter]
    ) -> ExpectedInterference {
        ExpectedInterference(
            emitters: emitters, noiseDbm: -100, laws: Self.laws, lineOfSight: Self.lineOfSight)
    }

    @Test func `without an emitter it is the noise, unsurely`() {
        let power = expectation([]).power(at: Self.emitter.position)
        #expect(power.dbm == -100 && power.deviationDb == 10)
    }

    @Test func `links follow the city's two laws, and powers add`() {
        for (east, isClear) in [(80.0, true), (120, false)] {
            let place = LocalPosition(eastMetres: east, northMetres: 100, upMetres: 20)
            let distance = place.distanceMetres(to: Self.emitter.position)
            let link = 30 - Self.laws.lossDb(distanceMetres: distance, isClear: isClear)
            let one = expectation([Self.emitter]).power(at: place)
            #expect(abs(one.dbm - link) < 0.05)
            let two = expectation([Self.emitter, Self.emitter]).power(at: place)
            #expect(abs(two.dbm - link - 3.01) < 0.05)
            #expect(two.deviationDb < one.deviationDb)
            var unsure = Self.emitter
            unsure.deviationMetres = 40
            #expect(expectation([unsure]).power(at: place).deviationDb > one.deviationDb + 2)
        }
    }

    @Test func `an emitter's power is corrected where it rules, by five samples or more`() {
        let places = (0..<7).map {
            LocalPosition(eastMetres: 50 + 5 * Double($0), northMetres: 100, upMetres: 40)
        }
        let before = expectation([Self.emitter])
        func corrected(_ count: Int, desiredDbm: Double) -> Double {
            var after = before
            after.correct(
                by: places.prefix(count).map { place in
                    (place, before.power(at: place).dbm + 8, desiredDbm)
                })
            return after.power(at: places[0]).dbm - before.power(at: places[0]).dbm
        }
        #expect(abs(corrected(7, desiredDbm: -120) - 8) < 0.1)
        #expect(corrected(4, desiredDbm: -120) == 0)
        // Where the desired signal is as strong, a sample says nothing of the emitter.
        #expect(corrected(7, desiredDbm: 0) == 0)
    }
}
