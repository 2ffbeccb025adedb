import Model
import Numerics
import Testing

@testable import Engine

struct PendingSamplesTests {
    private func pending() -> PendingSamples { PendingSamples(intervalSeconds: 0.5) }

    private func tick(_ seconds: Double) -> UInt64 { pending().tick(of: Fixture.time(seconds)) }

    @Test func `a tick holds its beginning and not its end`() {
        let pending = pending()
        let first = pending.tick(of: Fixture.start)
        #expect(pending.tick(of: Fixture.time(0.499_999)) == first)
        #expect(pending.tick(of: Fixture.time(0.5)) == first + 1)
        #expect(pending.end(ofTick: first) == Fixture.time(0.5))
        #expect(pending.ticks(inSeconds: 20) == 40)
        #expect(pending.ticks(inSeconds: 0.1) == 1)
    }

    @Test(arguments: [-1, 0, .nan, 1e300, .infinity, 1e-12])
    func `no number of seconds traps`(_ seconds: Double) {
        let pending = PendingSamples(intervalSeconds: seconds)
        #expect(pending.intervalNanoseconds >= 1_000)
        #expect(self.pending().ticks(inSeconds: seconds) >= 1)
    }

    @Test func `the ends of time have ticks`() {
        var pending = PendingSamples(intervalSeconds: 1e-6)
        var batch = Fixture.batch([(0, 1, -80), (0, 1, -80)])
        batch.times = [.zero, UnixTime(nanoseconds: .max)]
        #expect(pending.add(batch, journalID: 1, after: nil) == 0)
        #expect(pending.firstTick == 0)
        let last = pending.tick(of: UnixTime(nanoseconds: .max))
        #expect(pending.end(ofTick: last) == UnixTime(nanoseconds: .max))
        #expect(pending.close(through: last).count == 2)
        #expect(pending.firstTick == nil && pending.sampleCount == 0)
    }

    @Test func `any order of arrival gives the same slices`() {
        var generator = SeededGenerator(seed: 9)
        var batches: [SampleBatch] = []
        for sensor in 0..<4 {
            for sequence in UInt64(1)...12 {
                let points = (0..<7).map { point in
                    (
                        seconds: Double(sequence) * 0.3 + 0.1 * Double(point),
                        cell: Int(generator.next() % 50), dbm: -80.0
                    )
                }
                batches.append(
                    Fixture.batch(
                        sensor: SensorID(unchecked: "s\(sensor)"), boot: 1 + sequence / 9,
                        sequence: sequence, points))
            }
        }
        func slices(_ batches: [SampleBatch]) -> [[String]] {
            var pending = pending()
            for (row, batch) in batches.enumerated() {
                #expect(pending.add(batch, journalID: Int64(row), after: nil) == 0)
            }
            var result: [[String]] = []
            while let first = pending.firstTick {
                result.append(
                    pending.close(through: first).map {
                        "\(first) \($0.batch.sensor) \($0.batch.bootID) \($0.batch.sequence) "
                            + "\($0.points)"
                    })
            }
            #expect(pending.sampleCount == 0)
            return result
        }
        let expected = slices(batches)
        #expect(expected.count > 5)
        #expect(expected.joined().count > batches.count)
        for _ in 0..<20 {
            batches.shuffle(using: &generator)
            #expect(slices(batches) == expected)
        }
    }

    @Test func `points of closed ticks are counted as late and left out`() {
        var pending = pending()
        let batch = Fixture.batch([
            (0.1, 1, -80), (0.2, 1, -80), (0.6, 2, -80), (1.1, 3, -80), (0.3, 4, -80),
        ])
        #expect(pending.add(batch, journalID: 4, after: tick(0)) == 3)
        #expect(pending.sampleCount == 2)
        #expect(pending.firstTick == tick(0.6))
        #expect(pending.close(through: tick(1.1)).map(\.points) == [2..<3, 3..<4])
        #expect(pending.add(batch, journalID: 5, after: tick(2)) == 5)
        #expect(pending.firstTick == nil)
    }

    @Test func `values are counted point by band`() {
        var pending = pending()
        var batch = Fixture.batch([(0.1, 1, -80), (0.6, 1, -80)])
        batch.bandIndices = [0, 1, 2]
        batch.rssDbm = Array(repeating: -80, count: 6)
        _ = pending.add(batch, journalID: 1, after: nil)
        #expect(pending.sampleCount == 6)
        _ = pending.close(through: tick(0))
        #expect(pending.sampleCount == 3)
    }

    @Test func `the lowest journal row still needed is known`() {
        var pending = pending()
        #expect(pending.firstJournalID == nil)
        _ = pending.add(Fixture.batch([(5, 1, -80)]), journalID: 3, after: nil)
        _ = pending.add(Fixture.batch([(0, 1, -80)]), journalID: 8, after: nil)
        #expect(pending.firstJournalID == 3)
        _ = pending.close(through: tick(0))
        #expect(pending.firstJournalID == 3)
        _ = pending.close(through: tick(5))
        #expect(pending.firstJournalID == nil)
    }

    @Test(arguments: RegionClock.allCases)
    func `more waiting samples than may close the oldest tick early`(_ clock: RegionClock) throws {
        var configuration = Fixture.configuration(clock: clock)
        configuration.evidence.pendingSampleCountMax = 10
        var engine = try RegionEngine(configuration: configuration)
        for number in 0..<11 {
            let batch = Fixture.batch(sequence: UInt64(number + 1), [(0.1, 3, -80)])
            engine.accept(.samples(batch), journalID: Int64(number + 1))
            #expect((engine.dueTick(now: Fixture.time(0.2)) == nil) == (number < 10))
        }
        let due = try #require(engine.dueTick(now: Fixture.time(0.2)))
        #expect(due == tick(0.1))
        _ = try engine.runRound(closing: due, windowBudget: 1)
        #expect(engine.counters.appliedValues == 11)
        #expect(engine.dueTick(now: Fixture.time(0.2)) == nil)
        engine.accept(.samples(Fixture.batch(sequence: 12, [(0.2, 3, -80)])), journalID: 12)
        #expect(engine.counters.latePoints == 1, "what comes after is late")
    }
}
