import Testing

@testable import MQTT

struct MQTTReaderTests {
    @Test(arguments: [MQTTConnectionOptions.Version.v5, .v311])
    func `messages arrive in order and the clock ticks`(
        version: MQTTConnectionOptions.Version
    ) throws {
        let broker = try PrivateBroker()
        let recorder = Recorder()
        let reader = try MQTTReader(
            options: .init(of: broker, as: "reader", version: version),
            filters: ["a/#", "b/+/c"], handler: recorder)
        reader.start()
        try reader.waitUntilReady(timeoutSeconds: 10)
        let texts = (0..<1_000).map(String.init)
        try publish(texts, to: "a/x", at: broker)
        try publish(["other"], to: "unheard/x", at: broker)
        try publish(["last"], to: "b/x/c", at: broker)
        #expect(recorder.waits { $0.messages.count >= 1_001 && $0.idleCount > 2 })
        #expect(recorder.payloadTexts == texts + ["last"])
        let notes = recorder.notes.withLock { $0 }
        #expect(notes.connections == [false])
        #expect(notes.subscribedCount == 1)
        #expect(notes.reasons.isEmpty)
        reader.stop()
    }

    @Test(arguments: [MQTTConnectionOptions.Version.v5, .v311])
    func `a persistent session keeps what came while the reader was away`(
        version: MQTTConnectionOptions.Version
    ) throws {
        let broker = try PrivateBroker()
        let options = MQTTConnectionOptions(of: broker, as: "engine", version: version)
            .persistent()
        let first = Recorder()
        let reader = try MQTTReader(options: options, filters: ["in/#"], handler: first)
        reader.start()
        try reader.waitUntilReady(timeoutSeconds: 10)
        try publish(["1", "2"], to: "in/a", at: broker)
        #expect(first.waits { $0.messages.count == 2 })
        reader.stop()
        let absent = (0..<3_000).map(String.init)
        try publish(absent, to: "in/a", at: broker)

        let second = Recorder()
        let successor = try MQTTReader(options: options, filters: ["in/#"], handler: second)
        successor.start()
        #expect(second.waits { $0.messages.count >= absent.count })
        successor.stop()
        #expect(second.payloadTexts == absent)
        #expect(second.notes.withLock { $0.connections } == [true])
    }

    @Test(arguments: [MQTTConnectionOptions.Version.v5, .v311])
    func `a batch whose handler throws comes again`(
        version: MQTTConnectionOptions.Version
    ) throws {
        let broker = try PrivateBroker()
        let recorder = Recorder(failures: 2)
        let reader = try MQTTReader(
            options: .init(of: broker, as: "engine", version: version).persistent(),
            filters: ["in/#"], handler: recorder, log: recorder.log)
        reader.start()
        try reader.waitUntilReady(timeoutSeconds: 10)
        let texts = (0..<50).map(String.init)
        try publish(texts, to: "in/a", at: broker)
        #expect(recorder.waits { $0.messages.count >= 50 })
        // Two batches failed; every message came again, in order.
        #expect(recorder.payloadTexts == texts)
        let notes = recorder.notes.withLock { $0 }
        #expect(notes.connections == [false, true, true])
        #expect(notes.reasons.count == 2)
        #expect(notes.reasons.allSatisfy { $0.contains("come again") })
        reader.stop()
    }

    @Test func `a batch holds no more than asked for`() throws {
        let broker = try PrivateBroker()
        let recorder = Recorder()
        let options = MQTTConnectionOptions(of: broker, as: "engine").persistent()
        let first = try MQTTReader(options: options, filters: ["in/#"], handler: recorder)
        first.start()
        try first.waitUntilReady(timeoutSeconds: 10)
        first.stop()
        try publish((0..<100).map(String.init), to: "in/a", at: broker)
        let second = try MQTTReader(
            options: options, filters: ["in/#"], batchCountMax: 7, handler: recorder)
        second.start()
        #expect(recorder.waits { $0.messages.count >= 100 })
        second.stop()
        #expect(recorder.notes.withLock { $0.batchCount } >= 15)
    }

    @Test func `a broker that restarts costs one line in the log`() throws {
        let broker = try PrivateBroker()
        let recorder = Recorder()
        let reader = try MQTTReader(
            options: .init(of: broker, as: "engine").persistent(), filters: ["in/#"],
            handler: recorder, log: recorder.log)
        reader.start()
        try reader.waitUntilReady(timeoutSeconds: 10)
        broker.stop()
        #expect(recorder.waits { $0.reasons.count >= 3 })
        try broker.start()
        #expect(recorder.waits { $0.subscribedCount == 2 })
        try publish(["after"], to: "in/a", at: broker)
        #expect(recorder.waits { $0.messages.count == 1 })
        reader.stop()
        let notes = recorder.notes.withLock { $0 }
        #expect(notes.logLines.count == 1)
        #expect(notes.logLines.first?.contains("MQTT client engine: cannot") == true)
        #expect(notes.connections == [false, false])
    }

    @Test func `a broker that keeps its data keeps the session over a restart`() throws {
        let broker = try PrivateBroker(isPersistent: true)
        let options = MQTTConnectionOptions(of: broker, as: "engine").persistent()
        let recorder = Recorder()
        let reader = try MQTTReader(options: options, filters: ["in/#"], handler: recorder)
        reader.start()
        try reader.waitUntilReady(timeoutSeconds: 10)
        broker.stop()
        try broker.start()
        #expect(recorder.waits { $0.connections.count == 2 })
        #expect(recorder.notes.withLock { $0.connections } == [false, true])
        reader.stop()
    }

    @Test func `what is no filter is refused before connecting`() {
        #expect(throws: MQTTError.self) {
            try MQTTReader(
                options: .init(clientID: "x"), filters: ["in/#/more"], handler: Recorder())
        }
    }

    @Test func `stopping from inside the handler does not wait for itself`() throws {
        let broker = try PrivateBroker()
        let stopper = Stopper()
        let reader = try MQTTReader(
            options: .init(of: broker, as: "engine"), filters: ["in/#"], handler: stopper)
        stopper.reader.withLock { $0 = reader }
        reader.start()
        try reader.waitUntilReady(timeoutSeconds: 10)
        try publish(["x"], to: "in/a", at: broker)
        #expect(stopper.hasStopped.wait(timeoutSeconds: 10) { $0 })
        reader.stop()
        #expect(!reader.isReady)
        stopper.reader.withLock { $0 = nil }
    }
}

/// Stops its reader at the first message.
private final class Stopper: MQTTBatchHandler {
    let reader = Guarded<MQTTReader?>(nil)
    let hasStopped = Guarded(false)

    func receive(_ batch: [MQTTMessage]) {
        reader.withLock { $0 }?.stop()
        hasStopped.withLock { $0 = true }
    }
}
