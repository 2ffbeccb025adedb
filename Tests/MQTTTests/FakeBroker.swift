import Foundation

@testable import MQTT

/// A broker that a test plays by hand, one byte at a time, for one connection after the other.
///
/// A connection of the system's own `nc` would do, were it everywhere.
final class FakeBroker: Sendable {
    let port: Int
    private let listener: Int32

    init(backlog: Int32 = 4) throws {
        port = try LoopbackPort.free()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0, listen(listener, backlog) == 0 else {
            throw MQTTError(kind: .broker, operation: "listen", code: errno, reason: "no socket")
        }
    }

    deinit { close(listener) }

    /// Waits for a client, answers CONNECT and SUBSCRIBE (3.1.1, session present).
    func acceptSubscriber() -> Conversation {
        let conversation = Conversation(descriptor: accept(listener, nil, nil))
        _ = conversation.readPacket()
        conversation.send([0x20, 2, 1, 0])
        let subscribe = conversation.readPacket()
        conversation.send([0x90, 3] + subscribe.body.prefix(2) + [1])
        return conversation
    }
}

/// One connection of a fake broker.
final class Conversation: Sendable {
    private let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) { _ = write(descriptor, bytes, bytes.count) }

    /// A PUBLISH of QoS 1.
    func sendPublish(topic: String, messageID: UInt8, payload: [UInt8]) {
        let length = UInt8(2 + topic.utf8.count + 2 + payload.count)
        precondition(length < 128, "one byte holds the length")
        send(
            [0x32, length, 0, UInt8(topic.utf8.count)] + Array(topic.utf8) + [0, messageID]
                + payload)
    }

    /// What arrives within a time; `nil` where the client closed the connection first.
    func bytes(withinSeconds seconds: Double) -> [UInt8]? {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, Int32(seconds * 1_000)) > 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = read(descriptor, &buffer, buffer.count)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    /// One packet whose length fits in one byte.
    func readPacket() -> (kind: UInt8, body: [UInt8]) {
        var head: [UInt8] = [0, 0]
        guard recv(descriptor, &head, 2, Int32(MSG_WAITALL)) == 2 else { return (0, []) }
        var body = [UInt8](repeating: 0, count: Int(head[1]))
        let count = recv(descriptor, &body, body.count, Int32(MSG_WAITALL))
        return (head[0], count == body.count ? body : [])
    }
}

/// A connection that takes a place in a listener's backlog and says nothing.
final class Squatter: Sendable {
    private let descriptor: Int32

    init(port: Int) {
        descriptor = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    deinit { close(descriptor) }
}
