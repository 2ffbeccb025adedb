import Geometry
import Model
import Testing

@testable import Interference

/// Emitters and map by analysis by synthesis.
struct SynthesisMapperTests {
    private static func place(_ east: Double, _ north: Double) -> LocalPosition {
        LocalPosition(eastMetres: east, northMetres: north, upMetres: 1.5)
    }
    private let two = SynthesisScene(
        seed: 3, emitters: [(Self.place(45.5, 118.3), 27), (Self.place(221.1, 60.4), 24)])

    @Test func `two emitters are found within metres, and nobody else`() throws {
        var mapper = SynthesisMapper()
        let estimate = try mapper.map(two.evidence)
        #expect(estimate.emitters.count == 2)
        for emitter in two.emitters {
            let nearest = estimate.emitters.map { $0.position.distanceMetres(to: emitter.place) }
            #expect((nearest.min() ?? .infinity) < 6)
        }
        for emitter in estimate.emitters {
            #expect(emitter.confidence > 0.9)
            #expect(abs((emitter.eirpDbm ?? 0) - 25.5) < 5)
        }
    }

    @Test func `the map is as good as the scatter allows, kriged or not`() throws {
        for isKriged in [false, true] {
            var mapper = SynthesisMapper(isKriged: isKriged)
            let estimate = try mapper.map(two.evidence)
            // White scatter of 2 dB cannot be told from the samples.
            #expect(two.errorDb(estimate) < 4)
            #expect(estimate.issDbm.allSatisfy { $0.isFinite })
            #expect(estimate.deviationsDb.allSatisfy { $0 > 0 && $0 < 30 })
        }
    }

    @Test func `kriging tells a corrected desired signal where it is asked to`() throws {
        var configuration = SynthesisConfiguration()
        configuration.isDesiredCorrected = true
        var mapper = SynthesisMapper(configuration: configuration, isKriged: true)
        let estimate = try mapper.map(two.evidence)
        #expect(estimate.desiredDbm.count == two.grid.cellCount)
        #expect(estimate.desiredDbm.allSatisfy { $0.isFinite })
        #expect(mapper.name == "synthesis-kriging" && SynthesisMapper().name == "synthesis")
    }

    @Test func `without interference nobody is found`() throws {
        let quiet = SynthesisScene(seed: 8, emitters: [])
        var mapper = SynthesisMapper()
        let estimate = try mapper.map(quiet.evidence)
        #expect(estimate.emitters.isEmpty)
        #expect(estimate.issDbm.allSatisfy { abs($0 + 100) < 0.1 })
    }

    @Test func `the same evidence gives the same bits, and a forgotten update leaves no trace`()
        throws
    {
        var first = SynthesisMapper(isKriged: true)
        var second = SynthesisMapper(isKriged: true)
        let one = try first.map(two.evidence)
        let other = try second.map(two.evidence)
        #expect(one.issDbm == other.issDbm && one.emitters == other.emitters)
        first.forget()
        let again = try first.map(two.evidence)
        #expect(again.issDbm == one.issDbm)
    }

    @Test func `the next update begins with the last one's emitters`() throws {
        var mapper = SynthesisMapper()
        let first = try mapper.map(two.evidence)
        let second = try mapper.map(two.evidence)
        #expect(second.emitters.count == first.emitters.count)
        for (one, other) in zip(first.emitters, second.emitters) {
            #expect(one.position.distanceMetres(to: other.position) < 5)
        }
    }

    @Test
    func `evidence that says nothing or nonsense is mapped to the noise, or at least to numbers`()
        throws
    {
        let good = two.evidence
        var cases: [InterferenceEvidence] = []
        var unheard = good
        unheard.receivedDbm = [Float](repeating: .nan, count: good.grid.cellCount)
        cases.append(unheard)
        var one = unheard
        one.receivedDbm[77] = -60
        cases.append(one)
        var foreign = good
        foreign.desiredDbm = [Float](
            repeating: InterferenceEvidence.floorDbm, count: good.grid.cellCount)
        foreign.stations = []
        cases.append(foreign)
        var spoilt = good
        spoilt.desiredDbm[5] = .nan
        spoilt.desiredDeviationsDb[6] = .infinity
        spoilt.receivedDeviationsDb[7] = .nan
        spoilt.receivedDbm[8] = .infinity
        cases.append(spoilt)
        var flat = good
        flat.lineOfSight = LineOfSight(
            city: City(heightsMetres: [0], columnCount: 1, rowCount: 1, cellMetres: 4))
        cases.append(flat)
        var walled = good
        walled.lineOfSight = LineOfSight(
            city: City(
                heightsMetres: [Float](repeating: 40, count: 4_096), columnCount: 64, rowCount: 64,
                cellMetres: 4))
        cases.append(walled)
        for evidence in cases {
            for isKriged in [false, true] {
                var mapper = SynthesisMapper(isKriged: isKriged)
                let estimate = try mapper.map(evidence)
                #expect(estimate.issDbm.count == good.grid.cellCount)
                #expect(estimate.issDbm.allSatisfy { $0.isFinite })
                #expect(estimate.deviationsDb.allSatisfy { $0.isFinite })
                #expect(estimate.desiredDbm.allSatisfy { $0.isFinite })
            }
        }
        var mapper = SynthesisMapper()
        let silent = try mapper.map(unheard)
        #expect(silent.emitters.isEmpty)
        #expect(silent.issDbm.allSatisfy { abs($0 + 100) < 0.1 })
        let other = try mapper.map(foreign)
        #expect(other.emitters.count >= 1)
    }
}
