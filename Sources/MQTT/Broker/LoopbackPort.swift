import Glibc

/// Ports of 127.0.0.1.
public enum LoopbackPort {
    /// A port that nobody listens on; somebody else may take it before the caller does.
    public static func free() throws(MQTTError) -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var address = loopback(port: 0)
        guard withSocketAddress(&address, { bind(descriptor, $0, $1) }) == 0 else {
            throw failure()
        }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        guard code == 0 else { throw failure() }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Whether somebody accepts connections on a port.
    public static func accepts(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = loopback(port: port)
        return withSocketAddress(&address) { connect(descriptor, $0, $1) } == 0
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func withSocketAddress(
        _ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func failure() -> MQTTError {
        MQTTError(
            kind: .broker, operation: "find a free port", code: errno,
            reason: String(cString: strerror(errno)))
    }
}
