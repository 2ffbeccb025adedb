import Testing
import Wire

@testable import EthermapSensor

struct FrameRingTests {
    private let topic = Topic.rss("r", "s")
    private let zero = ContinuousClock.now

    @Test func `frames are given once, in order, and trimmed by the engine's word`() {
        var ring = FrameRing(countMax: 10, byteCountMax: 1_000, patience: .seconds(5))
        for _ in 1...5 { #expect(ring.append([0], to: topic).isEmpty) }
        var given: [UInt64] = []
        while let frame = ring.takeNext() { given.append(frame.sequence) }
        #expect(given == [1, 2, 3, 4, 5])
        #expect(ring.givenCount == 5)
        ring.hold(2, since: zero)
        ring.hold(2, since: zero)
        #expect(ring.givenCount == 4)
        #expect(ring.trim(through: 3) == true)
        #expect(ring.trim(through: 3) == false)
        #expect(ring.count == 2 && ring.oldestSequence == 4 && ring.givenCount == 2)
        ring.returnToLine(5)
        #expect(ring.takeNext()?.sequence == 5)
        #expect(ring.trim(through: .max) == true)
        #expect(ring.count == 0 && ring.givenCount == 0 && ring.nextSequence == 6)
        ring.hold(4, since: zero)
        _ = ring.append([0], to: topic)
        #expect(ring.takeNext()?.sequence == 6)
    }

    @Test func `what is held too long is given again, with doubled patience`() {
        var ring = FrameRing(countMax: 10, byteCountMax: 1_000, patience: .seconds(5))
        for _ in 1...3 { _ = ring.append([0], to: topic) }
        for _ in 1...3 { _ = ring.takeNext() }
        ring.hold(1, since: zero)
        ring.hold(3, since: zero + .seconds(3))
        #expect(ring.resendOverdue(at: zero + .seconds(4)) == 0)
        #expect(ring.resendOverdue(at: zero + .seconds(5)) == 1)
        #expect(ring.takeNext()?.sequence == 1)
        ring.hold(1, since: zero + .seconds(5))
        #expect(ring.resendOverdue(at: zero + .seconds(14)) == 1)
        #expect(ring.takeNext()?.sequence == 3)
        #expect(ring.takeNext() == nil)
        #expect(ring.resendOverdue(at: zero + .seconds(15)) == 1)
        #expect(ring.resendHeld() == 0)
    }

    @Test func `a bound in bytes or frames drops the oldest`() {
        var ring = FrameRing(countMax: 4, byteCountMax: 100, patience: .seconds(5))
        for _ in 1...4 { _ = ring.append([0], to: topic) }
        #expect(ring.append([0], to: topic) == 1..<2)
        #expect(ring.append([UInt8](repeating: 0, count: 98), to: topic) == 2..<4)
        #expect(ring.count == 3)
        #expect(ring.takeNext()?.sequence == 4)
        #expect(ring.append([UInt8](repeating: 0, count: 500), to: topic) == 4..<7)
        #expect(ring.count == 1)
        #expect(ring.takeNext()?.sequence == 7)
        #expect(ring.takeNext() == nil)
    }

    @Test func `a long life keeps numbers and places apart`() {
        var ring = FrameRing(countMax: 3_000, byteCountMax: 1 << 20, patience: .seconds(5))
        var given: [UInt64] = []
        for number in UInt64(1)...20_000 {
            _ = ring.append([UInt8(number % 251)], to: topic)
            if number % 7 == 0, let frame = ring.takeNext() {
                given.append(frame.sequence)
                #expect(frame.payload == [UInt8(frame.sequence % 251)])
            }
            if number % 5_000 == 0 { _ = ring.trim(through: number - 100) }
        }
        #expect(given == given.sorted() && Set(given).count == given.count)
        #expect(ring.count == 100 && ring.oldestSequence == 19_901)
        #expect(ring.takeNext()?.sequence == 19_901)
    }
}
