import Logging
import MQTT
import Model
import Synchronization
import Testing
import Wire

@testable import Bus

struct BusReaderTests {
    @Test(arguments: [MQTTConnectionOptions.Version.v5, .v311])
    func `a region's inputs arrive with their topics, the owner apart`(
        version: MQTTConnectionOptions.Version
    ) throws {
        let broker = try PrivateBroker()
        let ear = Ear()
        let reader = try BusReader(
            region: "test", connection: .init(port: broker.port, clientID: "", version: version),
            handler: ear, logger: .quiet)
        reader.start()
        try reader.waitUntilReady(timeoutSeconds: 10)
        let session = try MQTTSession(options: .init(port: broker.port, clientID: "others"))
        session.start()
        let owner = EngineOwner(region: "test", engine: "e1", epoch: 7)
        try session.publish(topic: Topic.rss("test", "s").text, payload: [1])
        try session.publish(topic: Topic.rss("elsewhere", "s").text, payload: [2])
        try session.publish(
            topic: Topic.owner("test").text, payload: WireEncoder.bytes(of: owner),
            isRetained: true)
        try session.publish(topic: Topic.owner("test").text, payload: [255, 255])
        try session.publish(topic: Topic.owner("test").text, payload: [])
        try session.publish(topic: "spectrum/v1/in/test/UAV/nonsense", payload: [3])
        try session.publish(topic: Topic.state("test", "s").text, payload: [4], isRetained: true)
        #expect(ear.waits { $0.messages.last?.payload == [4] })
        let notes = ear.notes.withLock { $0 }
        #expect(notes.messages.map(\.payload) == [[1], [3], [4]])
        #expect(
            notes.messages.map(\.topic) == [.rss("test", "s"), nil, .state("test", "s")])
        #expect(notes.messages[1].topicText == "spectrum/v1/in/test/UAV/nonsense")
        #expect(notes.owners == [owner])
        #expect(notes.connections == [false])
        reader.stop()
        try session.publish(topic: Topic.rss("test", "s").text, payload: [5])
        #expect(session.flush(timeoutSeconds: 10))

        let successor = Ear()
        let next = try BusReader(
            region: "test", connection: .init(port: broker.port, clientID: "", version: version),
            handler: successor, logger: .quiet)
        next.start()
        #expect(successor.waits { $0.messages.contains { $0.payload == [5] } })
        #expect(successor.waits { $0.owners == [owner] })
        #expect(successor.notes.withLock { $0.connections } == [true])
        #expect(successor.waits { $0.messages.contains { $0.payload == [4] && $0.isRetained } })
        next.stop()
    }

    @Test func `an engine asks who owns its region before it chooses an epoch`() throws {
        let broker = try PrivateBroker()
        let connection = MQTTConnectionOptions(port: broker.port, clientID: "")
        #expect(
            try OwnerQuery.owner(of: "test", connection: connection, timeoutSeconds: 10) == nil)
        let publisher = try BusPublisher(
            region: "test", engine: "e1", epoch: 41, connection: connection, logger: .quiet)
        publisher.start()
        publisher.publishOwner()
        #expect(publisher.flush(timeoutSeconds: 10))
        publisher.stop()
        let owner = try OwnerQuery.owner(of: "test", connection: connection, timeoutSeconds: 10)
        #expect(owner == EngineOwner(region: "test", engine: "e1", epoch: 41))
        broker.stop()
        #expect(throws: MQTTError.self) {
            try OwnerQuery.owner(of: "test", connection: connection, timeoutSeconds: 0.3)
        }
    }
}

/// A handler that notes everything.
private final class Ear: BusHandler {
    struct Notes: Sendable {
        var messages: [InboundMessage] = []
        var owners: [EngineOwner] = []
        var connections: [Bool] = []
    }

    let notes = Mutex(Notes())

    func receive(_ batch: [InboundMessage]) { notes.withLock { $0.messages += batch } }
    func ownerSeen(_ owner: EngineOwner) { notes.withLock { $0.owners.append(owner) } }
    func connected(sessionPresent: Bool) {
        notes.withLock { $0.connections.append(sessionPresent) }
    }

    func waits(until holds: (Notes) -> Bool) -> Bool {
        BusTests.waits { holds(notes.withLock { $0 }) }
    }
}
