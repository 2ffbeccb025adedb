import Glibc
import Numerics
import Scenario
import Sensing

/// A recorded signal among simulated carriers, recovered from coset samples by every method.
public struct RecordingExperiment: Sendable {
    /// The scenario's name in rows.
    public static let scenario = "drone-video"
    /// Samples of each coset in a frame unless named: DeepRM's, with bins of 4.8 MHz, and bins of
    /// 300 kHz.
    public static let samplesPerCosetUsual = [16, 256]
    /// Samples of each coset in a frame that an experiment may have.
    public static let samplesPerCosetRange = 4...1_024

    /// What one answer says of one signal.
    public struct Reading: Hashable, Sendable {
        /// How many bins the worse of its edges is off.
        public var edgeErrorBins: Int
        /// Estimated over true power, dB.
        public var powerErrorDb: Double
    }

    /// One answer about one composite.
    struct Score: Sendable {
        var recorded: Reading
        var carriers: [Reading]
        var spectrum: SpectrumScore
    }

    /// The recorded samples.
    public let recording: [ComplexFloat]
    /// Trials, seed, cosets, noise, the last number of frames and the trackers' budget.
    public let plan: SpectrumExperiment.Plan
    /// Samples of each coset in a frame: 76.8 MHz over as many is the width of a bin.
    public let samplesPerCoset: [Int]
    /// Who takes part.
    let contenders: [SpectrumContender]

    /// An experiment by its recording, its plan, its frames' sizes and who takes part.
    ///
    /// - Throws: `RecordedSamplesError` where the recording is shorter than a frame, or silent.
    public init(
        recording: [ComplexFloat], plan: SpectrumExperiment.Plan,
        samplesPerCoset: [Int] = Self.samplesPerCosetUsual, contenders: [SpectrumContender]
    ) throws(RecordedSamplesError) {
        precondition(
            samplesPerCoset.allSatisfy { Self.samplesPerCosetRange.contains($0) },
            "there are frames of such sizes")
        let needed = CompositeScene.recordedSampleCount(
            samplesPerCoset: samplesPerCoset.max() ?? Self.samplesPerCosetRange.lowerBound)
        guard recording.count >= needed else {
            throw RecordedSamplesError(
                "a recording of \(recording.count) samples is too short; a frame takes \(needed)")
        }
        guard recording.contains(where: { $0.squaredMagnitude > 0 }) else {
            throw RecordedSamplesError("the recording holds no power")
        }
        self.recording = recording
        self.plan = plan
        self.samplesPerCoset = samplesPerCoset
        self.contenders = contenders
    }

    /// Runs it: by samples of a coset, cosets and noise; rows come when a cell's last trial is done.
    ///
    /// - Parameters:
    ///   - workerCount: Threads that share the trials.
    ///   - isStopped: Tells whether to end early.
    ///   - progress: Told how many trials of all cells are done.
    ///   - deliver: Takes the rows of a cell, contenders in their order.
    /// - Throws: the first error of a method; `CancellationError` where it was ended early.
    public func run(
        workerCount: Int, isStopped: @Sendable () -> Bool = { false },
        progress: @Sendable (Int) -> Void = { _ in },
        deliver: @Sendable ([RecordingSummary]) -> Void
    ) throws {
        let frameCount = plan.frameCounts.last ?? 1
        var done = 0
        for samples in samplesPerCoset {
            for cosetCount in plan.cosetCounts {
                for snrDb in plan.snrsDb {
                    let before = done
                    let all = try SpectrumTrials.run(
                        count: plan.trialCount, workerCount: workerCount, isStopped: isStopped,
                        progress: { progress(before + $0) },
                        piece: { number in
                            try scores(
                                number, samples: samples, cosetCount: cosetCount, snrDb: snrDb,
                                frameCount: frameCount)
                        })
                    done += plan.trialCount
                    deliver(
                        contenders.enumerated().map { index, contender in
                            RecordingSummary(
                                contender: contender, samplesPerCoset: samples,
                                cosetCount: cosetCount, snrDb: snrDb, frameCount: frameCount,
                                seed: plan.seed, scores: all.map { $0[index] })
                        })
                }
            }
        }
    }

    /// Trials of all cells.
    public var trialCount: Int {
        samplesPerCoset.count * plan.cosetCounts.count * plan.snrsDb.count * plan.trialCount
    }

    private func scores(
        _ number: Int, samples: Int, cosetCount: Int, snrDb: Double, frameCount: Int
    ) throws -> [Score] {
        let scene = CompositeScene(
            recording: recording, samplesPerCoset: samples, frameCount: frameCount,
            snrDb: snrDb, seed: plan.seed, number: number)
        let trial = try SpectrumTrial(frames: scene.frames, cosetCount: cosetCount)
        let truth = scene.frames[0].expectedPower
        return try contenders.map { contender in
            let answers = try trial.answers(
                of: contender, frameCounts: [frameCount], budget: plan.budget)
            let posterior = answers[0].posterior
            return Score(
                recorded: Self.reading(posterior.binPower, truth, about: scene.recordedBins),
                carriers: scene.carrierBins.map {
                    Self.reading(posterior.binPower, truth, about: $0)
                },
                spectrum: SpectrumScore(
                    of: posterior, truth: truth, isRowTouched: scene.frames[0].isRowTouched,
                    isBinVacant: truth.map { _ in false }, seconds: answers[0].seconds))
        }
    }

    /// What a spectrum says of the signal about some bins, against the truth's own reading.
    static func reading(
        _ spectrum: [Float], _ truth: [Float], about bins: ClosedRange<Double>
    ) -> Reading {
        let estimated = BandReading(of: spectrum, about: bins)
        let own = BandReading(of: truth, about: bins)
        return Reading(
            edgeErrorBins: max(
                abs(estimated.firstBin - own.firstBin), abs(estimated.lastBin - own.lastBin)),
            powerErrorDb: 10 * log10(max(estimated.power, 1e-12 * own.power) / own.power))
    }
}
