/// How fast a training is, from the durations of its latest batches.
struct TrainingPace {
    private var batchSeconds: Double?
    private var validationSeconds: Double?
    private let clock = ContinuousClock()
    private var mark: ContinuousClock.Instant

    init() { mark = clock.now }

    /// Begins to measure.
    mutating func begin() { mark = clock.now }

    /// A batch has ended; the next begins.
    mutating func endBatch() {
        let spent = lap()
        // About twenty batches count.
        batchSeconds = batchSeconds.map { $0 + (spent - $0) / 20 } ?? spent
    }

    /// A validation has ended.
    mutating func endValidation() { validationSeconds = lap() }

    /// Examples in a second.
    func samplesPerSecond(batchSize: Int) -> Double {
        batchSeconds.map { Double(batchSize) / max($0, 1e-9) } ?? 0
    }

    /// Seconds that some batches and validations will take.
    func seconds(batches: Int, validations: Int) -> Double {
        Double(batches) * (batchSeconds ?? 0) + Double(validations) * (validationSeconds ?? 0)
    }

    private mutating func lap() -> Double {
        let now = clock.now
        defer { mark = now }
        return mark.duration(to: now) / .seconds(1)
    }
}
