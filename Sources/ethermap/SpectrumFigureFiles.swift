import Evaluation
import Formats
import Foundation

/// The figures of `evaluate spectrum`, as files in a folder.
struct SpectrumFigureFiles {
    let folder: String

    /// Operating curves and errors over the noise, for each scenario, cosets and number of frames.
    func write(summaries: [SpectrumSummary]) throws {
        for group in SpectrumFigures.groups(of: summaries) {
            let name = "\(group.scenario.rawValue)-p\(group.cosetCount)-f\(group.frameCount)"
            if let figure = SpectrumFigures.errors(of: group) { try put(figure, name + "-mse") }
            for curve in SpectrumFigures.operatingCurves(of: group) {
                let snr = NumberText.fixed(curve.snrDb, 0)
                try put(curve.image, name + "-snr\(snr)-roc")
            }
        }
    }

    /// What is seen of a change, frame by frame.
    func write(changes: [SpectrumChangeSummary]) throws {
        for figure in SpectrumFigures.changes(changes) {
            try put(
                figure.image,
                "\(figure.setting.scenario.rawValue)-p\(figure.setting.cosetCount)"
                    + "-snr\(NumberText.fixed(figure.setting.snrDb, 0))-change")
        }
    }

    /// One scene's spectra by every method, beside the truth.
    func write(
        spectraOf plan: SpectrumExperiment.Plan, contenders: [SpectrumContender]
    ) throws {
        for setting in plan.settings where !setting.scenario.isSwap && setting.snrDb == 10 {
            for frames in plan.frameCounts {
                let figure = try SpectrumFigures.spectra(
                    setting, plan: plan, frameCount: frames, contenders: contenders)
                try put(
                    figure,
                    "\(setting.scenario.rawValue)-p\(setting.cosetCount)-f\(frames)-spectra")
            }
        }
    }

    /// A recorded signal among carriers by every method, beside the truth.
    func write(recordedIn experiment: RecordingExperiment) throws {
        for samples in experiment.samplesPerCoset {
            for cosets in experiment.plan.cosetCounts {
                for snr in experiment.plan.snrsDb where snr == 10 {
                    let figure = try experiment.figure(
                        samples: samples, cosetCount: cosets, snrDb: snr)
                    try put(
                        figure, "\(RecordingExperiment.scenario)-p\(cosets)-n\(samples)-spectra")
                }
            }
        }
    }

    private func put(_ image: RGBImage, _ name: String) throws {
        try Data(image.encodedPNG()).write(to: URL(fileURLWithPath: "\(folder)/\(name).png"))
    }
}
