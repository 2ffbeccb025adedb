import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and a polite kill: the process does not die of them, it is told.
///
/// A second one ends the process at once, for a user who will not wait.
final class Interruption: Sendable {
    private struct State {
        var count = 0
        /// Kept, because a source that is let go of is cancelled.
        var sources: [any DispatchSourceSignal] = []
        var handlers: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    /// Listens from now on.
    init() {
        let queue = DispatchQueue(label: "ethermap.interruption")
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            state.withLock { state in
                let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
                source.setEventHandler { [weak self] in self?.happen() }
                source.resume()
                state.sources.append(source)
            }
        }
    }

    /// Whether it has happened.
    var hasHappened: Bool { state.withLock { $0.count > 0 } }

    /// Calls back when it happens, at once where it has happened already.
    func handle(_ body: @escaping @Sendable () -> Void) {
        let isPast = state.withLock { state in
            if state.count == 0 { state.handlers.append(body) }
            return state.count > 0
        }
        if isPast { body() }
    }

    private func happen() {
        let (count, handlers) = state.withLock { state in
            state.count += 1
            return (state.count, state.handlers)
        }
        guard count == 1 else { exit(ExitStatus.interrupted.rawValue) }
        for handler in handlers { handler() }
    }
}
