import Model
import Numerics
import Testing

@testable import Engine

struct SequenceLedgerTests {
    /// What a ledger should be: a plain set, however large.
    private struct Model {
        var seen: Set<UInt64> = []
        var through: UInt64

        mutating func mark(_ sequence: UInt64) -> SequenceLedger.Mark {
            guard sequence > through, seen.insert(sequence).inserted else { return .duplicate }
            settle()
            return .new
        }

        mutating func settle() { while seen.contains(through + 1) { through += 1 } }

        /// Runs of marked sequences above `through`.
        var runCount: Int { seen.count { $0 > through && !seen.contains($0 - 1) } }

        mutating func giveUp() -> ClosedRange<UInt64>? {
            guard let next = seen.filter({ $0 > through }).min() else { return nil }
            let lost = through + 1...next - 1
            through = next - 1
            settle()
            return lost
        }
    }

    @Test(arguments: [0, UInt64(Int64.max) - 400])
    func `thousands of random marks agree with a plain set`(_ base: UInt64) throws {
        for seed in UInt64(1)...20 {
            var generator = SeededGenerator(seed: seed)
            var ledger = SequenceLedger()
            if base > 0 {
                _ = ledger.mark(base + 1, at: Fixture.start)
                let lost = ledger.giveUpGap(
                    at: Fixture.start, timeoutSeconds: 0, rangeCountMax: 64)
                #expect(lost == 1...base)
            } else {
                _ = ledger.mark(1, at: Fixture.start)
            }
            var model = Model(through: base + 1)
            for step in 0..<400 {
                let sequence = base + 1 + generator.next() % 399
                #expect(
                    ledger.contains(sequence)
                        == (sequence <= model.through
                            || model.seen.contains(sequence)))
                #expect(ledger.mark(sequence, at: Fixture.start) == model.mark(sequence))
                if step % 37 == 36 {
                    let lost = ledger.giveUpGap(
                        at: Fixture.start, timeoutSeconds: 0, rangeCountMax: 64)
                    #expect(lost == model.giveUp())
                }
                #expect(ledger.through == model.through)
                #expect(ledger.ranges.count == model.runCount)
                #expect(ledger.hasGap == (model.runCount > 0))
                if step % 50 == 0 {
                    var writer = ByteWriter()
                    ledger.encode(into: &writer)
                    var reader = ByteReader(writer.bytes)
                    let copy = try SequenceLedger(from: &reader)
                    #expect(copy.through == ledger.through && copy.ranges == ledger.ranges)
                    #expect(copy.lostCount == ledger.lostCount)
                }
            }
        }
    }

    @Test func `sequence 0 and the last one do not trap`() {
        var ledger = SequenceLedger()
        #expect(ledger.mark(0, at: Fixture.start) == .duplicate)
        #expect(ledger.mark(SequenceLedger.sequenceMax, at: Fixture.start) == .new)
        #expect(ledger.mark(SequenceLedger.sequenceMax, at: Fixture.start) == .duplicate)
        #expect(ledger.mark(SequenceLedger.sequenceMax - 1, at: Fixture.start) == .new)
        #expect(ledger.ranges.count == 1)
        let lost = ledger.giveUpGap(at: Fixture.start, timeoutSeconds: 0, rangeCountMax: 64)
        #expect(lost == 1...SequenceLedger.sequenceMax - 2)
        #expect(ledger.through == SequenceLedger.sequenceMax)
        #expect(ledger.lostCount == SequenceLedger.sequenceMax - 2)
    }

    @Test func `a gap is given up after its time and not before`() {
        var ledger = SequenceLedger()
        _ = ledger.mark(3, at: Fixture.time(0))
        _ = ledger.mark(7, at: Fixture.time(6))
        func giveUp(_ seconds: Double) -> ClosedRange<UInt64>? {
            ledger.giveUpGap(at: Fixture.time(seconds), timeoutSeconds: 10, rangeCountMax: 64)
        }
        #expect(giveUp(9.9) == nil)
        #expect(giveUp(10) == 1...2)
        #expect(giveUp(10) == nil)
        #expect(ledger.through == 3)
        #expect(ledger.lostCount == 2)
        #expect(giveUp(20) == 4...6)
        #expect(giveUp(1e6) == nil)
        #expect(ledger.through == 7 && !ledger.hasGap)
        #expect(ledger.mark(5, at: Fixture.time(30)) == .duplicate)
    }

    @Test func `too many gaps at once are given up from the lowest`() {
        var ledger = SequenceLedger()
        for sequence in stride(from: UInt64(2), through: 20, by: 2) {
            _ = ledger.mark(sequence, at: Fixture.start)
        }
        var lost: [UInt64] = []
        while let gap = ledger.giveUpGap(
            at: Fixture.start, timeoutSeconds: 10, rangeCountMax: 4)
        {
            lost += Array(gap)
        }
        #expect(lost == [1, 3, 5, 7, 9, 11])
        #expect(ledger.ranges.count == 4)
    }

    @Test(
        arguments: [
            [5, 9, 8, 12], [5, 9, 10, 12], [9, 5], [3, 4], [4, 4, 4, 4], [5], [.max, .max],
            [20, 30, 5, 6],
        ] as [[UInt64]])
    func `runs that no ledger has are refused`(_ bounds: [UInt64]) {
        var writer = ByteWriter()
        writer.append(UInt64(3))
        writer.append(UInt64(0))
        writer.append(bounds)
        var reader = ByteReader(writer.bytes)
        #expect(throws: EngineStateError.self) { try SequenceLedger(from: &reader) }
    }

    @Test func `a ledger that claims the end of the integers is refused`() {
        var writer = ByteWriter()
        writer.append(UInt64.max)
        writer.append(UInt64(0))
        writer.append([UInt64]())
        var reader = ByteReader(writer.bytes)
        #expect(throws: EngineStateError.self) { try SequenceLedger(from: &reader) }
    }
}
