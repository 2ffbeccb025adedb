import Formats
import Glibc

extension RecordingExperiment {
    /// Megahertz about the recorded signal's middle that a figure shows, each way.
    private static let shownMHz = 12.0

    /// The recorded signal in the first composite by every method, each beside the truth.
    ///
    /// - Parameters:
    ///   - samples: N.
    ///   - cosetCount: P.
    ///   - snrDb: Mean signal power over noise power in the whole band.
    /// - Returns: the figure.
    /// - Throws: what a method throws.
    public func figure(samples: Int, cosetCount: Int, snrDb: Double) throws -> RGBImage {
        let frameCount = plan.frameCounts.last ?? 1
        let scene = CompositeScene(
            recording: recording, samplesPerCoset: samples, frameCount: frameCount, snrDb: snrDb,
            seed: plan.seed, number: 0)
        let trial = try SpectrumTrial(frames: scene.frames, cosetCount: cosetCount)
        let truth = scene.frames[0].expectedPower
        let answers = try contenders.filter { $0 != .nought }.map { contender in
            let answers = try trial.answers(
                of: contender, frameCounts: [frameCount], budget: plan.budget)
            return (SpectrumFigures.label(contender), answers[0].posterior.binPower)
        }
        let binMHz = CompositeScene.rateHz / 1e6 / Double(truth.count)
        let middle = (scene.recordedBins.lowerBound + scene.recordedBins.upperBound) / 2
        let bins = scene.recordedBins.lowerBound.rounded()...scene.recordedBins.upperBound.rounded()
        let strongest = (Int(bins.lowerBound)...Int(bins.upperBound)).reduce(Float(1e-9)) {
            max($0, truth[($1 % truth.count + truth.count) % truth.count])
        }
        let ceiling = 10 * log10(Double(strongest)) + 6
        return SpectrumStack(
            title: "\(Self.scenario), \(cosetCount) cosets, \(Int(snrDb.rounded())) dB, "
                + "\(frameCount) frame\(frameCount == 1 ? "" : "s") (truth: grey)",
            truth: truth, answers: answers,
            shownMHz: middle * binMHz - Self.shownMHz...middle * binMHz + Self.shownMHz,
            shownDb: ceiling - 40...ceiling
        ).image
    }
}
