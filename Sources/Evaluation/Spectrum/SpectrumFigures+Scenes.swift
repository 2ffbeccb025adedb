import Formats
import Scenario
import Sensing

extension SpectrumFigures {
    /// Figures 8 and 9: one scene's power spectrum by every method, each beside the truth.
    ///
    /// - Throws: what a method throws.
    public static func spectra(
        _ setting: SpectrumSetting, plan: SpectrumExperiment.Plan, frameCount: Int,
        contenders: [SpectrumContender], number: Int = 0
    ) throws -> RGBImage {
        let scene = plan.scene(setting, number: number)
        let trial = try SpectrumTrial(scene: scene, setting: setting, frameCount: frameCount)
        let truth = trial.truth(frameCount: frameCount)
        let answers = try contenders.filter { $0 != .nought }.map { contender in
            let answers = try trial.answers(
                of: contender, frameCounts: [frameCount], budget: plan.budget)
            return (label(contender), answers[0].posterior.binPower)
        }
        return SpectrumStack(
            title: "\(setting.scenario.rawValue), \(setting.cosetCount) cosets, "
                + "\(Int(setting.snrDb.rounded())) dB, \(frameCount) frame"
                + "\(frameCount == 1 ? "" : "s") (truth: grey)",
            truth: truth, answers: answers
        ).image
    }

    /// Share of the new rows that are on and of the vanished ones still on, frame by frame.
    public static func changes(
        _ changes: [SpectrumChangeSummary]
    ) -> [(setting: SpectrumSetting, image: RGBImage)] {
        var settings: [SpectrumSetting] = []
        for change in changes where !settings.contains(change.setting) {
            settings.append(change.setting)
        }
        return settings.map { setting in
            let own = changes.filter { $0.setting == setting }
            var followers: [SpectrumChange.Follower] = []
            for change in own where !followers.contains(change.follower) {
                followers.append(change.follower)
            }
            var plot = Plot(
                title:
                    "\(setting.scenario.rawValue), \(setting.cosetCount) cosets: new rows (lines), "
                    + "vanished rows (dots)",
                x: PlotAxis(0.8...7.2, "frames since the change"),
                y: PlotAxis(-0.02...1.04, "share of the rows that are on at -13 dB"), width: 980,
                height: 660)
            var labels: [(words: String, point: (x: Double, y: Double), colour: Colour)] = []
            for (index, follower) in followers.enumerated() {
                let colour = colours[index % colours.count]
                let rows = own.filter { $0.follower == follower }
                plot.curve(rows.map { (Double($0.framesAfter), $0.filled.value) }, colour)
                for row in rows {
                    plot.dot((Double(row.framesAfter), row.silent.value), colour, radius: 5)
                }
                if let end = rows.last {
                    labels.append(
                        (
                            follower.name + (follower.windowFrames.map { ", window \($0)" } ?? ""),
                            (5, end.filled.value), colour
                        ))
                }
            }
            plot.label(labels)
            return (setting, plot.image)
        }
    }
}
