import Geometry
import Model
import Numerics
import Testing

@testable import Interference

/// Analysis by synthesis from update to update, and in parts of a plane.
struct WarmSynthesisTests {
    private static func place(_ east: Double, _ north: Double) -> LocalPosition {
        LocalPosition(eastMetres: east, northMetres: north, upMetres: 1.5)
    }
    private let two = SynthesisScene(
        seed: 3, emitters: [(Self.place(45.5, 118.3), 27), (Self.place(221.1, 60.4), 24)])
    private let one = SynthesisScene(seed: 3, emitters: [(Self.place(45.5, 118.3), 27)])
    private let quiet = SynthesisScene(seed: 3, emitters: [])

    /// A larger plane in tiles, with three emitters.
    private static func tiled() -> (scene: SynthesisScene, configuration: SynthesisConfiguration) {
        var configuration = SynthesisConfiguration()
        configuration.wholeMetresMax = 300
        configuration.tileMetres = 192
        let scene = SynthesisScene(
            seed: 5,
            emitters: [
                (place(45.5, 118.3), 27), (place(221.1, 60.4), 24),
                (place(190, 345), 25),
            ], side: 96)
        return (scene, configuration)
    }

    private static func whole(_ evidence: InterferenceEvidence) -> CellRectangle {
        CellRectangle(columns: 0..<evidence.grid.nx, rows: 0..<evidence.grid.ny)
    }

    private func isFound(_ scene: SynthesisScene, in estimate: InterferenceEstimate) -> Bool {
        estimate.emitters.count == scene.emitters.count
            && scene.emitters.allSatisfy { emitter in
                estimate.emitters.contains {
                    $0.position.horizontalDistanceMetres(to: emitter.place) < 6
                }
            }
    }

    @Test func `an emitter that comes on is added, and one that goes is dropped`() throws {
        var mapper = SynthesisMapper()
        for scene in [quiet, one, two, one, quiet] {
            let isRight = isFound(scene, in: try mapper.map(scene.evidence))
            #expect(isRight, "\(scene.emitters.count) emitters")
        }
    }

    @Test func `an emitter that was kept in a wrong place is found again`() throws {
        var writer = ByteWriter()
        writer.append(UInt32(1))
        let astray = LocalPosition(eastMetres: 195, northMetres: 200, upMetres: 1.5)
        KeptEmitter(
            eastMetres: astray.eastMetres, northMetres: astray.northMetres, eirpDbm: 20,
            confidence: 1, laws: one.evidence.pathLoss.parameters,
            places: [.init(eastMetres: 195, northMetres: 200, log: 1)]
        ).encode(into: &writer)
        var mapper = SynthesisMapper()
        var reader = ByteReader(writer.bytes)
        try mapper.restore(from: &reader)
        let isBack = isFound(one, in: try mapper.map(one.evidence))
        #expect(isBack)
    }

    @Test func `a warm update of growing evidence is no worse than a cold one`() throws {
        var warm = SynthesisMapper()
        for share in [0.03, 0.06, 0.12, 0.2] {
            let scene = SynthesisScene(
                seed: 3, emitters: two.emitters, share: share)
            var cold = SynthesisMapper()
            let fresh = two.errorDb(try cold.map(scene.evidence))
            let gone = two.errorDb(try warm.map(scene.evidence))
            #expect(gone < fresh + 0.5, "\(gone) dB, \(fresh) dB cold, \(share) sampled")
        }
    }

    @Test func `cells have the same value whichever others are asked for`() throws {
        let (scene, configuration) = Self.tiled()
        var mapper = SynthesisMapper(configuration: configuration)
        let all = Self.whole(scene.evidence)
        let whole = mapper.map(scene.evidence, in: [all], renewing: [all])
        let areas = [
            CellRectangle(columns: 3..<20, rows: 5..<9),
            CellRectangle(columns: 15..<90, rows: 40..<60),
        ]
        let part = mapper.map(scene.evidence, in: areas, renewing: [])
        let isAsked = part.issDbm.indices.map { cell in
            areas.contains {
                $0.columns.contains(cell % scene.grid.nx) && $0.rows.contains(cell / scene.grid.nx)
            }
        }
        let asked = isAsked.indices.filter { isAsked[$0] }
        #expect(asked.count == 17 * 4 + 75 * 20)
        let isMasked = part.issDbm.map(\.isNaN) == isAsked.map { !$0 }
        #expect(isMasked)
        let isSame = asked.allSatisfy {
            part.issDbm[$0] == whole.issDbm[$0] && part.deviationsDb[$0] == whole.deviationsDb[$0]
        }
        #expect(isSame)
    }

    @Test func `a plane in tiles has the emitters of all of them, each once`() throws {
        let (scene, configuration) = Self.tiled()
        var mapper = SynthesisMapper(configuration: configuration)
        #expect(
            SynthesisTiling(scene.grid, configuration: configuration, isWhole: false).count == 4)
        _ = try mapper.map(scene.evidence)
        let estimate = try mapper.map(scene.evidence)
        let isEverybodyFound = isFound(scene, in: estimate)
        #expect(isEverybodyFound, "\(estimate.emitters)")
        let errorDb = scene.errorDb(estimate)
        #expect(errorDb < 4.5)
    }

    @Test func `only tiles whose samples are new are searched`() throws {
        let (scene, configuration) = Self.tiled()
        var mapper = SynthesisMapper(configuration: configuration)
        let corner = CellRectangle(columns: 0..<30, rows: 0..<40)
        let estimate = mapper.map(scene.evidence, in: [corner], renewing: [corner])
        // Of the first tile and a little beyond: nobody of the others.
        #expect(estimate.emitters.allSatisfy { $0.position.northMetres < 260 })
        let first = try #require(estimate.emitters.first)
        #expect(first.position.horizontalDistanceMetres(to: scene.emitters[0].place) < 6)
    }

    @Test func `a restored mapper goes on with the same bits`() throws {
        for (scene, configuration) in [(two, SynthesisConfiguration()), Self.tiled()] {
            var mapper = SynthesisMapper(configuration: configuration)
            _ = try mapper.map(scene.evidence)
            var writer = ByteWriter()
            mapper.encode(into: &writer)
            var restored = SynthesisMapper(configuration: configuration)
            var reader = ByteReader(writer.bytes)
            try restored.restore(from: &reader)
            #expect(reader.isAtEnd)
            var evidence = scene.evidence
            for cell in stride(from: 0, to: evidence.receivedDbm.count, by: 7) {
                evidence.receivedDbm[cell] = .nan
            }
            let one = try mapper.map(evidence)
            let other = try restored.map(evidence)
            let isSame =
                one.issDbm == other.issDbm && one.emitters == other.emitters
                && one.deviationsDb == other.deviationsDb
            #expect(isSame)
            var again = ByteWriter()
            restored.encode(into: &again)
            var expected = ByteWriter()
            mapper.encode(into: &expected)
            let isEqual = again.bytes == expected.bytes
            #expect(isEqual)
        }
    }

    @Test func `a state that nobody wrote is refused, whatever it says`() throws {
        var mapper = SynthesisMapper()
        _ = try mapper.map(two.evidence)
        var writer = ByteWriter()
        mapper.encode(into: &writer)
        let bytes = writer.bytes
        // The count, then NaN, infinity or a great number in the place of each number.
        var many = bytes
        many.replaceSubrange(0..<4, with: [255, 255, 255, 127])
        var reader = ByteReader(many)
        #expect(throws: (any Error).self) { try mapper.restore(from: &reader) }
        for value in [Double.nan, .infinity, -1e300] {
            for start in stride(from: 8, through: bytes.count - 8, by: 8) {
                var hostile = bytes
                var pattern = value.bitPattern
                for byte in 0..<8 {
                    hostile[start + byte] = UInt8(truncatingIfNeeded: pattern)
                    pattern >>= 8
                }
                var reader = ByteReader(hostile)
                var victim = SynthesisMapper()
                do {
                    try victim.restore(from: &reader)
                    // Not every eight bytes are a number: what is read must then still be one.
                    #expect(victim.kept.allSatisfy { $0.eirpDbm.isFinite && $0.confidence <= 1 })
                } catch {}
            }
        }
        for length in 0..<bytes.count {
            var reader = ByteReader(Array(bytes.prefix(length)))
            var victim = SynthesisMapper()
            #expect(throws: (any Error).self) { try victim.restore(from: &reader) }
        }
    }

    @Test func `emitters of another plane are not believed`() throws {
        var writer = ByteWriter()
        writer.append(UInt32(1))
        KeptEmitter(
            eastMetres: 9_000, northMetres: -40, eirpDbm: 60, confidence: 1,
            laws: two.evidence.pathLoss.parameters,
            places: [.init(eastMetres: 9_000, northMetres: -40, log: 1)]
        ).encode(into: &writer)
        var mapper = SynthesisMapper()
        var reader = ByteReader(writer.bytes)
        try mapper.restore(from: &reader)
        let isRight = isFound(two, in: try mapper.map(two.evidence))
        #expect(isRight)
    }
}
