import NeuralNet
import Numerics

/// One sensor's network: what it has learnt of the sensor's spectrum, ready for the next frame.
///
/// Minimises ‖Y − A f(z)‖² + λ Σ_l ‖f(z)_l‖ over θ and z with Adam, then the first term alone
/// (DeepRM, eqs. 10 and 11, algorithm 1). Y is scaled to ‖Y‖² = P N first. What is kept for the next
/// frame, θ, z and Adam's moments, is as the first stage left it: the second fits the frame's own
/// noise, which the next frame does not have.
struct NeuralSpectrum: Hashable, Sendable {
    /// The sampler.
    let pattern: CosetPattern
    /// θ and z.
    private(set) var parameters: [Float]
    /// Adam with its moments and its steps.
    private(set) var optimiser: Adam
    /// Frames taken in.
    private(set) var frameCount = 0

    /// The network before the first frame.
    init(pattern: CosetPattern, configuration: NeuralSensingConfiguration) {
        self.pattern = pattern
        let layers = configuration.layers(pattern)
        var random = SeededGenerator(seed: configuration.seed)
        parameters = layers.initialParameters(configuration.beginning, using: &random)
        optimiser = Adam(parameterCount: layers.parameterCount)
    }

    /// The network that a writer kept.
    init(
        from reader: inout ByteReader, pattern: CosetPattern,
        configuration: NeuralSensingConfiguration
    ) throws {
        self.pattern = pattern
        let start = reader.offset
        frameCount = Int(clamping: try reader.readInt64())
        parameters = try reader.readFloats()
        let count = configuration.layers(pattern).parameterCount
        guard parameters.count == count, frameCount >= 0 else {
            throw ByteReaderError(
                what: "NeuralSpectrum", offset: start,
                reason: "\(parameters.count) numbers are no network of \(count)")
        }
        optimiser = try Adam(from: &reader, parameterCount: count)
        guard parameters.allSatisfy(\.isFinite), optimiser.first.allSatisfy(\.isFinite),
            optimiser.second.allSatisfy({ $0.isFinite && $0 >= 0 }), optimiser.weightDecay == 0
        else {
            throw ByteReaderError(
                what: "NeuralSpectrum", offset: start, reason: "its numbers are no numbers")
        }
    }

    /// Writes everything but the pattern.
    func encode(into writer: inout ByteWriter) {
        writer.append(Int64(frameCount))
        writer.append(parameters)
        optimiser.encode(into: &writer)
    }

    /// Fits a frame.
    ///
    /// - Parameters:
    ///   - frame: of the network's pattern.
    ///   - configuration: that the network was made with.
    ///   - iterationsMax: at most so many iterations, both stages together.
    ///   - pass: room of the network's sizes.
    /// - Returns: |X|² and how it came about.
    /// - Throws: `SensingError` where the frame's samples are no numbers.
    mutating func fit(
        _ frame: CosetSpectra, configuration: NeuralSensingConfiguration, iterationsMax: Int,
        pass: inout SineLayersPass
    ) throws(SensingError) -> SpectrumPosterior {
        precondition(frame.pattern == pattern, "a frame is of the network's pattern")
        let energy = frame.values.squaredNorm
        guard energy.isFinite else { throw SensingError("a frame's samples are not all finite") }
        guard energy < 1e30, energy == 0 || energy > 1e-30 else {
            throw SensingError("a frame's energy of \(energy) is beyond single precision")
        }
        let isWarmStart = frameCount > 0
        guard energy > 0 else {
            return SpectrumPosterior(
                binPower: [Float](repeating: 0, count: pattern.binCount),
                rowCount: pattern.rowCount, iterations: 0, isWarmStart: isWarmStart)
        }
        frameCount += 1
        let entries = Double(pattern.cosetCount * pattern.samplesPerCoset)
        let gain = (entries / energy).squareRoot()
        var measured = frame.values
        measured.scale(by: Float(gain))
        var objective = RowSparseObjective(
            matrix: SensingOperator.dense(pattern), measured: measured,
            rowWeights: [Float](repeating: configuration.sparsity, count: pattern.rowCount))
        let plan = NeuralFitPlan(
            configuration: configuration, isWarm: isWarmStart, iterationsMax: iterationsMax)
        var used = descend(
            plan.sparseIterations, on: &objective, configuration: configuration, pass: &pass)
        if plan.refiningIterations > 0 {
            let kept = self
            objective.rowWeights = [Float](repeating: 0, count: pattern.rowCount)
            used += descend(
                plan.refiningIterations, on: &objective, configuration: configuration,
                pass: &pass)
            pass.run(parameters, against: objective)
            self = kept
        } else {
            pass.run(parameters, against: objective)
        }
        let scale = Float(1 / (gain * gain))
        return SpectrumPosterior(
            binPower: pass.binPowers.map { scale * $0 }, rowCount: pattern.rowCount,
            iterations: used, residual: (pass.dataLoss / entries).squareRoot(),
            isWarmStart: isWarmStart)
    }

    /// Goes down an objective; returns the iterations used.
    private mutating func descend(
        _ iterationsMax: Int, on objective: inout RowSparseObjective,
        configuration: NeuralSensingConfiguration, pass: inout SineLayersPass
    ) -> Int {
        var watch = DescentWatch(tolerance: configuration.tolerance)
        let floor = 1e-6 * Double(pattern.cosetCount * pattern.samplesPerCoset)
        let isSparse = objective.rowWeights.contains { $0 > 0 }
        for iteration in 0..<iterationsMax {
            pass.run(parameters, against: objective)
            let loss = pass.dataLoss + pass.penalty
            if watch.hasSettled(loss) || loss < floor { return iteration }
            if isSparse, let period = configuration.reweightingPeriod, iteration > 0,
                iteration.isMultiple(of: period)
            {
                objective.rowWeights = configuration.weights(ofRowPowers: pass.rowPowers)
                watch.restart()
                pass.run(parameters, against: objective)
            }
            optimiser.step(
                parameters: &parameters, gradients: pass.gradients,
                learningRate: configuration.learningRate)
        }
        return iterationsMax
    }
}
