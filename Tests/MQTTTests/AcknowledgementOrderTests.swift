import Foundation
import Testing

@testable import MQTT

/// The promise on which "journal first, acknowledge after" rests.
struct AcknowledgementOrderTests {
    @Test func `no byte of an acknowledgement is written before the handler returns`() throws {
        let broker = try FakeBroker()
        let gate = Gate()
        let reader = try MQTTReader(
            options: .init(
                port: broker.port, clientID: "engine", version: .v311, cleanStart: false),
            filters: ["in/#"], handler: gate)
        reader.start()
        let conversation = broker.acceptSubscriber()
        for messageID in 1...5 {
            conversation.sendPublish(topic: "in/a", messageID: UInt8(messageID), payload: [7])
        }
        #expect(gate.state.wait(timeoutSeconds: 10) { $0.taken >= 1 })
        #expect(conversation.bytes(withinSeconds: 0.3) == [], "the handler still has the batch")
        gate.state.withLock { $0.isOpen = true }
        var acknowledged: [UInt8] = []
        while acknowledged.count < 20, let more = conversation.bytes(withinSeconds: 5) {
            acknowledged += more
        }
        #expect(acknowledged == (1...5).flatMap { [0x40, 2, 0, UInt8($0)] })
        reader.stop()
    }

    @Test func `a handler that throws leaves the wire silent`() throws {
        let broker = try FakeBroker()
        let recorder = Recorder(failures: 1)
        let reader = try MQTTReader(
            options: .init(
                port: broker.port, clientID: "engine", version: .v311, cleanStart: false,
                backoffSeconds: 0.05...0.1),
            filters: ["in/#"], handler: recorder)
        reader.start()
        let first = broker.acceptSubscriber()
        first.sendPublish(topic: "in/a", messageID: 9, payload: [7])
        #expect(first.bytes(withinSeconds: 5) == nil, "closed without a byte")
        let second = broker.acceptSubscriber()
        second.sendPublish(topic: "in/a", messageID: 9, payload: [7])
        #expect(second.bytes(withinSeconds: 5) == [0x40, 2, 0, 9])
        reader.stop()
    }

    @Test(arguments: [MQTTConnectionOptions.Version.v5, .v311])
    func `a process killed before it has journaled a batch loses nothing`(
        version: MQTTConnectionOptions.Version
    ) async throws {
        let broker = try PrivateBroker()
        let journal = broker.directory + "/journal"
        let texts = (0..<200).map(String.init)
        let options = MQTTConnectionOptions(of: broker, as: "engine", version: version)
            .persistent()
        // The session must exist before the messages do.
        let opener = try MQTTReader(options: options, filters: ["in/#"], handler: Recorder())
        opener.start()
        try opener.waitUntilReady(timeoutSeconds: 10)
        opener.stop()
        try publish(texts, to: "in/a", at: broker)

        let port = broker.port
        let isVersion5 = version == .v5
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [port = port as Int, isVersion5 = isVersion5 as Bool, journal = journal as String] in
            let reader = try MQTTReader(
                options: MQTTConnectionOptions(
                    port: port, clientID: "engine", version: isVersion5 ? .v5 : .v311
                ).persistent(),
                filters: ["in/#"], batchCountMax: 10, handler: Victim(journal: journal))
            reader.start()
            sleep(20)
        }

        let recorder = Recorder()
        let reader = try MQTTReader(options: options, filters: ["in/#"], handler: recorder)
        reader.start()
        #expect(recorder.waits { $0.messages.last?.payload == Array("199".utf8) })
        reader.stop()
        let journaled = try String(contentsOfFile: journal, encoding: .utf8)
            .split(separator: "\n").map(String.init)
        #expect(!journaled.isEmpty && !journaled.contains("57"))
        let kept = Set(journaled).union(recorder.payloadTexts)
        #expect(texts.filter { !kept.contains($0) } == [])
    }
}

/// Holds its batch until it is let go.
private final class Gate: MQTTBatchHandler {
    struct State: Sendable {
        var taken = 0
        var isOpen = false
    }

    let state = Guarded(State())

    func receive(_ batch: [MQTTMessage]) {
        state.withLock { $0.taken += batch.count }
        _ = state.wait(timeoutSeconds: 10) { $0.isOpen }
    }
}

/// Journals every batch, but dies before the one that holds message 57.
///
/// It lingers first, so that an acknowledgement written too early would reach the broker.
private struct Victim: MQTTBatchHandler {
    let journal: String

    func receive(_ batch: [MQTTMessage]) throws {
        if batch.contains(where: { $0.payload == Array("57".utf8) }) {
            usleep(300_000)
            kill(getpid(), SIGKILL)
        }
        let lines = batch.map { String(decoding: $0.payload, as: UTF8.self) + "\n" }.joined()
        let descriptor = open(journal, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let bytes = Array(lines.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count else { throw Recorder.Failure() }
        close(descriptor)
    }
}
