import GRDB
import Model
import Testing

@testable import Store

struct RoundTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    /// Rounds of pseudo-random changes of two maps, and the maps as they should be after each.
    static func rounds(_ count: Int) -> [(RoundRecord, [MapKey: RadioMap])] {
        var state: UInt64 = 42
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let grid = Fixture.grid()
        var maps: [MapKey: RadioMap] = [:]
        return (1...count).map { number in
            var changes: [MapChange] = []
            for product in [MapProduct.rss, .sinr] where product == .rss || number % 3 != 0 {
                let key = MapKey(product: product, band: Fixture.band)
                var map = maps[key] ?? RadioMap(key: key, grid: grid, method: "")
                let size = number % 10 == 0 ? 60 : random(12)
                let cells = Set((0..<size).map { _ in UInt32(random(grid.cellCount)) }).sorted()
                var change = Fixture.change(
                    map.revision + 1, cells: cells, key: key, at: Double(number))
                if !cells.isEmpty, random(4) == 0 {
                    change.values[0] = .nan
                    change.standardDeviationsDb[0] = .nan
                    change.evidenceTimes[0] = UnixTime(nanoseconds: .max)
                }
                map.apply(change)
                maps[key] = map
                changes.append(change)
            }
            return (Fixture.round(UInt64(number), changes: changes), maps)
        }
    }

    @Test(arguments: [1, 7, 32])
    func `every round's maps come back bit by bit, also after a restart`(_ interval: Int) throws {
        let rounds = Self.rounds(100)
        let configuration = StoreConfiguration(keyframeInterval: interval)
        var store = try fixture.open(configuration)
        for (number, (round, _)) in rounds.enumerated() {
            if number % 17 == 0 {
                try store.close()
                store = try fixture.open(configuration)
            }
            try store.commit(round)
        }
        let reader = try StoreReader(fixture.path)
        for (round, maps) in rounds {
            for (key, map) in maps {
                let stored = try store.map(key, atRound: round.number)
                #expect(MapBits(stored) == MapBits(map))
                let read = try reader.map(key, at: round.tick)
                #expect(MapBits(read) == MapBits(map))
            }
        }
        #expect(try reader.check().findings == [])
        let revisions = try reader.revisions(Fixture.key)
        #expect(revisions.map(\.revision) == Array(1...100))
        #expect(revisions.first?.isKeyframe == true)
        var sinceKeyframe = 0
        for revision in revisions {
            sinceKeyframe = revision.isKeyframe ? 0 : sinceKeyframe + 1
            #expect(sinceKeyframe < interval)
        }
        if interval == 32 {
            #expect(revisions.count { $0.isKeyframe } < 20)
            let large = revisions.filter { $0.changedCellCount > 32 }
            #expect(!large.isEmpty)
            #expect(large.allSatisfy { $0.isKeyframe })
        }
    }

    @Test(arguments: [false, true])
    func `small changes make a keyframe at every interval`(_ restarts: Bool) throws {
        var store = try fixture.open()
        for number in UInt64(1)...70 {
            if restarts, number % 9 == 0 {
                try store.close()
                store = try fixture.open()
            }
            try store.commit(Fixture.round(number, changes: [Fixture.change(number, cells: [5])]))
        }
        let revisions = try StoreReader(fixture.path).revisions(Fixture.key)
        #expect(revisions.filter { $0.isKeyframe }.map(\.revision) == [1, 33, 65])
    }

    @Test func `a store that was restarted at every round is equal to one that was not`() throws {
        let other = try Fixture()
        let uninterrupted = try other.open()
        for (round, _) in Self.rounds(40) {
            try uninterrupted.commit(round)
            let store = try fixture.open()
            try store.commit(round)
            try store.close()
        }
        try uninterrupted.close()
        let tables = [
            "decision", "map", "map_revision", "meta", "tally", "grid", "alert", "interferer",
        ]
        for table in tables {
            let sql = "SELECT * FROM \(table)"
            let ours = try fixture.raw().read { try Row.fetchAll($0, sql: sql) }
            let theirs = try other.raw().read { try Row.fetchAll($0, sql: sql) }
            #expect(ours == theirs, "table \(table)")
        }
    }

    @Test func `decisions come back in order`() throws {
        let store = try fixture.open()
        _ = try store.commit(IntakeCommit(entries: (1...5).map { Fixture.entry($0) }))
        for number in UInt64(1)...5 {
            try store.commit(Fixture.round(number, journalThrough: Int64(number)))
        }
        let rows = try store.decisions(after: 2)
        #expect(rows.map(\.round) == [3, 4, 5])
        #expect(
            rows.first
                == DecisionRow(
                    round: 3, tick: Fixture.time(3), journalThrough: 3, decision: [3, 1]))
        #expect(try store.decisions(after: .max).isEmpty)
        #expect(try store.lastRound == 5)
    }

    @Test func `a round that is committed already is refused and leaves nothing`() throws {
        let store = try fixture.open()
        try store.commit(Fixture.round(3, changes: [Fixture.change(1, cells: [1])]))
        for number in [UInt64(2), 3] {
            #expect {
                try store.commit(Fixture.round(number, alerts: [Fixture.alert("a")]))
            } throws: { ($0 as? StoreError)?.code == .conflict }
        }
        #expect(try store.unpublishedAlerts(limit: 9).isEmpty)
        #expect { try store.commit(Fixture.round(.max)) } throws: {
            ($0 as? StoreError)?.code == .tooLarge
        }
    }

    @Test func `a revision that goes back is refused, and the map stays as it was`() throws {
        let store = try fixture.open()
        try store.commit(Fixture.round(1, changes: [Fixture.change(4, cells: [1])]))
        let before = try MapBits(store.map(Fixture.key, atRound: 9))
        let other = MapKey(product: .iss, band: Fixture.band)
        #expect {
            try store.commit(
                Fixture.round(
                    2,
                    changes: [
                        Fixture.change(1, cells: [2], key: other), Fixture.change(4, cells: [2]),
                    ]))
        } throws: { ($0 as? StoreError)?.code == .conflict }
        #expect(try MapBits(store.map(Fixture.key, atRound: 9)) == before)
        #expect(try store.map(other, atRound: 9) == nil)
        try store.commit(Fixture.round(2, changes: [Fixture.change(5, cells: [2])]))
        #expect(try StoreReader(fixture.path).check().findings == [])
    }

    @Test func `a watermark beyond the journal is refused`() throws {
        let store = try fixture.open()
        #expect { try store.commit(Fixture.round(1, journalThrough: 1)) } throws: {
            ($0 as? StoreError)?.code == .conflict
        }
        #expect { try store.commit(Fixture.snapshot(1, journalThrough: 1)) } throws: {
            ($0 as? StoreError)?.code == .conflict
        }
    }

    @Test func `maps are listed at their newest revision`() throws {
        let store = try fixture.open()
        try store.commit(Fixture.round(1, changes: [Fixture.change(1, cells: [1, 2, 3])]))
        try store.commit(Fixture.round(2, changes: [Fixture.change(2, cells: [3, 4])]))
        let listings = try StoreReader(fixture.path).maps()
        #expect(
            listings == [
                MapListing(
                    key: Fixture.key, revision: 2, validTime: Fixture.time(2), method: "kriging",
                    knownCellCount: 4, cellCount: 96, generation: 1)
            ])
        #expect(listings.first?.ageSeconds(at: Fixture.time(12)) == 10)
        #expect(try StoreReader(fixture.path).map(Fixture.key, at: Fixture.time(0.5)) == nil)
    }

    @Test func `a map of several layers and hundred thousand cells comes back`() throws {
        let grid = Grid(
            origin: Fixture.grid().origin, cellEastMetres: 5, cellNorthMetres: 5, nx: 200, ny: 250,
            zLevelsMetres: [10, 50])
        var region = Fixture.region()
        region.grid = grid
        let store = try fixture.open(region: region)
        let change = Fixture.change(1, cells: (0..<UInt32(grid.cellCount)).map { $0 })
        try store.commit(Fixture.round(1, changes: [change]))
        var map = RadioMap(key: Fixture.key, grid: grid, method: "")
        map.apply(change)
        #expect(try MapBits(store.map(Fixture.key, atRound: 1)) == MapBits(map))
    }
}
