import Synchronization

/// Results that come one after the other from several threads.
final class Collected<Value: Sendable>: Sendable {
    private let storage = Mutex<[Value]>([])

    /// What has come so far.
    var values: [Value] { storage.withLock { $0 } }

    /// Takes one.
    func append(_ value: Value) { storage.withLock { $0.append(value) } }
}
