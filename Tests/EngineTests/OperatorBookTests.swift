import Geometry
import Model
import Numerics
import Testing

@testable import Engine

struct OperatorBookTests {
    private static func command(_ action: OperatorCommand.Action) -> OperatorCommand {
        OperatorCommand(id: "c", time: Fixture.start, author: "eva", action: action)
    }

    private static func emitter(_ name: String, _ east: Double = 0) -> KnownEmitter {
        KnownEmitter(name: name, band: "b0", position: Fixture.place(east, 0, 1.5))
    }

    private static func alert(
        _ id: InterfererID, _ east: Double, at seconds: Double = 0, band: BandID = "b0"
    ) -> Alert {
        Alert(
            id: "lab/\(id)/1-detected", kind: .interfererDetected, region: "lab",
            time: Fixture.time(seconds),
            interferer: InterfererState(
                id: id, phase: .active, band: band, position: Fixture.place(east, 0, 1.5),
                covarianceSquareMetres: [], ce90Metres: 10, eirpDbm: 0, confidence: 1,
                firstSeen: .zero, lastSeen: .zero, sensorCount: 1, sampleCount: 1,
                peakAboveBackgroundDb: 9, mapRevision: 1), message: "")
    }

    private func key(_ book: OperatorBook, _ alert: Alert) -> String? {
        book.mute(of: alert, frame: Fixture.frame)?.key
    }

    @Test func `emitters are kept by name, replaced and removed`() {
        var book = OperatorBook()
        for name in ["b", "c", "a", "b"] {
            book.apply(Self.command(.addKnownEmitter(Self.emitter(name))), clock: Fixture.start)
        }
        #expect(book.knownEmitters.map(\.name) == ["a", "b", "c"])
        book.apply(Self.command(.removeKnownEmitter(name: "b")), clock: Fixture.start)
        book.apply(Self.command(.removeKnownEmitter(name: "x")), clock: Fixture.start)
        #expect(book.knownEmitters.map(\.name) == ["a", "c"])
        let placed = book.placedEmitters(in: "b0", frame: Fixture.frame)
        #expect(placed.map(\.name) == ["a", "c"])
        #expect(abs(placed[0].position.eastMetres) < 1e-6 && placed[0].radiusMetres == 50)
        #expect(book.placedEmitters(in: "b1", frame: Fixture.frame).isEmpty)
        for index in 0..<OperatorBook.countMax + 5 {
            book.apply(
                Self.command(.addKnownEmitter(Self.emitter("n\(index)"))), clock: Fixture.start)
        }
        #expect(book.knownEmitters.count == OperatorBook.countMax)
        #expect(book.refusedCount == 7)
    }

    @Test func `a mute by id follows the interferer, one by place whoever is there`() {
        var book = OperatorBook()
        let mute = Mute(key: "int-0001", subject: .interferer("int-0001"), forSeconds: 60)
        book.apply(Self.command(.mute(mute)), clock: Fixture.time(10))
        #expect(key(book, Self.alert("int-0001", 500, at: 69)) == "int-0001")
        #expect(key(book, Self.alert("int-0001", 500, at: 70)) == nil, "its time is over")
        #expect(key(book, Self.alert("int-0002", 500, at: 20)) == nil)
        let place = Mute(
            key: "near-1",
            subject: .place(Fixture.place(100, 0, 0), radiusMetres: 50, band: "b0"))
        book.apply(Self.command(.mute(place)), clock: Fixture.time(80))
        #expect(key(book, Self.alert("int-0009", 140, at: 1e6)) == "near-1")
        #expect(key(book, Self.alert("int-0009", 160, at: 90)) == nil)
        #expect(key(book, Self.alert("int-0009", 140, at: 90, band: "b1")) == nil)
        #expect(book.mutes.map(\.key) == ["near-1"], "an ended one goes when another comes")
        book.apply(Self.command(.unmute(key: "near-1")), clock: Fixture.time(90))
        #expect(key(book, Self.alert("int-0009", 140, at: 90)) == nil)
        let lost = Alert(
            id: "x", kind: .sensorLost, region: "lab", time: .zero, sensor: "s", message: "")
        book.apply(Self.command(.mute(place)), clock: Fixture.time(80))
        #expect(key(book, lost) == nil, "only interferers are muted")
    }

    @Test func `a book goes through its bytes`() throws {
        var book = OperatorBook()
        let mutes = [
            Mute(
                key: "near-1",
                subject: .place(Fixture.place(100, 0, 0), radiusMetres: 50, band: nil),
                forSeconds: 3_600, note: "works"),
            Mute(
                key: "near-2",
                subject: .place(Fixture.place(0, 0, 0), radiusMetres: 5, band: "b1")),
            Mute(key: "int-0001", subject: .interferer("int-0001"), until: Fixture.time(99)),
        ]
        for mute in mutes { book.apply(Self.command(.mute(mute)), clock: Fixture.start) }
        var loud = Self.emitter("loud", 40)
        loud.eirpDbm = 33
        for emitter in [loud, Self.emitter("quiet")] {
            book.apply(Self.command(.addKnownEmitter(emitter)), clock: Fixture.start)
        }
        book.apply(Self.command(.unmute(key: "no key")), clock: Fixture.start)
        #expect(book.refusedCount == 1)
        var writer = ByteWriter()
        book.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        #expect(try OperatorBook(from: &reader) == book)
        #expect(reader.isAtEnd)
        for count in 0..<writer.bytes.count {
            var cut = ByteReader(Array(writer.bytes.prefix(count)))
            #expect(throws: (any Error).self) { try OperatorBook(from: &cut) }
        }
    }

    @Test func `a known command is not repeated, and a round marks what is muted`() throws {
        var engine = try RegionEngine(configuration: Fixture.configuration())
        var follower = TrackFollower()
        follower.region = engine.configuration.region
        follower.follow(50, 60, rounds: 6)
        engine.tracker = follower.tracker
        engine.accept(
            .command(
                Self.command(
                    .mute(
                        Mute(
                            key: "near-1",
                            subject: .place(
                                Fixture.place(50, 60), radiusMetres: 100, band: nil)))
                )), journalID: 1)
        engine.accept(.command(Self.command(.unmute(key: "near-1"))), journalID: 1)
        #expect(engine.operatorBook.mutes.map(\.key) == ["near-1"], "row 1 is known already")
        var known = Self.emitter("relay", 50)
        known.position = Fixture.place(50, 60, 1.5)
        engine.accept(.command(Self.command(.addKnownEmitter(known))), journalID: 2)
        engine.accept(
            .samples(Fixture.batch([(4, 3, -80), (9, 3, -80)])), journalID: 3)
        let due = try #require(engine.dueTick(now: .zero))
        let result = try engine.runRound(closing: due, windowBudget: 8)
        #expect(result.alerts.map(\.kind) == [.interfererCleared])
        #expect(result.mutedAlerts == ["lab/int-0001/2-cleared": "near-1"])
        #expect(result.interferers.map(\.phase) == [.cleared], "its state is told all the same")
    }
}
