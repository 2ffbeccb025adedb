import Model
import Numerics
import Testing

@testable import Engine

struct RoundDecisionTests {
    private let decision = RoundDecision(
        number: 41, tick: 3_400_000_000, validTime: Fixture.start, fitBudget: 8,
        windows: [[0, 3, 17], [], [2]], journalThrough: 1 << 40)

    @Test func `a decision goes through its bytes`() throws {
        #expect(try RoundDecision(bytes: decision.bytes) == decision)
    }

    @Test func `every prefix and every longer text is refused`() {
        let bytes = decision.bytes
        for count in 0..<bytes.count {
            #expect(throws: (any Error).self) {
                try RoundDecision(bytes: Array(bytes.prefix(count)))
            }
        }
        #expect(throws: (any Error).self) { try RoundDecision(bytes: bytes + [0]) }
    }

    @Test func `a mutated decision is refused or carried out, never a trap`() throws {
        var configuration = Fixture.configuration()
        configuration.estimation.interpolator = "nearest"
        var engine = try RegionEngine(configuration: configuration)
        engine.accept(.samples(Fixture.batch([(0.1, 3, -80), (9, 3, -80)])), journalID: 1)
        var copy = engine
        let due = try #require(engine.dueTick(now: .zero))
        let bytes = try copy.runRound(closing: due, windowBudget: 64).decision.bytes
        var generator = SeededGenerator(seed: 11)
        var refused = 0
        for _ in 0..<20_000 {
            var mutated = bytes
            for _ in 0..<1 + generator.next() % 3 {
                let place = Int(generator.next() % UInt64(bytes.count))
                mutated[place] = UInt8(generator.next() & 0xFF)
            }
            do {
                var trial = engine
                _ = try trial.repeatRound(try RoundDecision(bytes: mutated))
            } catch { refused += 1 }
        }
        #expect(refused > 15_000)
    }

    @Test func `a decision that does not follow is refused`() throws {
        var engine = try RegionEngine(configuration: Fixture.configuration())
        engine.accept(.samples(Fixture.batch([(0.1, 3, -80), (9, 3, -80)])), journalID: 1)
        var copy = engine
        let due = try #require(engine.dueTick(now: .zero))
        let good = try copy.runRound(closing: due, windowBudget: 64).decision
        let changes: [(inout RoundDecision) -> Void] = [
            { $0.number += 1 }, { $0.number = 0 }, { $0.tick += 1 }, { $0.tick = .max },
            { $0.validTime = .zero }, { $0.fitBudget = 1 << 30 }, { $0.windows = [] },
            { $0.windows = [[4]] }, { $0.windows = [[0, 0]] }, { $0.windows = [[1, 0]] },
        ]
        for change in changes {
            var wrong = good
            change(&wrong)
            #expect(throws: EngineStateError.self) {
                var trial = engine
                _ = try trial.repeatRound(wrong)
            }
        }
        _ = try engine.repeatRound(good)
        #expect(engine.stateBytes == copy.stateBytes)
    }
}
