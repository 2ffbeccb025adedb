import Foundation

/// A value behind a lock, for whose changes threads can wait.
///
/// `Mutex` has no condition to wait on; the waits here are on threads of ours, never on the
/// cooperative pool's.
// Sendable because `state` is touched only while `condition` is locked.
final class Guarded<State>: @unchecked Sendable {
    private let condition = NSCondition()
    private var state: State

    init(_ state: sending State) { self.state = state }

    /// Reads or changes the value and wakes those who wait for a change.
    func withLock<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        condition.lock()
        defer {
            condition.broadcast()
            condition.unlock()
        }
        return try body(&state)
    }

    /// Waits until a condition holds, at most for a time.
    ///
    /// - Returns: whether it holds.
    func wait(timeoutSeconds: Double, until holds: (inout State) -> Bool) -> Bool {
        let deadline = Monotonic.seconds() + timeoutSeconds
        condition.lock()
        defer { condition.unlock() }
        while !holds(&state) {
            let left = deadline - Monotonic.seconds()
            guard left > 0 else { return false }
            // Short slices, because the wait itself goes by the wall clock, which may be set.
            _ = condition.wait(until: Date(timeIntervalSinceNow: min(left, 0.2)))
        }
        return true
    }
}
