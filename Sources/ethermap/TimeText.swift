import Foundation
import Model

/// Instants as people and programs write them: RFC 3339, UTC.
enum TimeText {
    /// The instant as `2026-11-22T15:04:05.678Z`, cut to milliseconds.
    ///
    /// A dash for zero, where no time is known.
    static func text(of time: UnixTime) -> String {
        time == .zero ? "-" : rfc3339(time)
    }

    /// The same, for JSON; `nil` where no time is known.
    static func json(of time: UnixTime) -> String? {
        time == .zero ? nil : rfc3339(time)
    }

    private static func rfc3339(_ time: UnixTime) -> String {
        let milliseconds = time.nanoseconds / 1_000_000
        let seconds = milliseconds / 1_000
        let (year, month, day) = civil(daysSince1970: Int(seconds / 86_400))
        let ofDay = Int(seconds % 86_400)
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T"
            + "\(pad(ofDay / 3_600, 2)):\(pad(ofDay / 60 % 60, 2)):\(pad(ofDay % 60, 2))"
            + ".\(pad(Int(milliseconds % 1_000), 3))Z"
    }

    /// Reads RFC 3339 (seconds and their fraction may be missing, and the time altogether), in UTC
    /// or with an offset; `nil` for anything else.
    static func time(fromRFC3339 text: String) -> UnixTime? {
        let pattern =
            /(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|z|[+-]\d\d:\d\d)?)?/
        guard let match = text.wholeMatch(of: pattern)?.output,
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
            year >= 1_970, (1...12).contains(month), day >= 1, day <= length(ofMonth: month, year)
        else { return nil }
        let hour = match.4.flatMap { Int($0) } ?? 0
        let minute = match.5.flatMap { Int($0) } ?? 0
        let second = match.6.flatMap { Int($0) } ?? 0
        guard hour < 24, minute < 60, second <= 60 else { return nil }
        var offset = 0
        if let zone = match.8, zone.lowercased() != "z" {
            guard let hours = Int(zone.prefix(3)), let minutes = Int(zone.suffix(2)) else {
                return nil
            }
            offset = hours * 3_600 + (zone.hasPrefix("-") ? -minutes : minutes) * 60
        }
        let seconds =
            days(toYear: year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset
        let fraction = match.7.map { $0 + String(repeating: "0", count: 9 - $0.count) } ?? "0"
        guard seconds >= 0, let nanoseconds = UInt64(fraction) else { return nil }
        let (scaled, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (total, overflows) = scaled.addingReportingOverflow(nanoseconds)
        return overflow || overflows ? nil : UnixTime(nanoseconds: total)
    }

    /// Days from 1970-01-01 to a date of the proleptic Gregorian calendar.
    ///
    /// After "chrono-compatible low-level date algorithms" (H. Hinnant, 2013).
    private static func days(toYear year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    private static func civil(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let civilMonth = month < 10 ? month + 3 : month - 9
        return (
            yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth,
            dayOfYear - (153 * month + 2) / 5 + 1
        )
    }

    private static func length(ofMonth month: Int, _ year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    private static func pad(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
}
