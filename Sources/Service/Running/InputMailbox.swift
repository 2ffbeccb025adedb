import Dispatch
import Engine
import Foundation
import Synchronization

/// What lies between the bus thread, which makes inputs durable, and the engine thread, which
/// applies them.
///
/// Bound: `capacity` inputs, and `byteCapacity` of samples among them. Loss policy: none; a full mailbox holds the bus thread, which then
/// holds the broker, which keeps the frames.
final class InputMailbox: Sendable {
    /// An input with its journal row.
    struct Item: Sendable {
        var input: EngineInput
        var journalID: Int64
    }

    private struct State {
        var items: [Item] = []
        /// Bytes of coset samples among them; all else is small.
        var byteCount = 0
        var isClosed = false
    }

    let capacity: Int
    let byteCapacity: Int
    private let state = Mutex(State())
    private let arrived = DispatchSemaphore(value: 0)

    init(capacity: Int = 8_192, byteCapacity: Int = 64 << 20) {
        self.capacity = capacity
        self.byteCapacity = byteCapacity
    }

    /// Inputs that wait.
    var count: Int { state.withLock { $0.items.count } }

    /// Adds inputs, waiting while the mailbox is full; gives up only when it is closed (the journal
    /// has them then).
    func post(_ items: [Item]) {
        guard !items.isEmpty else { return }
        let byteCount = items.reduce(0) { sum, item in
            guard case .cosets(let batch) = item.input else { return sum }
            return sum + batch.iq.count
        }
        while true {
            let isDone = state.withLock { state in
                let hasRoom = state.items.count < capacity && state.byteCount < byteCapacity
                guard hasRoom || state.isClosed else { return false }
                if !state.isClosed {
                    state.items += items
                    state.byteCount += byteCount
                }
                return true
            }
            if isDone { break }
            Thread.sleep(forTimeInterval: 0.001)
        }
        arrived.signal()
    }

    /// Takes everything that waits; waits a little where nothing does.
    func take(timeoutSeconds: Double) -> [Item] {
        _ = arrived.wait(timeout: .now() + timeoutSeconds)
        return state.withLock { state in
            defer {
                state.items = []
                state.byteCount = 0
            }
            return state.items
        }
    }

    /// Lets nobody wait any more.
    func close() {
        state.withLock { $0.isClosed = true }
        arrived.signal()
    }
}
