import Engine
import Formats
import Geometry
import Model
import Testing

@testable import Service

/// From fixed receivers and a carried beacon to frames, an engine that fits, and the truth.
struct ReplayBeaconTests {
    static let receivers = """
        Dongles:{"r1": [[2, 3, 1.2]], "r2": [[8, 3, 2.3]], "r3": [[2, 9, 2.3]]}
        """
    static let rows = """
        100.0,r1,e,-70,4,4,1.5
        100.1,r2,e,-71,4,4,1.5
        100.5,r1,e,-72,4.5,4,1.5
        103.0,r3,e,-73,7,4,1.5
        110.0,r1,e,-74,7,4,1.5
        """
    static let origin = GeodeticPosition(
        latitudeDegrees: 41.5, longitudeDegrees: 2, altitudeMetres: 0)

    private static func plan(_ texts: [String] = [rows]) throws -> ReplayPlan {
        let receivers = try BeaconReceivers(
            text: receivers, limits: #"{"limits": [-1, 2, 12, 12.3]}"#)
        return try ReplayPlan(
            of: texts.map { try BeaconRecording(text: $0, receivers: receivers) },
            receivers: receivers, origin: origin, region: "hall", centerFrequencyHz: 2.44e9,
            bootID: 7)
    }

    @Test func `each receiver is a ground sensor that stays where it is`() throws {
        let plan = try Self.plan()
        #expect(plan.pointCount == 5)
        #expect(plan.tracks.map(\.birth.sensor) == ["r1", "r2", "r3"])
        #expect(plan.tracks.allSatisfy { $0.birth.platform == .ground })
        let frame = LocalFrame(origin: Self.origin)
        let first = try #require(plan.tracks.first?.frames.first?.rss)
        #expect(first.rssDbm == [-70, -72])
        #expect(first.timeOffsetsMicroseconds == [0, 500_000])
        let place = frame.local(
            of: GeodeticPosition(
                latitudeDegrees: first.latitudesDegrees[0],
                longitudeDegrees: first.longitudesDegrees[0],
                altitudeMetres: Double(first.altitudesMetres[0])))
        // A millimetre: altitudes go as singles.
        #expect(abs(place.eastMetres - 2) < 1e-3)
        #expect(abs(place.northMetres - 3) < 1e-3)
        #expect(abs(place.upMetres - 1.2) < 1e-3)
    }

    @Test func `the grid is the floor in half metres, with its origin at the south-west wall`()
        throws
    {
        let engine = try Self.plan().engine
        let grid = engine.region.grid
        #expect(grid.nx == 26)
        #expect(grid.ny == 21)
        #expect(grid.cellEastMetres == 0.5)
        let corner = LocalFrame(origin: Self.origin).local(of: grid.origin)
        #expect(abs(corner.eastMetres + 1) < 1e-3)
        #expect(abs(corner.northMetres - 2) < 1e-3)
        #expect(engine.clock == .event)
        // Nothing of the outdoor scale is left: no distance exceeds the floor.
        let distances = [
            engine.detection.guardMetres, engine.detection.trainingMetres,
            engine.detection.suppressionMetres, engine.tracking.gateMetres,
            engine.tracking.movedMetres, engine.estimation.reachMetres,
        ]
        #expect(distances.allSatisfy { $0 <= 13 })
    }

    @Test func `the truth is known between its places and nowhere else`() throws {
        let truth = try #require(try Self.plan().truth)
        func east(_ seconds: Double) -> Double? {
            truth.position(at: UnixTime(seconds: seconds))?.eastMetres
        }
        // The region's origin lies one metre west of the building's.
        #expect(east(100) == 5)
        #expect(abs((east(100.3) ?? 0) - 5.25) < 1e-6)
        #expect(abs((east(101.75) ?? 0) - 6.75) < 1e-6)
        #expect(truth.position(at: UnixTime(seconds: 101))?.northMetres == 2)
        #expect(east(99.9) == nil)
        #expect(east(106) == nil)
        #expect(east(110) == 8)
        #expect(east(110.1) == nil)
    }

    @Test func `without truth in the recording there is none`() throws {
        #expect(try Self.plan(["100,r1,e,-70\n101,r2,e,-70"]).truth == nil)
    }

    @Test func `no frame holds the truth`() throws {
        let moved = Self.rows.replacing(",4,1.5", with: ",11,0.5")
        #expect(try Self.plan([moved]).tracks.map(\.frames) == Self.plan().tracks.map(\.frames))
    }

    @Test func `files follow one another by time, and speak of one emitter`() throws {
        let later = "200,r1,e,-60\n200.5,r1,e,-61"
        let forwards = try Self.plan([Self.rows, later])
        let backwards = try Self.plan([later, Self.rows])
        #expect(forwards.tracks.map(\.frames) == backwards.tracks.map(\.frames))
        #expect(throws: ServiceError.self) { try Self.plan([Self.rows, "200,r1,f,-60"]) }
        #expect(throws: ServiceError.self) { try Self.plan([""]) }
    }
}
