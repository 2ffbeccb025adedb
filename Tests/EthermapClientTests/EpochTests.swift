import Model
import Testing

@testable import EthermapClient

@Suite struct EpochTests {
    private func feeds(_ fixture: MapFixture) -> [Feed] {
        fixture.tiles.map(Feed.tile) + [.head(fixture.head)]
    }

    @Test func `a lower epoch is ignored and counted`() {
        var old = MapFixture()
        old.epoch = 1
        var new = MapFixture()
        new.epoch = 2
        var assembler = MapAssembler(region: MapFixture.region)
        for feed in feeds(new) { _ = assembler.receive(feed) }
        old.change(Grid.Cell(x: 0, y: 0, z: 0), to: -10)
        for feed in feeds(old) { #expect(assembler.receive(feed).isEmpty) }
        #expect(assembler.discards[.staleEpoch] == 5)
        #expect(assembler.map(MapFixture.key)?.epoch == 2)
        #expect(assembler.map(MapFixture.key)?.revision == 1)
    }

    @Test func `a higher epoch starts anew, and the old map stays until the new is whole`() {
        let old = MapFixture()
        var assembler = MapAssembler(region: MapFixture.region)
        for feed in feeds(old) { _ = assembler.receive(feed) }
        // The same revisions, other values: an engine that began from an earlier snapshot.
        var new = MapFixture()
        new.epoch = 2
        #expect(
            assembler.receive(.head(new.head))
                == [.tilesAwaited(MapFixture.key, revision: 1, tiles: new.addresses)])
        #expect(assembler.map(MapFixture.key)?.epoch == 1)
        for tile in new.tiles.dropLast() { #expect(assembler.receive(.tile(tile)).isEmpty) }
        #expect(assembler.receive(.tile(old.tiles[3])).isEmpty)
        #expect(assembler.map(MapFixture.key)?.epoch == 1)
        #expect(assembler.receive(.tile(new.tiles[3])).count == 1)
        #expect(assembler.map(MapFixture.key)?.epoch == 2)
    }

    @Test func `a higher epoch may begin at a lower revision`() {
        var old = MapFixture()
        for value in 0..<5 { old.change(Grid.Cell(x: 0, y: 0, z: 0), to: Float(value)) }
        var assembler = MapAssembler(region: MapFixture.region)
        for feed in feeds(old) { _ = assembler.receive(feed) }
        var new = MapFixture()
        new.epoch = 7
        for feed in feeds(new) { _ = assembler.receive(feed) }
        #expect(assembler.map(MapFixture.key)?.revision == 1)
        #expect(assembler.epoch == 7)
    }

    @Test func `in whatever order two epochs mix, the newer one's map ends up whole`() {
        let old = MapFixture()
        var new = MapFixture()
        new.epoch = 2
        // Two tiles of the old engine, retained, among all of the new one's.
        let mixed = [Feed.tile(old.tiles[0]), .head(old.head)] + feeds(new)
        forEveryOrder(of: mixed) { order in
            var assembler = MapAssembler(region: MapFixture.region)
            for feed in order { _ = assembler.receive(feed) }
            if assembler.map(MapFixture.key)?.epoch != 2 { Issue.record("not the newer epoch") }
        }
    }
}
