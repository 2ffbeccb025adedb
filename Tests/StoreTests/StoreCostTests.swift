import Foundation
import Model
import Testing

@testable import Store

/// What the store costs; run alone with `STORE_BENCH=FOLDER`, `--filter StoreCost`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["STORE_BENCH"] != nil), .serialized)
struct StoreCostTests {
    @Test(arguments: [StoreConfiguration.Synchronous.full, .normal])
    func `a frame of 2 KiB in groups of 256 costs less than 25 microseconds`(
        _ synchronous: StoreConfiguration.Synchronous
    ) throws {
        let folder = ProcessInfo.processInfo.environment["STORE_BENCH"] ?? "/tmp"
        let path = "\(folder)/journal-cost-\(UUID().uuidString).db"
        defer {
            for end in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: path + end)
            }
        }
        let store = try Store(
            opening: path, region: Fixture.region(), newEngineID: "bench",
            configuration: StoreConfiguration(synchronous: synchronous), warn: { _ in })
        let payload = (0..<2_048).map { _ in UInt8.random(in: 0...255) }
        for group in [256, 64, 8, 1] {
            let groups = group == 256 ? 200 : 400
            let boot = UInt64(group)
            var checkpoints = 0
            var checkpointCpu = 0
            let start = clock()
            let wall = ContinuousClock.now
            for number in 0..<groups {
                let entries = (0..<group).map { index in
                    JournalEntry(
                        kind: .rss, sensor: SensorID(unchecked: "uav-\(index % 16)"),
                        bootID: boot &+ 0x1234_5678_9ABC_DEF0,
                        sequence: UInt64(number * group + index),
                        received: UnixTime(nanoseconds: 1_700_000_000_000_000_000 + UInt64(index)),
                        payload: payload)
                }
                _ = try store.commit(IntakeCommit(entries: entries))
                if (number + 1) * group % 4_096 == 0 {
                    let before = clock()
                    try store.checkpoint()
                    checkpointCpu += clock() - before
                    checkpoints += 1
                }
            }
            let frames = Double(groups * group)
            let cpu = Double(clock() - start) / frames
            let elapsed = ContinuousClock.now - wall
            let wallMicroseconds =
                Double(elapsed.components.attoseconds) / 1e12
                + Double(elapsed.components.seconds) * 1e6
            print(
                "\(synchronous.rawValue) group \(group): CPU \(cpu.rounded(toPlaces: 1)) µs/frame"
                    + " (checkpoints \((Double(checkpointCpu) / frames).rounded(toPlaces: 1)))"
                    + ", wall \((wallMicroseconds / frames).rounded(toPlaces: 1)) µs/frame")
            if group == 256 { #expect(cpu < 25) }
        }
    }

    @Test func `a round that changes 2 percent of five maps of 128 by 128 is cheap`() throws {
        let fixture = try Fixture()
        var region = Fixture.region()
        region.grid = Grid(
            origin: region.grid.origin, cellEastMetres: 5, cellNorthMetres: 5, nx: 128, ny: 128,
            zLevelsMetres: [50])
        let store = try fixture.open(region: region)
        let cells = region.grid.cellCount
        let interferers = (0..<5).map { Fixture.interferer(InterfererID(unchecked: "int-\($0)")) }
        let sensors = (0..<16).map {
            SensorSummary(
                sensor: SensorID(unchecked: "uav-\($0)"), bootID: 1, status: "online",
                lastSeen: Fixture.time(1))
        }
        let start = clock()
        let rounds = UInt64(320)
        for number in 1...rounds {
            let changes = MapProduct.allCases.map { product in
                Fixture.change(
                    number, cells: (0..<cells / 50).map { UInt32(($0 * 37 + Int(number)) % cells) },
                    key: MapKey(product: product, band: Fixture.band))
            }
            try store.commit(
                Fixture.round(
                    number, changes: changes,
                    interferers: interferers.map {
                        var state = $0
                        state.lastSeen = Fixture.time(Double(number))
                        return state
                    }, sensors: sensors))
            try store.checkpointIfDue()
        }
        let perRound = Double(clock() - start) / Double(rounds) / 1_000
        let read = clock()
        for _ in 0..<50 { _ = try store.map(Fixture.key, atRound: rounds - 1) }
        print(
            "round of 5 maps: CPU \(perRound.rounded(toPlaces: 2)) ms; a map read back: "
                + "\((Double(clock() - read) / 50_000).rounded(toPlaces: 2)) ms")
        #expect(perRound < 20)
    }
}

extension Double {
    fileprivate func rounded(toPlaces places: Int) -> Double {
        let scale = pow(10, Double(places))
        return (self * scale).rounded() / scale
    }
}
