import Numerics

/// Fits sensors' networks to a frame each, those of one pattern together (``SineLayersBatch``).
///
/// Minimises ‖Y − A f(z)‖² + λ Σ_l ‖f(z)_l‖ over θ and z with Adam, then the first term alone
/// (DeepRM, eqs. 10 and 11, algorithm 1). Y is scaled to ‖Y‖² = P N first.
struct NeuralFit {
    /// How the networks are set up.
    let configuration: NeuralSensingConfiguration

    /// Sensors in one room, so that room for very many is not asked for.
    static let roomSize = 16

    /// One sensor's frame on its way.
    private struct Task {
        let sensor: Int
        let gain: Double
        let objective: RowSparseObjective
        var network: NeuralSpectrum
        var descent: NeuralDescent
    }

    /// Takes in one frame of each sensor.
    ///
    /// - Parameters:
    ///   - trackers: the sensors, set up alike.
    ///   - frames: one of each.
    ///   - iterationsMax: the budget of each sensor.
    /// - Returns: |X|² of each and how it came about.
    /// - Throws: `SensingError` where a frame cannot be served; then none is taken in.
    func update(
        _ trackers: inout [DeepRMTracker], with frames: [CosetSpectra], iterationsMax: Int
    ) throws(SensingError) -> [SpectrumPosterior] {
        var posteriors: [SpectrumPosterior?] = []
        var tasks: [Task] = []
        for (sensor, frame) in frames.enumerated() {
            let task = try task(frame, trackers[sensor], sensor, iterationsMax)
            if let task { tasks.append(task) }
            posteriors.append(
                task == nil ? silence(frame.pattern, trackers[sensor]) : nil)
        }
        var rest = tasks[...]
        while let first = rest.first {
            // Neighbours of one pattern, as many as a room holds.
            let alike = rest.prefix { $0.network.pattern == first.network.pattern }
            var room = Array(alike.prefix(Self.roomSize))
            rest = rest.dropFirst(room.count)
            let spectra = descend(&room)
            for (task, posterior) in zip(room, spectra) {
                posteriors[task.sensor] = posterior
                trackers[task.sensor].keep(task.network)
            }
        }
        return posteriors.compactMap { $0 }
    }

    /// What is to be done for a frame; nil where it is silent.
    private func task(
        _ frame: CosetSpectra, _ tracker: DeepRMTracker, _ sensor: Int, _ iterationsMax: Int
    ) throws(SensingError) -> Task? {
        try configuration.validate(for: frame.pattern)
        let energy = frame.values.squaredNorm
        guard energy.isFinite else { throw SensingError("a frame's samples are not all finite") }
        guard energy < 1e30, energy == 0 || energy > 1e-30 else {
            throw SensingError("a frame's energy of \(energy) is beyond single precision")
        }
        guard energy > 0 else { return nil }
        let pattern = frame.pattern
        let network = tracker.network(for: pattern)
        let entries = Double(pattern.cosetCount * pattern.samplesPerCoset)
        let gain = (entries / energy).squareRoot()
        var measured = frame.values
        measured.scale(by: Float(gain))
        let objective = RowSparseObjective(
            matrix: SensingOperator.dense(pattern), measured: measured,
            rowWeights: [Float](repeating: configuration.sparsity, count: pattern.rowCount))
        let plan = NeuralFitPlan(
            configuration: configuration, isWarm: network.frameCount > 0,
            iterationsMax: iterationsMax)
        return Task(
            sensor: sensor, gain: gain, objective: objective, network: network,
            descent: NeuralDescent(
                configuration: configuration, plan: plan, floor: 1e-6 * entries))
    }

    private func silence(_ pattern: CosetPattern, _ tracker: DeepRMTracker) -> SpectrumPosterior {
        SpectrumPosterior(
            binPower: [Float](repeating: 0, count: pattern.binCount),
            rowCount: pattern.rowCount, iterations: 0,
            isWarmStart: tracker.network(for: pattern).frameCount > 0)
    }

    /// Takes all networks of a room down, and gives their spectra.
    private func descend(_ room: inout [Task]) -> [SpectrumPosterior] {
        let pattern = room[0].network.pattern
        var batch = SineLayersBatch(
            layers: configuration.layers(pattern), cosetCount: pattern.cosetCount,
            count: room.count)
        for (place, task) in room.enumerated() {
            batch.place(task.network.network, at: place, against: task.objective)
        }
        let entries = Double(pattern.cosetCount * pattern.samplesPerCoset)
        while room.contains(where: { $0.descent.order != nil }) {
            let passes = batch.run(
                room.map { $0.descent.order ?? .none }, learningRate: configuration.learningRate,
                floor: 1e-6 * entries)
            for place in room.indices where room[place].descent.order != nil {
                room[place].descent.take(passes[place], from: &batch, at: place)
            }
        }
        return room.indices.map { place in
            let descent = room[place].descent
            let isWarmStart = room[place].network.frameCount > 0
            room[place].network.adopt(descent.kept ?? batch.network(at: place))
            let scale = Float(1 / (room[place].gain * room[place].gain))
            return SpectrumPosterior(
                binPower: batch.binPowers(at: place).map { scale * $0 },
                rowCount: pattern.rowCount, iterations: descent.stepCount,
                residual: (descent.dataLoss / entries).squareRoot(),
                isWarmStart: isWarmStart)
        }
    }
}
