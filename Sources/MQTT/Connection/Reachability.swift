import CMosquitto
import Glibc

/// Looks whether a host answers before libmosquitto, which would wait for minutes, connects to it.
///
/// Only connecting again asks first, and never the own machine: it costs the broker one connection
/// that says nothing. What is bought is that an engine's clock goes on while its broker's host is
/// unreachable, and that `stop` is heard.
enum Reachability {
    /// How long one address may take to answer, seconds.
    static let timeoutSeconds = 5.0

    /// Whether a host is this machine, whose answers come at once.
    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    /// Returns when one of the host's addresses accepts a connection.
    ///
    /// - Parameters:
    ///   - host: a name or an address.
    ///   - port: the port.
    ///   - timeoutSeconds: how long one address may take.
    ///   - turn: called at least every 100 ms; `false` gives up.
    /// - Throws: where none of the addresses accepts.
    static func check(
        host: String, port: Int, timeoutSeconds: Double = timeoutSeconds, turn: () -> Bool
    ) throws(MQTTError) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else {
            throw failure(host, port, String(cString: gai_strerror(code)))
        }
        defer { freeaddrinfo(list) }
        var reason = "it has no address"
        var next = list
        while let address = next?.pointee {
            guard let problem = problem(with: address, timeoutSeconds, turn) else { return }
            reason = problem
            next = address.ai_next
        }
        throw failure(host, port, reason)
    }

    /// Why an address does not accept; `nil` where it does.
    private static func problem(
        with address: addrinfo, _ timeoutSeconds: Double, _ turn: () -> Bool
    ) -> String? {
        let flags = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.ai_family, flags, address.ai_protocol)
        guard descriptor >= 0 else { return String(cString: strerror(errno)) }
        defer { close(descriptor) }
        if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return nil }
        guard errno == EINPROGRESS else { return String(cString: strerror(errno)) }
        let deadline = Monotonic.seconds() + timeoutSeconds
        repeat {
            var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            if poll(&request, 1, Int32(ConnectionLoop.idleSeconds * 1_000)) > 0 {
                var code: Int32 = 0
                var length = socklen_t(MemoryLayout<Int32>.size)
                getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
                return code == 0 ? nil : String(cString: strerror(code))
            }
            guard turn() else { return "the client is stopping" }
        } while Monotonic.seconds() < deadline
        return "no answer within \(timeoutSeconds) s"
    }

    private static func failure(_ host: String, _ port: Int, _ reason: String) -> MQTTError {
        MQTTError(kind: .connection, operation: "connect to \(host):\(port)", reason: reason)
    }
}
