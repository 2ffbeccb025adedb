import Formats
import Scenario
import Sensing

/// The figures of `evaluate spectrum`: DeepRM's eighth to eleventh again, and changes.
public enum SpectrumFigures {
    /// Summaries that differ in method and noise only.
    public struct Group: Sendable {
        /// What is sent.
        public var scenario: WidebandScenario
        /// P.
        public var cosetCount: Int
        /// Frames.
        public var frameCount: Int
        /// The summaries.
        public var summaries: [SpectrumSummary]
    }

    /// Colours of up to twelve curves that can be told apart.
    static let colours =
        Colour.curves + [
            Colour(120, 60, 20), Colour(90, 90, 90), Colour(160, 160, 0), Colour(110, 60, 170),
            Colour(0, 80, 60), Colour(255, 120, 140), Colour(0, 0, 0), Colour(170, 200, 90),
        ]

    /// The summaries by scenario, cosets and number of frames, in their order.
    public static func groups(of summaries: [SpectrumSummary]) -> [Group] {
        var groups: [Group] = []
        for summary in summaries {
            let index = groups.firstIndex {
                $0.scenario == summary.setting.scenario
                    && $0.cosetCount == summary.setting.cosetCount
                    && $0.frameCount == summary.frameCount
            }
            if let index {
                groups[index].summaries.append(summary)
            } else {
                groups.append(
                    Group(
                        scenario: summary.setting.scenario,
                        cosetCount: summary.setting.cosetCount, frameCount: summary.frameCount,
                        summaries: [summary]))
            }
        }
        return groups
    }

    /// Figure 11: error on the bins over the noise, by every method; `nil` of one noise only.
    public static func errors(of group: Group) -> RGBImage? {
        let snrs = Set(group.summaries.map(\.setting.snrDb)).sorted()
        guard let first = snrs.first, let last = snrs.last, first < last else { return nil }
        let shown = group.summaries.filter { $0.binError.db.isFinite }
        let least = shown.map(\.binError.db).min() ?? -20
        var plot = Plot(
            title: "Error of the power spectrum: \(words(group))",
            x: PlotAxis(first - 0.5...last + (last - first) * 0.45, "SNR over the whole band (dB)"),
            y: PlotAxis(min(least, -10) - 1...13, "NMSE on 640 bins (dB)"), width: 980,
            height: 660)
        plot.curve([(first - 0.5, 0), (last, 0)], .shade, width: 1.5)
        var labels = [(words: "all-zero", point: (x: last, y: 0.0), colour: Colour.shade)]
        for (index, contender) in contenders(of: shown).enumerated() where contender != .nought {
            let colour = colours[index % colours.count]
            let points = shown.filter { $0.contender == contender }
                .map { (x: $0.setting.snrDb, error: $0.binError) }.sorted { $0.x < $1.x }
            plot.curve(points.map { ($0.x, $0.error.db) }, colour)
            for point in points {
                let (error, at) = (point.error.standardErrorDb, point.error.db)
                plot.errorBar(x: point.x, y: at - error...at + error, colour)
            }
            if let end = points.last {
                labels.append((label(contender), (end.x, end.error.db), colour))
            }
        }
        plot.label(labels)
        return plot.image
    }

    /// Figure 10: rows found over rows let through, by every method; one figure for each noise.
    public static func operatingCurves(
        of group: Group
    ) -> [(snrDb: Double, image: RGBImage)] {
        Set(group.summaries.map(\.setting.snrDb)).sorted().map { snrDb in
            let shown = group.summaries.filter {
                $0.setting.snrDb == snrDb && $0.contender != .nought
            }
            var plot = Plot(
                title: "Occupied rows, \(words(group)), \(Int(snrDb.rounded())) dB",
                x: PlotAxis(0...1, "false-alarm share of vacant rows"),
                y: PlotAxis(0...1.01, "detected share of occupied rows"), width: 900, height: 760)
            plot.curve([(0, 0), (1, 1)], .shade, width: 1.5)
            for (index, summary) in shown.enumerated() {
                let colour = colours[index % colours.count]
                plot.curve(
                    summary.curve.points.map { ($0.falseAlarmShare, $0.detectionShare) }, colour)
            }
            // Named from below, where the curves are not.
            let ends = shown.enumerated().map { index, summary in
                (
                    words: "\(label(summary.contender)) \(decimals(summary.curve.area))",
                    point: (x: 0.62, y: 0.5 - 0.001 * Double(index)),
                    colour: colours[index % colours.count]
                )
            }
            plot.label(ends)
            return (snrDb, plot.image)
        }
    }

    private static func decimals(_ area: Double) -> String {
        let thousandths = Int((area * 1_000).rounded())
        let digits = "\(thousandths % 1_000)"
        return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - digits.count) + digits
    }

    private static func words(_ group: Group) -> String {
        "\(group.scenario.rawValue), \(group.cosetCount) cosets, "
            + "\(group.frameCount) frame\(group.frameCount == 1 ? "" : "s")"
    }

    static func label(_ contender: SpectrumContender) -> String {
        contender.name + (contender.state == .warm ? " (warm)" : "")
            + (contender.oracle == nil ? "" : " (oracle)")
    }

    private static func contenders(of summaries: [SpectrumSummary]) -> [SpectrumContender] {
        var contenders: [SpectrumContender] = []
        for summary in summaries where !contenders.contains(summary.contender) {
            contenders.append(summary.contender)
        }
        return contenders
    }
}
