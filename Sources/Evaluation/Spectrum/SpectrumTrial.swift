import Numerics
import Scenario
import Sensing

/// One scene's frames as one pattern samples them: the same for everybody.
struct SpectrumTrial {
    let frames: [WidebandFrame]
    let sampled: [CosetSpectra]
    let rowCount: Int

    /// Samples the first frames of a scene.
    init(scene: WidebandScene, setting: SpectrumSetting, frameCount: Int) throws(SensingError) {
        try self.init(
            frames: (0..<frameCount).map { scene.frame($0, snrDb: setting.snrDb) },
            cosetCount: setting.cosetCount)
    }

    /// Samples some frames of equally many bins, in forty rows.
    init(frames: [WidebandFrame], cosetCount: Int) throws(SensingError) {
        precondition(!frames.isEmpty, "a trial has frames")
        rowCount = frames[0].isRowTouched.count
        let binCount = frames[0].received.count
        let sampling = CosetSampling(
            pattern: try SpectrumSetting.pattern(
                cosetCount: cosetCount, samplesPerCoset: binCount / rowCount))
        let transform = FourierTransform(rowCount: 1, columnCount: binCount)
        self.frames = frames
        sampled = frames.map { sampling.spectra(of: $0.record(transform)) }
    }

    /// What a method says, and how long it took.
    struct Answer {
        var posterior: SpectrumPosterior
        var seconds: Double
    }

    /// What is known after the first so many frames: of one, its noise-free |X|²; of more, the expected
    /// power as of the last.
    func truth(frameCount: Int) -> [Float] {
        frameCount == 1 ? frames[0].signalPower : frames[frameCount - 1].expectedPower
    }

    /// A contender's answers after so many frames, for each of some ascending numbers of frames.
    func answers(
        of contender: SpectrumContender, frameCounts: [Int], budget: Int
    ) throws(SensingError) -> [Answer] {
        let knowledge = SpectrumKnowledge(
            occupiedRowCount: frames[0].isRowTouched.count { $0 },
            noisePower: frames[0].noisePower)
        switch (contender, contender.state) {
        case (.nought, _), (.fullRate, _):
            return frameCounts.map { control(contender, frameCount: $0) }
        case (_, .cold):
            let method = try SpectrumMethods.method(
                named: contender.name, told: contender.oracle == nil ? .nothing : knowledge)
            var answers: [Answer] = []
            for count in frameCounts {
                let start = ContinuousClock.now
                let posterior = try method.estimate(Array(sampled.prefix(count)))
                let seconds = (ContinuousClock.now - start) / .seconds(1)
                answers.append(Answer(posterior: posterior, seconds: seconds))
            }
            return answers
        case (_, .warm):
            var tracker = try SpectrumMethods.tracker(
                named: contender.name, told: contender.oracle == nil ? .nothing : knowledge)
            return try follow(&tracker, until: frameCounts.last ?? 0, budget: budget).enumerated()
                .filter { frameCounts.contains($0.offset + 1) }.map(\.element)
        }
    }

    /// A tracker's answers after each frame.
    func follow(
        _ tracker: inout any SpectrumTracker, until frameCount: Int, budget: Int
    ) throws(SensingError) -> [Answer] {
        var answers: [Answer] = []
        for frame in sampled.prefix(frameCount) {
            let start = ContinuousClock.now
            let posterior = try tracker.update(frame, iterationsMax: budget)
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            answers.append(Answer(posterior: posterior, seconds: seconds))
        }
        return answers
    }

    private func control(_ contender: SpectrumContender, frameCount: Int) -> Answer {
        var power = [Float](repeating: 0, count: frames[0].received.count)
        if contender == .fullRate {
            for frame in frames.prefix(frameCount) {
                for (bin, value) in frame.received.enumerated() {
                    power[bin] +=
                        (value.squaredMagnitude - Float(frame.noisePower)) / Float(frameCount)
                }
            }
        }
        return Answer(
            posterior: SpectrumPosterior(
                binPower: power, rowCount: rowCount, noisePower: frames[0].noisePower,
                iterations: 0), seconds: 0)
    }
}
