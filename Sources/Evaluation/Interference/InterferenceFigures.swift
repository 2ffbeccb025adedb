import Formats
import Interference
import Scenario

/// The figures of `evaluate interference`.
///
/// The paper's third and fourth again, maps and places, and errors over the sampling rate.
public enum InterferenceFigures {
    /// Maps of one scene: the truth, the samples and every method's, with the places of emitters.
    public struct Maps: Sendable {
        /// 10 log10 I.
        public var interference: RGBImage
        /// 10 log10 S.
        public var sinr: RGBImage
    }

    /// Interference from darkest to lightest, dBm, and SINR, dB.
    private static let issRangeDbm = -100.0 ... -30.0
    private static let sinrRangeDb = -40.0...50.0
    /// Colours of up to twelve curves that can be told apart.
    private static let colours =
        Colour.curves + [
            Colour(120, 60, 20), Colour(90, 90, 90), Colour(160, 160, 0), Colour(110, 60, 170),
            Colour(0, 80, 60), Colour(255, 120, 140), Colour(0, 0, 0),
        ]

    /// Draws one scene of a setting.
    ///
    /// - Throws: what a method throws.
    public static func maps(
        _ setting: InterferenceSetting, plan: InterferenceExperiment.Plan, number: Int,
        samplingRate: Double, contenders: [any InterferenceContender]
    ) throws -> Maps? {
        guard let configuration = setting.configuration(cities: plan.cities) else { return nil }
        let scene = InterferenceScene(
            seed: plan.seed, number: number, configuration: configuration)
        let round = try InterferenceRound(scene: scene, contenders: contenders)
        let evidence = round.evidence(setting.pattern(scene: number), share: samplingRate)
        let truths = scene.emitters.map(\.position)
        let absolute = evidence.receivedDbm
        var iss = [
            InterferencePanels.Panel(
                title: "true interference", values: scene.interferenceDbm, truths: truths),
            InterferencePanels.Panel(
                title: "samples: R, \(Int((samplingRate * 100).rounded())) %", values: absolute),
            InterferencePanels.Panel(
                title: "desired, estimated", values: evidence.desiredDbm),
        ]
        var sinr = [
            InterferencePanels.Panel(title: "true SINR", values: scene.sinrDb, truths: truths)
        ]
        for (index, contender) in contenders.enumerated() {
            let estimate = try round.estimate(index, evidence).estimate
            let score = InterferenceScore(
                of: estimate, evidence: evidence, scene: scene, seconds: 0)
            let places = estimate.emitters.map(\.position)
            iss.append(
                InterferencePanels.Panel(
                    title: title(contender.name, score.issSquaredDb), values: estimate.issDbm,
                    truths: truths, estimates: places))
            sinr.append(
                InterferencePanels.Panel(
                    title: title(contender.name, score.sinrSquaredDb),
                    values: estimate.sinrDb(over: evidence), truths: truths, estimates: places))
        }
        let what =
            "\(setting.rawValue), map \(number + 1) (rings: true emitters, crosses: estimated)"
        return Maps(
            interference: InterferencePanels(
                grid: scene.grid, title: "Interference, \(what)", range: issRangeDbm, unit: "dBm"
            ).image(of: iss),
            sinr: InterferencePanels(
                grid: scene.grid, title: "SINR, \(what)", range: sinrRangeDb, unit: "dB"
            ).image(of: sinr))
    }

    private static func title(_ name: String, _ squaredDb: Double) -> String {
        let tenths = Int((squaredDb.squareRoot() * 10).rounded())
        return "\(name) \(tenths / 10).\(tenths % 10) dB"
    }

    /// What of the summaries a figure shows over the sampling rate.
    public enum Curve: String, CaseIterable, Sendable {
        /// RMSE of the interference.
        case iss = "iss-rmse"
        /// RMSE of the SINR.
        case sinr = "sinr-rmse"
        /// OSPA.
        case ospa

        fileprivate var label: String {
            switch self {
            case .iss: "RMSE of the interference (dB)"
            case .sinr: "RMSE of the SINR (dB)"
            case .ospa: "OSPA (m), cut-off 60 m"
            }
        }

        fileprivate func mean(of summary: InterferenceSummary) -> TrialMean {
            switch self {
            case .iss: summary.issRmseDb
            case .sinr: summary.sinrRmseDb
            case .ospa: summary.ospaMetres
            }
        }
    }

    /// One figure of a setting: a curve over the sampling rate for each method.
    public static func curves(
        _ curve: Curve, of summaries: [InterferenceSummary], setting: InterferenceSetting
    ) -> RGBImage? {
        let own = summaries.filter { $0.setting == setting }
        let rates = Set(own.map(\.samplingRate)).sorted()
        guard let first = rates.first, let last = rates.last, first < last else { return nil }
        let greatest = own.map { curve.mean(of: $0).value }.filter(\.isFinite).max() ?? 1
        var methods: [String] = []
        for summary in own where !methods.contains(summary.method) {
            methods.append(summary.method)
        }
        var plot = Plot(
            title: "\(setting.rawValue): \(curve.label)",
            // Room for the legend at the right.
            x: PlotAxis(
                (first * 100 - 1)...(last * 100 + (last - first) * 55), "cells sampled (%)"),
            y: PlotAxis(0...greatest * 1.08, curve.label), width: 980, height: 660)
        var labels: [(words: String, point: (x: Double, y: Double), colour: Colour)] = []
        for (index, method) in methods.enumerated() {
            let colour = colours[index % colours.count]
            let points = own.filter { $0.method == method }
                .map { (x: $0.samplingRate * 100, mean: curve.mean(of: $0)) }
                .filter { $0.mean.value.isFinite }.sorted { $0.x < $1.x }
            plot.curve(points.map { ($0.x, $0.mean.value) }, colour)
            for point in points {
                let error = point.mean.standardError
                plot.errorBar(
                    x: point.x, y: point.mean.value - error...point.mean.value + error, colour)
            }
            if let end = points.last {
                labels.append((method, (end.x, end.mean.value), colour))
            }
        }
        plot.label(labels)
        return plot.image
    }
}
