import Foundation

/// Numbers as people read them.
enum NumberText {
    /// A number with fixed decimals; a dash where there is none.
    static func fixed(_ number: Double?, _ decimals: Int) -> String {
        guard let number, number.isFinite else { return "-" }
        return number.formatted(
            .number.precision(.fractionLength(decimals)).grouping(.never)
                .locale(Locale(identifier: "en_US_POSIX")))
    }

    /// The number rounded to some decimals; `nil` where JSON has no word for it.
    static func rounded(_ number: Double, _ decimals: Int) -> Double? {
        guard number.isFinite else { return nil }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let rounded = (number * scale).rounded() / scale
        return rounded == 0 ? 0 : rounded
    }
}
