import Dispatch
import Engine
import Foundation
import Synchronization

/// What lies between the bus thread, which makes inputs durable, and the engine thread, which
/// applies them.
///
/// Bound: `capacity` inputs. Loss policy: none; a full mailbox holds the bus thread, which then
/// holds the broker, which keeps the frames.
final class InputMailbox: Sendable {
    /// An input with its journal row.
    struct Item: Sendable {
        var input: EngineInput
        var journalID: Int64
    }

    private struct State {
        var items: [Item] = []
        var isClosed = false
    }

    let capacity: Int
    private let state = Mutex(State())
    private let arrived = DispatchSemaphore(value: 0)

    init(capacity: Int = 8_192) { self.capacity = capacity }

    /// Inputs that wait.
    var count: Int { state.withLock { $0.items.count } }

    /// Adds inputs, waiting while the mailbox is full; gives up only when it is closed (the journal
    /// has them then).
    func post(_ items: [Item]) {
        guard !items.isEmpty else { return }
        while true {
            let isDone = state.withLock { state in
                guard state.items.count < capacity || state.isClosed else { return false }
                if !state.isClosed { state.items += items }
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
            defer { state.items = [] }
            return state.items
        }
    }

    /// Lets nobody wait any more.
    func close() {
        state.withLock { $0.isClosed = true }
        arrived.signal()
    }
}
