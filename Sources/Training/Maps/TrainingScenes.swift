import Dispatch
import Scenario
import Synchronization

/// The maps of a training: scenes of one seed by their numbers, drawn on several cores.
///
/// Numbers from 0 are trained on, those after them are validated on; what is tested on must have
/// other numbers or another seed.
public struct TrainingScenes: Sendable {
    /// Scenes to train on.
    public let training: [InterferenceScene]
    /// Scenes to validate on.
    public let validation: [InterferenceScene]

    /// Draws scenes.
    ///
    /// - Parameters:
    ///   - trainingCount: scenes to train on.
    ///   - validationCount: scenes to validate on.
    ///   - seed: of all of them.
    ///   - mixture: what they are drawn from.
    ///   - workerCount: threads that share the work; the scenes do not depend on it.
    ///   - isStopped: asked now and then.
    ///   - progress: how many are drawn, one call at a time.
    /// - Throws: `CancellationError` where it was stopped.
    public init(
        trainingCount: Int, validationCount: Int, seed: UInt64, mixture: SceneMixture,
        workerCount: Int,
        isStopped: @Sendable () -> Bool = { false },
        progress: @Sendable (Int) -> Void = { _ in }
    ) throws {
        precondition(workerCount > 0, "somebody does the work")
        let count = trainingCount + validationCount
        let state = Mutex(State(scenes: Array(repeating: nil, count: count)))
        DispatchQueue.concurrentPerform(iterations: min(workerCount, max(count, 1))) { _ in
            while !isStopped(), let number = state.withLock({ $0.take() }) {
                let scene = InterferenceScene(
                    seed: seed, number: number,
                    configuration: mixture.configuration(of: number))
                state.withLock { state in
                    state.scenes[number] = scene
                    state.drawnCount += 1
                    progress(state.drawnCount)
                }
            }
        }
        let scenes = state.withLock { $0.scenes.compactMap(\.self) }
        guard scenes.count == count else { throw CancellationError() }
        training = Array(scenes[..<trainingCount])
        validation = Array(scenes[trainingCount...])
    }

    private struct State {
        var scenes: [InterferenceScene?]
        var takenCount = 0
        var drawnCount = 0

        mutating func take() -> Int? {
            guard takenCount < scenes.count else { return nil }
            takenCount += 1
            return takenCount - 1
        }
    }
}
