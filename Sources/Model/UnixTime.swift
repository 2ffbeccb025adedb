/// An instant, UTC, in nanoseconds since 1970-01-01T00:00:00Z, as every message carries it.
public struct UnixTime: Hashable, Comparable, Codable, Sendable {
    /// Nanoseconds since 1970.
    public var nanoseconds: UInt64

    /// An instant from nanoseconds since 1970.
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// An instant from seconds since 1970; what lies before 1970 or after 2554 is clamped.
    public init(seconds: Double) {
        let scaled = (seconds * 1e9).rounded()
        nanoseconds = scaled.isNaN || scaled <= 0 ? 0 : UInt64(exactly: scaled) ?? .max
    }

    /// The beginning of 1970, used where no time is known.
    public static let zero = UnixTime(nanoseconds: 0)

    /// Seconds since 1970; precise to about 0.2 µs.
    public var seconds: Double { Double(nanoseconds) / 1e9 }

    /// Seconds from an earlier instant to this one; negative where `earlier` is later.
    public func seconds(since earlier: UnixTime) -> Double {
        nanoseconds >= earlier.nanoseconds
            ? Double(nanoseconds - earlier.nanoseconds) / 1e9
            : -Double(earlier.nanoseconds - nanoseconds) / 1e9
    }

    /// This instant moved by some seconds, clamped to what can be represented.
    public func advanced(bySeconds seconds: Double) -> UnixTime {
        let step = UInt64(exactly: (abs(seconds) * 1e9).rounded()) ?? .max
        let (value, overflow) =
            seconds < 0
            ? nanoseconds.subtractingReportingOverflow(step)
            : nanoseconds.addingReportingOverflow(step)
        guard !overflow else { return UnixTime(nanoseconds: seconds < 0 ? 0 : .max) }
        return UnixTime(nanoseconds: value)
    }

    /// Instants order by time.
    public static func < (left: UnixTime, right: UnixTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}
