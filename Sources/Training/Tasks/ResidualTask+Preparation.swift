import Dispatch
import Interference
import Model
import NeuralNet
import Numerics
import Scenario
import Synchronization

extension ResidualTask {
    /// A task by its scenes: samples them, makes their priors, learns what samples say.
    ///
    /// Every scene is sampled `variantCount` times, at 5 to 30 % of its cells, at random or along a
    /// way; the scenes to validate on once, at random at 20 %.
    ///
    /// - Parameters:
    ///   - network: what is to be trained.
    ///   - scenes: the maps.
    ///   - source: makes the priors.
    ///   - variantCount: samplings of each map.
    ///   - metadata: what the weights are for.
    ///   - workerCount: threads that share the work; the task does not depend on it.
    ///   - isStopped: asked now and then.
    ///   - progress: how many maps are ready of how many, one call at a time.
    /// - Throws: `CancellationError` where it was stopped, and what the source throws.
    public init(
        network: ResidualNet = ResidualNet(), scenes: TrainingScenes,
        source: any InterferencePriorSource, variantCount: Int = 3,
        metadata: [String: String] = [:], workerCount: Int,
        isStopped: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) throws {
        precondition(variantCount > 0 && !scenes.training.isEmpty, "there are maps to learn from")
        let table = Self.table(scenes.training)
        let total = scenes.training.count * variantCount + scenes.validation.count
        let preparation = Preparation(total: total, progress: progress)
        func prepare(_ list: [InterferenceScene], variants: Int) throws -> [PreparedMap] {
            try preparation.maps(list.count, workerCount: workerCount, isStopped: isStopped) {
                number in
                let scene = list[number]
                let evidence = scene.evidence()
                return try (0..<variants).map { variant in
                    try PreparedMap(
                        scene, evidence: evidence,
                        sampledDbm: Self.sampled(scene, variant: variants == 1 ? nil : variant),
                        source: source, table: table)
                }
            }
        }
        self.init(
            network: network,
            maps: try prepare(scenes.training, variants: variantCount),
            variantCount: variantCount,
            validationMaps: try prepare(scenes.validation, variants: 1),
            side: scenes.training[0].grid.nx, table: table, priorName: source.name,
            metadata: metadata)
    }

    /// One sampling of a scene; without a variant, the one to validate on.
    private static func sampled(_ scene: InterferenceScene, variant: Int?) -> [Float] {
        guard let variant else { return scene.sampledDbm(.uniform, share: 0.2) }
        var hash = StableHash()
        hash.combine(scene.seed)
        hash.combine(UInt64(truncatingIfNeeded: scene.number))
        hash.combine(UInt64(variant))
        var draw = SeededGenerator(seed: hash.value)
        let share = 0.05 + 0.25 * draw.uniform()
        let ways = SamplingPattern.trajectories
        let pattern: SamplingPattern =
            draw.uniform() < 0.6 ? .uniform : ways[Int(draw.uniform() * Double(ways.count))]
        return scene.sampledDbm(pattern, share: share, draw: UInt64(variant))
    }

    private static func table(_ scenes: [InterferenceScene]) -> SampleInterferenceTable {
        var fit = SampleInterferenceTable.Fit()
        for scene in scenes.prefix(200) {
            let desired = scene.evidence().desiredDbm
            for cell in desired.indices where scene.isOpen(cell) {
                fit.add(
                    receivedDbm: scene.receivedDbm[cell], desiredDbm: desired[cell],
                    interferenceDbm: scene.interferenceDbm[cell])
            }
        }
        return fit.table()
    }
}

/// Maps made ready on several cores, in their order.
private struct Preparation {
    let total: Int
    let progress: @Sendable (Int, Int) -> Void
    private let done = Counter()

    init(total: Int, progress: @escaping @Sendable (Int, Int) -> Void) {
        self.total = total
        self.progress = progress
    }

    func maps(
        _ count: Int, workerCount: Int, isStopped: @escaping @Sendable () -> Bool,
        _ make: @escaping @Sendable (Int) throws -> [PreparedMap]
    ) throws -> [PreparedMap] {
        let state = Mutex(State(maps: Array(repeating: nil, count: count)))
        DispatchQueue.concurrentPerform(iterations: min(workerCount, max(count, 1))) { _ in
            while !isStopped(), let number = state.withLock({ $0.take() }) {
                let made = Result { try make(number) }
                state.withLock { state in
                    switch made {
                    case .success(let maps):
                        state.maps[number] = maps
                        progress(done.add(maps.count), total)
                    case .failure(let error): state.failure = state.failure ?? error
                    }
                }
            }
        }
        return try state.withLock { state in
            if let failure = state.failure { throw failure }
            let maps = state.maps.compactMap(\.self)
            guard maps.count == count else { throw CancellationError() }
            return maps.flatMap(\.self)
        }
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)

        func add(_ number: Int) -> Int {
            count.withLock { count in
                count += number
                return count
            }
        }
    }

    private struct State {
        var maps: [[PreparedMap]?]
        var takenCount = 0
        var failure: (any Error)?

        mutating func take() -> Int? {
            guard failure == nil, takenCount < maps.count else { return nil }
            takenCount += 1
            return takenCount - 1
        }
    }
}
