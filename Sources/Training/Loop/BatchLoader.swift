import Dispatch
import Foundation
import Synchronization

/// Prepares batches on a thread of its own, at most two ahead of the one that is trained on.
///
/// Batches come in their order, and each is a function of its number alone: what is trained on does
/// not depend on how fast the thread is. Where preparing lags, training waits; nothing queues.
final class BatchLoader: Sendable {
    /// Batches that may wait.
    static let aheadMax = 2

    private struct State {
        var waiting: [TrainingBatch] = []
        var isStopped = false
    }

    private let state = Mutex(State())
    // Begins at nought: a semaphore must not be let go of below the value that it began with.
    private let free = DispatchSemaphore(value: 0)
    private let ready = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// Begins to prepare the batches of some numbers.
    init(_ numbers: Range<Int>, prepare: @escaping @Sendable (Int) -> TrainingBatch) {
        for _ in 0..<Self.aheadMax { free.signal() }
        let thread = Thread { [self] in
            defer { ended.signal() }
            for number in numbers {
                free.wait()
                if state.withLock({ $0.isStopped }) { return }
                let batch = prepare(number)
                state.withLock { $0.waiting.append(batch) }
                ready.signal()
            }
        }
        thread.name = "batches"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// The next batch, once it is there; to be asked for as often as there are numbers.
    func next() -> TrainingBatch {
        ready.wait()
        let batch = state.withLock { $0.waiting.removeFirst() }
        free.signal()
        return batch
    }

    /// Ends the thread after the batch that it is at.
    func stop() {
        state.withLock { $0.isStopped = true }
        free.signal()
        ended.wait()
    }
}
