import Model
import Testing
import Wire

@testable import Bus

struct RetainedBookTests {
    private func ack(_ number: Int) -> Topic {
        .ack("r", SensorID(unchecked: "s-\(number)"))
    }

    private func drain(_ book: inout RetainedBook) -> [[UInt8]] {
        var payloads: [[UInt8]] = []
        while let (_, payload) = book.next() {
            payloads.append(payload)
            book.nextWasSent()
        }
        return payloads
    }

    @Test func `the newest of each topic is sent, in the order of the last change`() {
        var book = RetainedBook()
        book.set(ack(1), to: [1])
        book.set(ack(2), to: [2])
        book.set(ack(1), to: [3])
        book.set(ack(3), to: [4])
        #expect(book.pendingCount == 3 && book.supersededCount == 1)
        #expect(drain(&book) == [[2], [3], [4]])
        #expect(book.pendingCount == 0)
        #expect(drain(&book) == [])
        book.set(ack(2), to: [5])
        #expect(drain(&book) == [[5]])
        #expect(book.supersededCount == 1)
    }

    @Test func `all of it is sent again, but for what was cleared`() {
        var book = RetainedBook()
        for number in 1...3 { book.set(ack(number), to: [UInt8(number)]) }
        book.set(ack(2), to: [])
        #expect(drain(&book) == [[1], [3], []])
        book.set(ack(4), to: [4])
        book.markAll()
        #expect(book.pendingCount == 3)
        #expect(drain(&book) == [[1], [3], [4]])
    }

    @Test func `a change between asking and sending is not lost`() {
        var book = RetainedBook()
        book.set(ack(1), to: [1])
        #expect(book.next()?.payload == [1])
        book.set(ack(1), to: [2])
        #expect(book.next()?.payload == [2])
        book.nextWasSent()
        #expect(book.pendingCount == 0)
        #expect(book.next() == nil)
    }

    @Test func `a topic that changes without end takes no more room`() {
        var book = RetainedBook()
        for number in 0..<100_000 { book.set(ack(number % 3), to: [UInt8(number % 256)]) }
        #expect(book.pendingCount == 3)
        #expect(drain(&book) == [[0x9D], [0x9E], [0x9F]])
        #expect(Mirror(reflecting: book).descendant("line").map { ($0 as? [Any])?.count ?? 0 } == 0)
    }

    @Test func `acknowledgements are let out together, by sensor, in their time`() {
        var acks = AckCoalescer(periodSeconds: 0.2)
        let start = ContinuousClock.now
        #expect(acks.release(at: start).isEmpty)
        for (sensor, number) in [("b", 1), ("a", 2), ("b", 3)] as [(SensorID, UInt64)] {
            acks.add(SensorAck(sensor: sensor, bootID: 1, throughSequence: number))
        }
        #expect(acks.release(at: start).map(\.throughSequence) == [2, 3])
        acks.add(SensorAck(sensor: "a", bootID: 1, throughSequence: 4))
        #expect(acks.release(at: start + .milliseconds(199)).isEmpty)
        #expect(!acks.isEmpty)
        #expect(acks.release(at: start + .milliseconds(200)).map(\.throughSequence) == [4])
        acks.add(SensorAck(sensor: "a", bootID: 1, throughSequence: 5))
        #expect(acks.release(at: start, isForced: true).map(\.throughSequence) == [5])
    }
}
