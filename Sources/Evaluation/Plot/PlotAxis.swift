import Glibc

/// One axis of a plot: its range, its ticks and its words.
public struct PlotAxis: Hashable, Sendable {
    /// What is shown.
    public var range: ClosedRange<Double>
    /// What it is, with the unit.
    public var label: String
    /// Whether equal distances are equal ratios; the range must be positive.
    public var isLogarithmic: Bool

    /// An axis from its parts.
    public init(_ range: ClosedRange<Double>, _ label: String, isLogarithmic: Bool = false) {
        precondition(range.lowerBound < range.upperBound, "an axis has a length")
        precondition(!isLogarithmic || range.lowerBound > 0, "a logarithm needs positive values")
        self.range = range
        self.label = label
        self.isLogarithmic = isLogarithmic
    }

    /// Where a value lies along the axis, 0 at its beginning and 1 at its end.
    public func share(of value: Double) -> Double {
        guard isLogarithmic else {
            return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        }
        return log(max(value, 1e-12) / range.lowerBound) / log(range.upperBound / range.lowerBound)
    }

    /// Values to be marked: round numbers, some four to eight of them.
    public var ticks: [Double] {
        guard !isLogarithmic else {
            return (-12...12).flatMap { power in
                [1, 2, 5].map { $0 * pow(10, Double(power)) }
            }.filter { $0 >= range.lowerBound * 0.999 && $0 <= range.upperBound * 1.001 }
        }
        let rough = (range.upperBound - range.lowerBound) / 5
        let power = pow(10, log10(rough).rounded(.down))
        let step = ([1, 2, 5, 10].map { $0 * power }).first { $0 >= rough * 0.75 } ?? rough
        let first = (range.lowerBound / step - 1e-9).rounded(.up)
        let last = (range.upperBound / step + 1e-9).rounded(.down)
        guard first <= last else { return [] }
        return (Int(first)...Int(last)).map { Double($0) * step }
    }

    /// A tick's number, with as many decimals as its axis needs.
    public func text(of tick: Double) -> String {
        let size = isLogarithmic ? tick : (range.upperBound - range.lowerBound) / 5
        let decimals = size >= 1 ? 0 : min(Int((-log10(size)).rounded(.up)), 6)
        let scale = pow(10, Double(decimals))
        let whole = Int((abs(tick) * scale).rounded())
        let unit = Int(scale)
        var text = (tick < 0 && whole > 0 ? "-" : "") + "\(whole / unit)"
        if decimals > 0 {
            let digits = "\(whole % unit)"
            text += "." + String(repeating: "0", count: decimals - digits.count) + digits
        }
        return text
    }
}
