import Model
import Testing

@testable import EthermapClient

@Suite struct MapAssemblerTests {
    /// Whether an assembled map shows what the engine's holds, to the bus's rounding.
    static func agrees(_ assembled: AssembledMap?, with map: RadioMap) -> Bool {
        guard let assembled, assembled.revision == map.revision, assembled.grid == map.grid else {
            return false
        }
        // Half a step of 0.01 dB, and a float's own rounding.
        return zip(assembled.values, map.values).allSatisfy { abs($0 - $1) <= 0.005_1 }
            && assembled.standardDeviationsDb == map.standardDeviationsDb
    }

    @Test func `a map is whole after its last message, in whatever order they come`() {
        let fixture = MapFixture()
        var orderCount = 0
        forEveryOrder(of: fixture.tiles.map(Feed.tile) + [.head(fixture.head)]) { order in
            orderCount += 1
            var assembler = MapAssembler(region: MapFixture.region)
            for feed in order.dropLast() {
                let events = assembler.receive(feed)
                #expect(assembler.maps.isEmpty)
                if case .head = feed {
                    #expect(
                        events == [
                            .tilesAwaited(
                                MapFixture.key, revision: 1,
                                tiles: assembler.awaitedTiles(of: MapFixture.key))
                        ])
                } else {
                    #expect(events.isEmpty)
                }
            }
            let events = order.last.map { assembler.receive($0) }
            guard case .mapChanged(let map, let tiles) = events?.first else {
                Issue.record("not whole after \(order.count) messages")
                return
            }
            #expect(tiles == fixture.addresses)
            #expect(Self.agrees(map, with: fixture.map))
            #expect(assembler.discards.total == 0)
        }
        #expect(orderCount == 120)
    }

    @Test func `two revisions end at the second, in whatever order their messages come`() {
        var fixture = MapFixture()
        let first = fixture.tiles.map(Feed.tile) + [.head(fixture.head)]
        let address = fixture.change(Grid.Cell(x: 65, y: 1, z: 0), to: -50)
        let second: [Feed] = [.tile(fixture.tile(address)), .head(fixture.head)]
        forEveryOrder(of: first + second) { order in
            var assembler = MapAssembler(region: MapFixture.region)
            var revisions: [UInt64] = []
            for feed in order {
                for case .mapChanged(let map, _) in assembler.receive(feed) {
                    revisions.append(map.revision)
                }
            }
            let isRight =
                revisions.last == 2 && revisions == revisions.sorted()
                && assembler.awaitedTiles(of: MapFixture.key).isEmpty
                && assembler.map(MapFixture.key)?.value(in: Grid.Cell(x: 65, y: 1, z: 0)) == -50
            if !isRight { Issue.record("wrong end after \(order.count) messages: \(revisions)") }
        }
    }

    /// An assembler that holds revision 1 whole.
    private func whole(_ fixture: MapFixture) -> MapAssembler {
        var assembler = MapAssembler(region: MapFixture.region)
        for tile in fixture.tiles { _ = assembler.receive(.tile(tile)) }
        _ = assembler.receive(.head(fixture.head))
        return assembler
    }

    @Test func `only the tiles that changed are named`() {
        var fixture = MapFixture()
        var assembler = whole(fixture)
        let address = fixture.change(Grid.Cell(x: 3, y: 65, z: 0), to: -60)
        #expect(assembler.receive(.tile(fixture.tile(address))).isEmpty)
        let events = assembler.receive(.head(fixture.head))
        guard case .mapChanged(let map, let tiles) = events.first else {
            Issue.record("no change: \(events)")
            return
        }
        #expect(tiles == [address])
        #expect(Self.agrees(map, with: fixture.map))
    }

    @Test func `a gap leaves the last whole map and names the tile awaited`() {
        var fixture = MapFixture()
        let before = fixture.map
        var assembler = whole(fixture)
        let address = fixture.change(Grid.Cell(x: 0, y: 0, z: 0), to: -60)
        #expect(
            assembler.receive(.head(fixture.head))
                == [.tilesAwaited(MapFixture.key, revision: 2, tiles: [address])])
        #expect(Self.agrees(assembler.map(MapFixture.key), with: before))
        #expect(assembler.awaitedTiles(of: MapFixture.key) == [address])

        // The next revision fills the gap.
        fixture.change(Grid.Cell(x: 0, y: 0, z: 0), to: -61)
        #expect(assembler.receive(.tile(fixture.tile(address))).isEmpty)
        #expect(assembler.receive(.head(fixture.head)).count == 1)
        #expect(Self.agrees(assembler.map(MapFixture.key), with: fixture.map))
        #expect(assembler.awaitedTiles(of: MapFixture.key).isEmpty)
    }

    @Test func `a tile ahead of its head waits and spoils nothing`() {
        var fixture = MapFixture()
        var assembler = whole(fixture)
        let first = fixture.change(Grid.Cell(x: 0, y: 0, z: 0), to: -60)
        let secondRevision = (fixture.tile(first), fixture.head, fixture.map)
        let ahead = fixture.change(Grid.Cell(x: 69, y: 65, z: 0), to: -70)
        #expect(assembler.receive(.tile(fixture.tile(ahead))).isEmpty)
        #expect(assembler.receive(.tile(secondRevision.0)).isEmpty)
        #expect(assembler.receive(.head(secondRevision.1)).count == 1)
        #expect(Self.agrees(assembler.map(MapFixture.key), with: secondRevision.2))
        #expect(assembler.receive(.head(fixture.head)).count == 1)
        #expect(Self.agrees(assembler.map(MapFixture.key), with: fixture.map))
    }

    @Test func `what comes again, or late, changes nothing and is counted`() {
        var fixture = MapFixture()
        let old = fixture
        var assembler = whole(fixture)
        #expect(assembler.receive(.head(fixture.head)).isEmpty)
        for tile in fixture.tiles { #expect(assembler.receive(.tile(tile)).isEmpty) }
        #expect(assembler.discards[.duplicate] == 5)
        let address = fixture.change(Grid.Cell(x: 0, y: 0, z: 0), to: -60)
        _ = assembler.receive(.tile(fixture.tile(address)))
        _ = assembler.receive(.head(fixture.head))
        #expect(assembler.receive(.tile(old.tile(address))).isEmpty)
        #expect(assembler.receive(.head(old.head)).isEmpty)
        #expect(assembler.discards[.staleRevision] == 2)
        #expect(Self.agrees(assembler.map(MapFixture.key), with: fixture.map))
    }

    @Test func `a tile that the head names no more is emptied`() {
        let fixture = MapFixture()
        var assembler = whole(fixture)
        var head = fixture.head
        head.revision = 2
        let gone = head.tiles.removeLast().address
        guard case .mapChanged(let map, let tiles) = assembler.receive(.head(head)).first else {
            Issue.record("no change")
            return
        }
        #expect(tiles == [gone])
        #expect(map.value(in: Grid.Cell(x: 69, y: 65, z: 0)) == nil)
        #expect(map.value(in: Grid.Cell(x: 0, y: 0, z: 0)) != nil)
    }

    @Test func `a head without tiles is a map without data`() {
        var head = MapFixture().head
        head.tiles = []
        var assembler = MapAssembler(region: MapFixture.region)
        #expect(assembler.receive(.head(head)).count == 1)
        #expect(assembler.map(MapFixture.key)?.values.allSatisfy(\.isNaN) == true)
    }

    @Test func `a new grid starts anew while the old map stays until it is whole`() {
        var assembler = whole(MapFixture())
        var grid = MapFixture.grid
        grid.nx = 130
        var fixture = MapFixture(grid: grid)
        fixture.change(Grid.Cell(x: 129, y: 0, z: 0), to: -55)
        var head = fixture.head
        head.tiles = head.tiles.map { .init(address: $0.address, revision: 2) }
        let tiles = fixture.tiles.map { tile in
            var tile = tile
            tile.revision = 2
            return tile
        }
        for tile in tiles { #expect(assembler.receive(.tile(tile)).isEmpty) }
        #expect(assembler.map(MapFixture.key)?.grid.nx == 70)
        guard case .mapChanged(let map, let changed) = assembler.receive(.head(head)).first else {
            Issue.record("no change")
            return
        }
        #expect(map.grid == grid)
        #expect(changed == fixture.addresses)
        #expect(map.value(in: Grid.Cell(x: 129, y: 0, z: 0)) == -55)
    }

    @Test func `a tile that fits no place of its map is a misfit, before and after the head`() {
        let fixture = MapFixture()
        var narrow = fixture.tile(TileAddress(z: 0, y: 0, x: 0))
        narrow.columnCount = 32
        narrow.rowCount = 128
        var outside = fixture.tile(TileAddress(z: 0, y: 0, x: 0))
        outside.address.x = 9
        for tile in [narrow, outside] {
            var before = MapAssembler(region: MapFixture.region)
            _ = before.receive(.tile(tile))
            #expect(
                before.receive(.head(fixture.head))
                    == [.tilesAwaited(MapFixture.key, revision: 1, tiles: fixture.addresses)])
            #expect(before.discards[.misfit] == 1)

            var after = MapAssembler(region: MapFixture.region)
            _ = after.receive(.head(fixture.head))
            #expect(after.receive(.tile(tile)).isEmpty)
            #expect(after.discards[.misfit] == 1)
        }
    }

    @Test func `a head that lists revisions of its future cannot bring a misfit in`() {
        let fixture = MapFixture()
        var head = fixture.head
        head.tiles = [.init(address: TileAddress(z: 0, y: 0, x: 0), revision: 99)]
        var tile = fixture.tile(TileAddress(z: 0, y: 0, x: 0))
        tile.revision = 99
        tile.columnCount = 32
        tile.rowCount = 128
        var assembler = MapAssembler(region: MapFixture.region)
        _ = assembler.receive(.head(head))
        #expect(assembler.receive(.tile(tile)).isEmpty)
        #expect(assembler.maps.isEmpty)
    }

    @Test func `another region's head, or another place's tile, is a mismatch`() {
        let fixture = MapFixture()
        var assembler = MapAssembler(region: "elsewhere")
        #expect(assembler.receive(.head(fixture.head)).isEmpty)
        let other = MapKey(product: .dss, band: "b2412")
        #expect(assembler.receive(fixture.head, on: other).isEmpty)
        let address = TileAddress(z: 0, y: 1, x: 1)
        #expect(
            assembler.receive(fixture.tiles[0], on: MapFixture.key, at: address).isEmpty)
        #expect(assembler.discards[.topicMismatch] == 3)
    }

    @Test func `more maps than can be held are counted and not held`() {
        let tile = MapFixture().tiles[0]
        var assembler = MapAssembler(region: MapFixture.region)
        for index in 0...MapAssembler.mapCountMax {
            let key = MapKey(product: .rss, band: BandID(unchecked: "b\(index)"))
            #expect(assembler.receive(tile, on: key, at: tile.address).isEmpty)
        }
        #expect(assembler.discards[.overflow] == 1)
    }

    @Test func `a deleted map is gone, and can come again`() {
        let fixture = MapFixture()
        var assembler = whole(fixture)
        #expect(assembler.removeMap(MapFixture.key) == [.mapRemoved(MapFixture.key)])
        #expect(assembler.removeMap(MapFixture.key).isEmpty)
        #expect(assembler.maps.isEmpty)
        _ = assembler.receive(.head(fixture.head))
        for tile in fixture.tiles { _ = assembler.receive(.tile(tile)) }
        #expect(assembler.maps.count == 1)
    }

    @Test func `a deleted tile no longer waits`() {
        let fixture = MapFixture()
        var assembler = MapAssembler(region: MapFixture.region)
        for tile in fixture.tiles { _ = assembler.receive(.tile(tile)) }
        assembler.removeTile(fixture.addresses[1], of: MapFixture.key)
        _ = assembler.receive(.head(fixture.head))
        #expect(assembler.awaitedTiles(of: MapFixture.key) == [fixture.addresses[1]])
    }
}
