import Geometry
import Model
import Numerics
import Testing

@testable import Interference

/// Since when an emitter is heard, and what that does for its place.
struct EmissionOnsetTests {
    private static let configuration = LocalisationConfiguration()

    /// One place every half second along a way that no neighbourhood holds for long.
    private static func field(
        seconds: Int, heard isHeard: (Double) -> Bool
    ) -> EmissionField {
        var window = VisitWindow()
        for step in 0..<2 * seconds {
            let time = Double(step) / 2
            window.absorb(
                PlacedSample(
                    position: LocalisationScene.at(20 * Double(step), 0, 40), sensorIndex: 0,
                    time: LocalisationScene.time(time), powerDbm: isHeard(time) ? -60 : -100),
                configuration: configuration)
        }
        return EmissionField(
            Place.places(of: window.visits, doublings: 0), configuration: configuration
        ) { _ in ExplainedPower(watts: Decibels.watts(fromDbm: -100), deviationDb: 2) }
    }

    @Test func `a change in how many places hear something has its time`() throws {
        let field = Self.field(seconds: 60) { time in
            // Three false alarms before; then every other place.
            [3, 11, 24].contains(time) || time >= 40 && time.rounded() == time
        }
        let onset = try #require(EmissionOnset(of: field, configuration: Self.configuration))
        #expect(onset.time == LocalisationScene.time(40))
        #expect(onset.gain > 5)
    }

    @Test func `what is heard now and then has no beginning`() {
        for period in [3.0, 7, 20] {
            let field = Self.field(seconds: 60) { ($0 / period).rounded() * period == $0 }
            #expect(EmissionOnset(of: field, configuration: Self.configuration) == nil)
        }
        let always = Self.field(seconds: 60) { _ in true }
        #expect(EmissionOnset(of: always, configuration: Self.configuration) == nil)
        let early = Self.field(seconds: 60) { $0 >= 1 }
        #expect(EmissionOnset(of: early, configuration: Self.configuration) == nil)
    }

    /// Receivers over an empty city that listen to silence first, then to an emitter.
    private static func listened(
        to emitter: LocalPosition, switchOn: Double, until end: Double, seed: UInt64
    ) -> EmitterLocaliser {
        let city = LineOfSight(
            city: City(
                heightsMetres: [Float](repeating: 0, count: 100), columnCount: 10, rowCount: 10,
                cellMetres: 24))
        var scene = LocalisationScene([(emitter, 20)], seed: seed)
        scene.exponent = 2.2
        scene.shadowingDb = 2
        var localiser = EmitterLocaliser(
            area: SearchArea(
                westMetres: 0, southMetres: 0, eastMetres: 240, northMetres: 240,
                marginMetres: 20), lineOfSight: city)
        for sample in scene.mow(sideMetres: 240, lineMetres: 24, metresASecond: 24) {
            let seconds = sample.time.seconds(since: LocalisationScene.time(0))
            guard seconds < end else { break }
            var sample = sample
            let noise = Decibels.watts(fromDbm: -85)
            let power = seconds < switchOn ? 0 : Decibels.watts(fromDbm: sample.powerDbm)
            sample.powerDbm = Decibels.dbm(fromWatts: power + noise)
            localiser.absorb(sample)
        }
        return localiser
    }

    private static func located(
        _ localiser: inout EmitterLocaliser, at seconds: Double,
        proposals: [EmitterProposal] = []
    ) -> EmitterEstimate? {
        localiser.locate(
            at: LocalisationScene.time(seconds), countMax: 1, proposals: proposals
        ) { _ in ExplainedPower(watts: Decibels.watts(fromDbm: -85), deviationDb: 1) }.first
    }

    @Test func `the onset is kept with what is remembered`() throws {
        var localiser = Self.listened(
            to: LocalisationScene.at(160, 130), switchOn: 30, until: 80, seed: 4)
        #expect(localiser.onset == .zero)
        _ = Self.located(&localiser, at: 80)
        let onset = localiser.onset.seconds(since: LocalisationScene.time(30))
        #expect((0...2).contains(onset), "\(onset) s after switching on")
        var writer = ByteWriter()
        localiser.encode(into: &writer)
        var restored = EmitterLocaliser(area: localiser.area)
        var reader = ByteReader(writer.bytes)
        try restored.restore(from: &reader)
        #expect(restored.onset == localiser.onset && reader.isAtEnd)
        _ = Self.located(&localiser, at: 400)
        #expect(localiser.onset == .zero)
    }

    @Test
    func `a right proposal brings the place nearer, one that samples contradict changes nothing`()
        throws
    {
        let emitter = LocalisationScene.at(160, 130)
        var errors: [Double] = []
        var radii: [Double] = []
        for proposed in [nil, emitter, LocalisationScene.at(40, 200)] {
            var localiser = Self.listened(to: emitter, switchOn: 30, until: 80, seed: 4)
            let proposals = proposed.map { [EmitterProposal(position: $0, confidence: 0.7)] } ?? []
            let estimate = try #require(
                Self.located(&localiser, at: 80, proposals: proposals))
            errors.append(estimate.position.horizontalDistanceMetres(to: emitter))
            radii.append(estimate.ce90Metres)
        }
        #expect(errors[1] < errors[0], "\(errors) m")
        // Its share of the belief is lost to it, and nothing else.
        #expect(abs(errors[2] - errors[0]) < 1, "\(errors) m")
        #expect(abs(radii[2] - radii[0]) < 1, "\(radii) m")
    }

    @Test func `proposals leave the rest of the belief where it was`() {
        let area = SearchArea(westMetres: 0, southMetres: 0, eastMetres: 400, northMetres: 400)
        var configuration = LocalisationConfiguration()
        configuration.proposalTrust = 0.8
        let places = [LocalisationScene.at(100, 100), LocalisationScene.at(300, 300)]
        let prior = EmitterProposal.Prior(
            places.map { EmitterProposal(position: $0, confidence: 1) }, over: area,
            configuration: configuration)
        // Far from all of them a fifth of the flat density is left.
        #expect(abs(prior.log(at: LocalisationScene.at(300, 50)) - -1.609) < 0.001)
        #expect(prior.log(at: places[0]) > 3)
        #expect(abs(prior.log(at: places[0]) - prior.log(at: places[1])) < 1e-9)
        #expect(EmitterProposal.Prior.none.log(at: places[0]) == 0)
        let doubted = EmitterProposal.Prior(
            [EmitterProposal(position: places[0], confidence: 0)], over: area,
            configuration: configuration)
        #expect(doubted.log(at: places[0]) == 0)
    }
}
