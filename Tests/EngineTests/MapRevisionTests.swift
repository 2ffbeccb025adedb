import Model
import Testing

@testable import Engine

struct MapRevisionTests {
    private func map() -> RadioMap {
        var map = RadioMap(
            key: MapKey(product: .rss, band: "b0"), grid: Fixture.grid(nx: 4, ny: 1), method: "")
        var revision = MapRevision(of: map, validTime: Fixture.start, method: "kriging")
        for cell in 0..<3 {
            revision.offer(
                cell, value: -80, standardDeviationDb: 2, evidenceTime: Fixture.time(0), to: map)
        }
        _ = revision.apply(to: &map)
        return map
    }

    private func change(
        _ value: Float, _ deviation: Float, at seconds: Double
    ) -> MapChange? {
        var map = map()
        let before = map
        var revision = MapRevision(of: map, validTime: Fixture.time(9), method: "kriging")
        revision.offer(
            1, value: value, standardDeviationDb: deviation, evidenceTime: Fixture.time(seconds),
            to: map)
        let change = revision.apply(to: &map)
        if change == nil { #expect(map.revision == before.revision && map.values[1] == -80) }
        return change
    }

    @Test func `what a reader would not see changes nothing`() {
        #expect(change(-80, 2, at: 0) == nil)
        #expect(change(-80.004, 2.1, at: 4.9) == nil)
        #expect(change(-80, 2, at: -100) == nil, "older evidence is no news")
    }

    @Test func `a step of the wire's quantisation or newer evidence changes the cell`() {
        for change in [
            change(-80.01, 2, at: 0), change(-80, 2.25, at: 0), change(-80, 2, at: 5),
            change(.nan, 2, at: 0),
        ] {
            #expect(change?.indices == [1])
            #expect(change?.revision == 2)
            #expect(change?.validTime == Fixture.time(9))
        }
    }

    @Test func `drift below a step adds up until it shows`() {
        var map = map()
        var revisions = 0
        for step in 1...100 {
            var revision = MapRevision(of: map, validTime: Fixture.start, method: "kriging")
            revision.offer(
                0, value: -80 + 0.001 * Float(step), standardDeviationDb: 2,
                evidenceTime: Fixture.start, to: map)
            if revision.apply(to: &map) != nil { revisions += 1 }
        }
        #expect((9...11).contains(revisions))
        #expect(abs(map.values[0] + 79.9) < 0.01)
    }

    @Test func `only touched cells change, and unknown ones stay unknown`() {
        let map = map()
        #expect(map.revision == 1)
        #expect(map.values[0...2].allSatisfy { $0 == -80 } && map.values[3].isNaN)
        #expect(map.evidenceTimes[3] == .zero)
    }

    @Test func `a round that brings nothing new revises no map`() throws {
        var engine = try RegionEngine(configuration: Fixture.configuration(clock: .wall))
        let tick = engine.pending.tick(of: Fixture.start)
        let points = (0..<20).map { (seconds: 0.1, cell: 40 * $0 / 3, dbm: -80.0 - Double($0)) }
        engine.accept(.samples(Fixture.batch(points)), journalID: 1)
        let first = try engine.runRound(closing: tick, windowBudget: 64)
        #expect(first.changes.map(\.revision) == [1])
        let second = try engine.runRound(closing: tick + 1, windowBudget: 64)
        #expect(second.changes.isEmpty && second.decision.windows == [[]])
        #expect(engine.maps[0].revision == 1)
    }

    @Test func `a change far away leaves the other cells as they are`() throws {
        let region = Fixture.region(grid: Fixture.grid(nx: 96, ny: 16))
        var engine = try RegionEngine(
            configuration: Fixture.configuration(clock: .wall, region: region))
        let tick = engine.pending.tick(of: Fixture.start)
        let points = (0..<96).map { (seconds: 0.1, cell: $0 + 96 * ($0 % 16), dbm: -80.0) }
        engine.accept(.samples(Fixture.batch(points)), journalID: 1)
        _ = try engine.runRound(closing: tick, windowBudget: 64)
        engine.accept(.samples(Fixture.batch(sequence: 2, [(0.6, 0, -60)])), journalID: 2)
        let result = try engine.runRound(closing: tick + 1, windowBudget: 64)
        let columns = Set(result.changes.flatMap(\.indices).map { Int($0) % 96 })
        #expect(columns.contains(0))
        #expect(columns.allSatisfy { $0 < 32 }, "80 m and the window that it reaches")
    }
}
