import Testing

@testable import MQTT

struct MQTTSessionTests {
    @Test(arguments: [MQTTConnectionOptions.Version.v5, .v311])
    func `what is published arrives, and its acknowledgement is told`(
        version: MQTTConnectionOptions.Version
    ) throws {
        let broker = try PrivateBroker()
        let seen = SessionNotes()
        let session = try MQTTSession(
            options: .init(of: broker, as: "both", version: version), filters: ["x/#"])
        session.start(seen.note)
        try session.waitUntilReady(timeoutSeconds: 10)
        for number in 0..<500 {
            try session.publish(topic: "x/a", payload: Array("\(number)".utf8)) { delivery in
                seen.notes.withLock { $0.deliveries.append(delivery) }
            }
        }
        #expect(session.flush(timeoutSeconds: 10))
        #expect(seen.waits { $0.messages.count == 500 && $0.deliveries.count == 500 })
        let notes = seen.notes.withLock { $0 }
        #expect(
            notes.messages.map { String(decoding: $0.payload, as: UTF8.self) }
                == (0..<500).map(String.init))
        #expect(notes.deliveries.allSatisfy { $0 == .acknowledged })
        #expect(session.unacknowledgedCount == 0)
        session.stop()
        #expect(throws: MQTTError.self) { try session.publish(topic: "x/a", payload: []) }
    }

    @Test func `retained state is there for late joiners until it is emptied`() throws {
        let broker = try PrivateBroker()
        let session = try MQTTSession(options: .init(of: broker, as: "writer"))
        session.start()
        try session.publish(topic: "s/a", payload: [1, 2], isRetained: true)
        try session.publish(topic: "s/b", payload: [3], isRetained: true)
        try session.publish(topic: "s/b", payload: [], isRetained: true)
        #expect(session.flush(timeoutSeconds: 10))
        let seen = SessionNotes()
        let joiner = try MQTTSession(
            options: .init(of: broker, as: "joiner"), filters: ["s/#"])
        joiner.start(seen.note)
        try joiner.waitUntilReady(timeoutSeconds: 10)
        try session.publish(topic: "s/end", payload: [9])
        #expect(seen.waits { $0.messages.last?.topic == "s/end" })
        #expect(
            seen.notes.withLock { $0.messages } == [
                MQTTMessage(topic: "s/a", payload: [1, 2], isRetained: true),
                MQTTMessage(topic: "s/end", payload: [9]),
            ])
    }

    @Test func `messages wait for the broker and go out once it is back`() throws {
        let broker = try PrivateBroker()
        let seen = SessionNotes()
        let reader = try MQTTSession(
            options: .init(of: broker, as: "reader"), filters: ["x/#"])
        let writer = try MQTTSession(options: .init(of: broker, as: "writer"))
        reader.start(seen.note)
        writer.start()
        try writer.waitUntilReady(timeoutSeconds: 10)
        broker.kill()
        for number in 0..<300 { try writer.publish(topic: "x/a", payload: [UInt8(number % 256)]) }
        try broker.start()
        // The reader must be back first, or the new broker has nobody to send to.
        try reader.waitUntilReady(timeoutSeconds: 10)
        #expect(writer.flush(timeoutSeconds: 10))
        // Those that went out before the reader was back are gone with the old broker's session:
        // publish one more, which must follow them.
        try writer.publish(topic: "x/end", payload: [])
        #expect(seen.waits { $0.messages.last?.topic == "x/end" })
        reader.stop()
        writer.stop()
    }

    @Test func `a full queue refuses, and takes again when there is room`() throws {
        let session = try MQTTSession(
            options: .init(clientID: "nobody"), queueCountMax: 2, queueByteCountMax: 100)
        try session.publish(topic: "x", payload: [1])
        try session.publish(topic: "x", payload: [2])
        let error = #expect(throws: MQTTError.self) {
            try session.publish(topic: "x", payload: [3], waitSeconds: 0.05)
        }
        #expect(error?.kind == .queueFull)
        #expect(session.unacknowledgedCount == 2)
    }

    @Test func `an oversize message is refused before it is sent`() throws {
        let session = try MQTTSession(
            options: .init(clientID: "nobody", maximumPacketBytes: 1_000))
        let error = #expect(throws: MQTTError.self) {
            try session.publish(topic: "x", payload: [UInt8](repeating: 0, count: 1_000))
        }
        #expect(error?.kind == .oversize)
    }

    @Test(arguments: [MQTTConnectionOptions.Version.v5, .v311])
    func `a message larger than the broker's limit is refused, and the rest goes on`(
        version: MQTTConnectionOptions.Version
    ) throws {
        let broker = try PrivateBroker(settings: ["max_packet_size 2000"])
        let seen = SessionNotes()
        let session = try MQTTSession(options: .init(of: broker, as: "writer", version: version))
        session.start()
        try session.waitUntilReady(timeoutSeconds: 10)
        for size in [10, 5_000, 20] {
            try session.publish(topic: "x", payload: [UInt8](repeating: 0, count: size)) { result in
                seen.notes.withLock { $0.deliveries.append(result) }
            }
        }
        #expect(session.flush(timeoutSeconds: 10))
        let deliveries = seen.notes.withLock { $0.deliveries }
        #expect(deliveries.filter { $0 == .acknowledged }.count == 2)
        #expect(deliveries.count == 3)
    }

    @Test func `what is no topic is refused`() throws {
        let session = try MQTTSession(options: .init(clientID: "nobody"))
        for topic in ["", "a/#", "a/+/b", "a\0b"] {
            let error = #expect(throws: MQTTError.self) {
                try session.publish(topic: topic, payload: [])
            }
            #expect(error?.kind == .invalid)
        }
    }

    @Test func `the will is sent for the dead and not for those who leave by a word`() throws {
        let broker = try PrivateBroker()
        let seen = SessionNotes()
        let watcher = try MQTTSession(
            options: .init(of: broker, as: "watcher"), filters: ["#"])
        watcher.start(seen.note)
        try watcher.waitUntilReady(timeoutSeconds: 10)
        var options = MQTTConnectionOptions(of: broker, as: "mortal")
        options.will = MQTTWill(topic: "will/mortal", payload: [1])
        let polite = try MQTTSession(options: options)
        polite.start()
        try polite.waitUntilReady(timeoutSeconds: 10)
        polite.stop()
        // Another client of the same name throws the first one out: no word, so its will is sent.
        let first = try MQTTSession(options: options)
        first.start()
        try first.waitUntilReady(timeoutSeconds: 10)
        #expect(seen.notes.withLock { $0.messages }.isEmpty)
        let second = try MQTTSession(options: options)
        second.start()
        #expect(seen.waits { $0.messages.first?.topic == "will/mortal" })
        first.stop()
        second.stop()
    }

    @Test func `two clients of one name are suspected`() throws {
        let broker = try PrivateBroker()
        let seen = SessionNotes()
        let options = MQTTConnectionOptions(of: broker, as: "twin")
        let first = try MQTTSession(options: options, log: seen.log)
        let second = try MQTTSession(options: options)
        first.start()
        second.start()
        #expect(
            seen.waits { $0.logLines.contains { $0.contains("another client use the id 'twin'") } })
        first.stop()
        second.stop()
    }

    @Test func `an inbox is bounded, keeps the newest and counts what it dropped`() async throws {
        let inbox = MQTTInbox(countMax: 3)
        for number in UInt8(0)..<5 {
            inbox.append(MQTTMessage(topic: "x", payload: [number]))
        }
        inbox.finish()
        var payloads: [[UInt8]] = []
        for await message in inbox.messages { payloads.append(message.payload) }
        #expect(payloads == [[2], [3], [4]])
        #expect(inbox.droppedCount == 2)
    }
}

/// Notes a session's events.
final class SessionNotes: Sendable {
    struct Notes: Sendable {
        var messages: [MQTTMessage] = []
        var deliveries: [MQTTDelivery] = []
        var connections: [Bool] = []
        var reasons: [String] = []
        var logLines: [String] = []
    }

    let notes = Guarded(Notes())

    @Sendable func note(_ event: MQTTSessionEvent) {
        notes.withLock { notes in
            switch event {
            case .connected(let sessionPresent): notes.connections.append(sessionPresent)
            case .message(let message): notes.messages.append(message)
            case .disconnected(let reason, _): notes.reasons.append(reason)
            case .ready, .tick: break
            }
        }
    }

    @Sendable func log(_ line: String) { notes.withLock { $0.logLines.append(line) } }

    func waits(until holds: (inout Notes) -> Bool) -> Bool {
        notes.wait(timeoutSeconds: 10, until: holds)
    }
}
