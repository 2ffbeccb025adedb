import Evaluation
import Formats
import Foundation

/// The figures of `evaluate interference`, as files in a folder.
struct InterferenceFigureFiles {
    let folder: String

    /// Maps of which all methods' estimates are drawn, for each setting.
    private static let mapCount = 2
    /// The rate that maps are drawn for, or the nearest that was run.
    private static let mapRate = 0.2

    /// Errors over the sampling rate, for each setting.
    func write(summaries: [InterferenceSummary], settings: [InterferenceSetting]) throws {
        for setting in settings {
            for curve in InterferenceFigures.Curve.allCases {
                let figure = InterferenceFigures.curves(curve, of: summaries, setting: setting)
                if let figure { try put(figure, "\(setting.rawValue)-\(curve.rawValue)") }
            }
        }
    }

    /// Maps of interference and SINR by every method.
    func write(
        mapsOf plan: InterferenceExperiment.Plan, contenders: [any InterferenceContender]
    ) throws {
        let rate = plan.samplingRates.min { abs($0 - Self.mapRate) < abs($1 - Self.mapRate) }
        for setting in plan.settings {
            for number in 0..<min(Self.mapCount, plan.mapCount) {
                let maps = try InterferenceFigures.maps(
                    setting, plan: plan, number: number, samplingRate: rate ?? Self.mapRate,
                    contenders: contenders)
                guard let maps else { continue }
                try put(maps.interference, "\(setting.rawValue)-map-\(number + 1)-iss")
                try put(maps.sinr, "\(setting.rawValue)-map-\(number + 1)-sinr")
            }
        }
    }

    private func put(_ image: RGBImage, _ name: String) throws {
        try Data(image.encodedPNG()).write(to: URL(fileURLWithPath: "\(folder)/\(name).png"))
    }
}
