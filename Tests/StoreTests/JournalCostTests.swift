import Foundation
import Model
import Testing

@testable import Store

/// What the journal costs; run alone with `STORE_BENCH=1`, `--filter JournalCost`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["STORE_BENCH"] != nil), .serialized)
struct JournalCostTests {
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
}

extension Double {
    fileprivate func rounded(toPlaces places: Int) -> Double {
        let scale = pow(10, Double(places))
        return (self * scale).rounded() / scale
    }
}
