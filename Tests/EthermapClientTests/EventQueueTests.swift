import Model
import Testing

@testable import EthermapClient

@Suite struct EventQueueTests {
    private func alert(_ id: Int) -> RegionEvent {
        var alert = RegionViewTests.alert
        alert.id = "a-\(id)"
        return .alert(alert)
    }

    private func change(_ revision: UInt64, _ tiles: [TileAddress]) -> RegionEvent {
        let fixture = MapFixture()
        var map = AssembledMap(head: fixture.head)
        // Every cell known: NaN differs from itself.
        for tile in fixture.tiles { map.set(tile) }
        map.head.revision = revision
        return .map(.mapChanged(map, changedTiles: tiles))
    }

    @Test func `events come in order, and the end after them`() async {
        let queue = EventQueue(countMax: 10)
        queue.append(.epochRaised(1))
        queue.append(alert(1))
        queue.finish()
        queue.append(alert(2))
        #expect(await queue.next() == .epochRaised(1))
        #expect(await queue.next() == alert(1))
        #expect(await queue.next() == nil)
        #expect(await queue.next() == nil)
    }

    @Test func `a reader that waits gets the next event, or the end`() async {
        let queue = EventQueue(countMax: 10)
        async let first = queue.next()
        await Task.yield()
        queue.append(alert(1))
        #expect(await first == alert(1))
        async let second = queue.next()
        await Task.yield()
        queue.finish()
        #expect(await second == nil)
    }

    @Test func `a slow reader gets the newest map with all tiles that changed`() async {
        let queue = EventQueue(countMax: 10)
        let tiles = MapFixture().addresses
        queue.append(change(1, [tiles[0]]))
        queue.append(alert(1))
        queue.append(change(2, [tiles[2], tiles[0]]))
        #expect(await queue.next() == change(2, [tiles[0], tiles[2]]))
        #expect(await queue.next() == alert(1))
        #expect(queue.droppedCount == 0)
    }

    @Test func `a removal is not overtaken by the map before it`() async {
        let queue = EventQueue(countMax: 10)
        queue.append(change(1, []))
        queue.append(.map(.mapRemoved(MapFixture.key)))
        queue.append(change(2, []))
        queue.append(change(3, []))
        #expect(await queue.next() == change(1, []))
        #expect(await queue.next() == .map(.mapRemoved(MapFixture.key)))
        #expect(await queue.next() == change(3, []))
    }

    @Test func `what is awaited is no news once the map is whole`() async {
        let queue = EventQueue(countMax: 10)
        queue.append(.map(.tilesAwaited(MapFixture.key, revision: 1, tiles: [])))
        queue.append(change(1, []))
        queue.finish()
        #expect(await queue.next() == change(1, []))
        #expect(await queue.next() == nil)
    }

    @Test func `a full queue drops the oldest that is no alert, and counts`() async {
        let queue = EventQueue(countMax: 3)
        queue.append(alert(1))
        queue.append(.epochRaised(1))
        queue.append(alert(2))
        queue.append(alert(3))
        #expect(queue.droppedCount == 1)
        queue.append(alert(4))
        #expect(queue.droppedCount == 2)
        #expect(await queue.next() == alert(2))
    }

    @Test func `an alert is remembered until many newer ones have come`() {
        var history = AlertHistory(countMax: 3)
        let isNew = ["a", "b", "c", "a", "d", "c", "a", "b"].map { history.insert($0) }
        #expect(isNew == [true, true, true, false, true, false, true, true])
    }
}
