import Testing

@testable import MQTT

struct PureTests {
    @Test func `pauses double, stay in their bounds and repeat with their seed`() {
        var backoff = Backoff(bounds: 0.25...30, seed: 7)
        let pauses = (0..<20).map { _ in backoff.nextSeconds() }
        #expect(pauses.allSatisfy { (0.25...30).contains($0) })
        for (index, pause) in pauses.enumerated() {
            let doubled = min(0.25 * Double(1 << index), 30)
            #expect(pause <= doubled && pause >= min(doubled / 2, 0.25))
        }
        #expect(pauses[10...].contains { $0 > 15 })
        var again = Backoff(bounds: 0.25...30, seed: 7)
        #expect((0..<20).map { _ in again.nextSeconds() } == pauses)
        again.reset()
        #expect(again.nextSeconds() == 0.25)
    }

    @Test func `one outage gets one line, and a refusal within it another`() {
        var log = OutageLog()
        let lost = MQTTError(kind: .connection, operation: "read", reason: "lost")
        let absent = MQTTError(kind: .connection, operation: "connect", reason: "absent")
        let refused = MQTTError(kind: .refused, operation: "connect", reason: "password")
        var told: [Bool] = []
        told.append(log.tells(lost: lost, afterSeconds: 100))
        told.append(log.tells(failedAttempt: absent))
        told.append(log.tells(failedAttempt: refused))
        told.append(log.tells(failedAttempt: refused))
        told.append(log.tells(lost: refused, afterSeconds: 1))
        told.append(log.tells(lost: lost, afterSeconds: 1))
        told.append(log.tells(lost: lost, afterSeconds: 1))
        told.append(log.tells(lost: lost, afterSeconds: 60))
        #expect(told == [true, false, true, false, false, true, false, true])
    }

    @Test func `what a broken connection left goes first, in order`() {
        var queue = OutgoingQueue(countMax: 1_000, byteCountMax: 1_000)
        for _ in 0..<300 {
            _ = queue.append(
                topic: "x", payload: [0], isRetained: false, qos: .atLeastOnce, completion: nil)
        }
        var sent = 0
        while queue.next != nil {
            sent += 1
            queue.nextWasSent(as: Int32(sent))
        }
        #expect(sent == OutgoingQueue.inFlightCountMax)
        for messageID in [1, 3, 200] { #expect(queue.remove(Int32(messageID)) != nil) }
        #expect(queue.remove(1) == nil)
        #expect(queue.count == 297)
        #expect(queue.requeueInFlight() == nil)
        var order: [UInt64] = []
        var messageID: Int32 = 0
        while let message = queue.next {
            order.append(message.token.number)
            messageID += 1
            queue.nextWasSent(as: messageID)
            _ = queue.remove(messageID)
        }
        #expect(order == [2] + Array(4...199) + Array(201...300))
        #expect(queue.count == 0)
        #expect(queue.hasRoom(forByteCount: 5_000), "an empty queue takes any message")
    }

    @Test func `a message that no connection survives is singled out and given up`() {
        var queue = OutgoingQueue(countMax: 10, byteCountMax: 1_000)
        for number in UInt8(1)...4 {
            _ = queue.append(
                topic: "x", payload: [number], isRetained: false, qos: .atLeastOnce,
                completion: nil)
        }
        // The broker hangs up whenever it sees message 2, and answers what it saw before.
        var delivered: [UInt64] = []
        var givenUp: UInt64?
        var connectionCount = 0
        while queue.count > 0, connectionCount < 20 {
            connectionCount += 1
            var messageID: Int32 = 0
            var isLost = false
            while let message = queue.next, !isLost {
                messageID += 1
                queue.nextWasSent(as: messageID)
                isLost = message.token.number == 2
                // Acknowledgements come late: while there is room, more goes out first.
                if queue.next == nil && !isLost {
                    for sent in 1...messageID {
                        if let done = queue.remove(sent) { delivered.append(done.token.number) }
                    }
                }
            }
            givenUp = queue.requeueInFlight()?.token.number ?? givenUp
        }
        #expect(givenUp == 2)
        #expect(delivered == [1, 3, 4])
        #expect(queue.count == 0)
        #expect(connectionCount <= 7)
    }

    @Test func `a host that does not answer is noticed while the clock goes on`() throws {
        let broker = try FakeBroker(backlog: 0)
        // A full backlog makes the kernel ignore further connections, as a firewall would.
        let squatters = (0..<4).map { _ in Squatter(port: broker.port) }
        var turns = 0
        let silent = #expect(throws: MQTTError.self) {
            try Reachability.check(host: "127.0.0.1", port: broker.port, timeoutSeconds: 0.35) {
                turns += 1
                return true
            }
        }
        #expect(silent?.reason.contains("no answer") == true)
        #expect(turns >= 2)
        let begin = Monotonic.seconds()
        #expect(throws: MQTTError.self) {
            try Reachability.check(host: "127.0.0.1", port: broker.port) { false }
        }
        #expect(Monotonic.seconds() - begin < 2)
        let absent = try LoopbackPort.free()
        let refused = #expect(throws: MQTTError.self) {
            try Reachability.check(host: "localhost", port: absent) { true }
        }
        #expect(refused?.reason.contains("refused") == true)
        let open = try FakeBroker()
        try Reachability.check(host: "127.0.0.1", port: open.port) { true }
        _ = squatters
    }
}
