import Synchronization

/// Trials that may fail, on several cores.
enum SpectrumTrials {
    /// Runs some trials; their results in order.
    ///
    /// - Parameters:
    ///   - count: Trials.
    ///   - workerCount: Threads that share them.
    ///   - isStopped: Tells whether to end early.
    ///   - progress: Told how many are done.
    ///   - piece: Does one of them.
    /// - Returns: each trial's result.
    /// - Throws: the first error; `CancellationError` where it was ended early.
    static func run<Result: Sendable>(
        count: Int, workerCount: Int, isStopped: @Sendable () -> Bool,
        progress: @Sendable (Int) -> Void, piece: @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        let collected = Collected<Swift.Result<Result?, any Error>>()
        let isFailed = Mutex(false)
        OrderedWork.run(
            count: count, workerCount: workerCount,
            piece: { number -> Swift.Result<Result?, any Error> in
                // After a failure the rest is of no use to anybody.
                if isFailed.withLock({ $0 }) { return .success(nil) }
                let result = Swift.Result<Result?, any Error> {
                    if isStopped() { throw CancellationError() }
                    return try piece(number)
                }
                if case .failure = result { isFailed.withLock { $0 = true } }
                return result
            },
            deliver: { number, result in
                collected.append(result)
                progress(number + 1)
            })
        return try collected.values.compactMap { try $0.get() }
    }
}
