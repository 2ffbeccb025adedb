import Dispatch
import Synchronization

/// Independent pieces of work on several cores, their results handed over in the order of the pieces.
public enum OrderedWork {
    /// Runs the pieces.
    ///
    /// What is handed over does not depend on the number of workers: pieces share nothing, and a
    /// result waits until all before it were handed over. At most as many results wait as there are
    /// pieces.
    ///
    /// - Parameters:
    ///   - count: Pieces of work.
    ///   - workerCount: Threads that share them.
    ///   - piece: Does one of them.
    ///   - deliver: Takes each result with its piece's number, one at a time, in order.
    public static func run<Result: Sendable>(
        count: Int, workerCount: Int, piece: @Sendable (Int) -> Result,
        deliver: @Sendable (Int, Result) -> Void
    ) {
        let state = Mutex(State<Result>())
        DispatchQueue.concurrentPerform(iterations: max(min(workerCount, count), 1)) { _ in
            while let number = state.withLock({ $0.take(of: count) }) {
                let result = piece(number)
                state.withLock { state in
                    state.waiting[number] = result
                    while let next = state.waiting.removeValue(forKey: state.delivered) {
                        deliver(state.delivered, next)
                        state.delivered += 1
                    }
                }
            }
        }
    }

    private struct State<Result: Sendable>: Sendable {
        var taken = 0
        var delivered = 0
        var waiting: [Int: Result] = [:]

        mutating func take(of count: Int) -> Int? {
            guard taken < count else { return nil }
            taken += 1
            return taken - 1
        }
    }
}
