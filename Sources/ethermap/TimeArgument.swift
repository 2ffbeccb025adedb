import ArgumentParser
import Foundation
import Model

/// An instant on the command line: RFC 3339, Unix seconds, or back from now as in -5m.
enum TimeArgument: ExpressibleByArgument {
    case absolute(UnixTime)
    case beforeNow(seconds: Double)

    /// What every option of this type says about its form.
    static let forms =
        "RFC 3339 (2026-11-22T15:04:05Z), Unix seconds, or back from now (-90s, -5m, -2h, -1d)"

    init?(argument: String) {
        if argument == "now" {
            self = .beforeNow(seconds: 0)
        } else if let time = TimeText.time(fromRFC3339: argument) {
            self = .absolute(time)
        } else if let match = argument.wholeMatch(of: /-([0-9]+(?:\.[0-9]+)?)(s|m|h|d)/),
            let count = Double(match.output.1)
        {
            let units: [Substring: Double] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
            self = .beforeNow(seconds: count * (units[match.output.2] ?? 1))
        } else if let match = argument.wholeMatch(of: /([0-9]{1,11})(?:\.([0-9]{1,9}))?/),
            let seconds = UInt64(match.output.1), seconds <= 18_446_744_072
        {
            let digits = match.output.2 ?? ""
            let fraction = UInt64(digits + String(repeating: "0", count: 9 - digits.count)) ?? 0
            self = .absolute(UnixTime(nanoseconds: seconds * 1_000_000_000 + fraction))
        } else {
            return nil
        }
    }

    /// The instant that is meant.
    var time: UnixTime {
        switch self {
        case .absolute(let time): time
        case .beforeNow(let seconds):
            UnixTime(seconds: Date().timeIntervalSince1970).advanced(bySeconds: -seconds)
        }
    }
}
