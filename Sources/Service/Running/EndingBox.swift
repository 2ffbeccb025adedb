import Dispatch
import Synchronization

/// Why and whether an engine ends: the first reason counts.
final class EndingBox: Sendable {
    private struct State {
        var reason: EngineService.Ending?
    }

    private let state = Mutex(State())
    private let ended = DispatchSemaphore(value: 0)
    private let loopDone = DispatchSemaphore(value: 0)

    /// Whether there is a reason already.
    var hasEnded: Bool { state.withLock { $0.reason != nil } }

    /// Gives a reason to end.
    func end(_ reason: EngineService.Ending) {
        let isFirst = state.withLock { state in
            guard state.reason == nil else { return false }
            state.reason = reason
            return true
        }
        if isFirst { ended.signal() }
    }

    /// The engine thread has returned.
    func loopEnded(_ error: (any Error)?) {
        if let error { end(.failed(error)) }
        loopDone.signal()
    }

    /// Waits for the first reason.
    func wait() -> EngineService.Ending {
        ended.wait()
        ended.signal()
        return state.withLock { $0.reason } ?? .requested
    }

    /// Waits until the engine thread has returned.
    func waitForLoop() { loopDone.wait() }
}
