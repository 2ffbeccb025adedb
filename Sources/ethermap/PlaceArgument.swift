import ArgumentParser

/// A place on the command line: latitude and longitude in degrees, as in 50.0871,14.4203.
struct PlaceArgument: ExpressibleByArgument {
    /// Degrees north.
    let latitudeDegrees: Double
    /// Degrees east.
    let longitudeDegrees: Double

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, let latitude = Self.degrees(parts[0], within: 90),
            let longitude = Self.degrees(parts[1], within: 180)
        else { return nil }
        latitudeDegrees = latitude
        longitudeDegrees = longitude
    }

    private static func degrees(_ text: Substring, within limit: Double) -> Double? {
        Double(text.trimming { $0 == " " }).flatMap { abs($0) <= limit ? $0 : nil }
    }
}

extension Substring {
    /// Without what a test finds at both ends.
    fileprivate func trimming(while matches: (Character) -> Bool) -> Substring {
        var text = self
        while let first = text.first, matches(first) { text.removeFirst() }
        while let last = text.last, matches(last) { text.removeLast() }
        return text
    }
}

/// A length of time on the command line, as in 90s, 30m, 1h or 2d.
struct DurationArgument: ExpressibleByArgument {
    /// Seconds.
    let seconds: Double

    /// What every option of this type says about its form.
    static let forms = "90s, 30m, 1h or 2d"

    init?(argument: String) {
        guard let match = argument.wholeMatch(of: /([0-9]+(?:\.[0-9]+)?)(s|m|h|d)/),
            let count = Double(match.output.1)
        else { return nil }
        let units: [Substring: Double] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        seconds = count * (units[match.output.2] ?? 1)
        guard seconds > 0, seconds <= 1e10 else { return nil }
    }
}
