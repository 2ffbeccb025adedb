import Evaluation

/// A row of `evaluate localisation --json`; what a method does not state is null.
struct LocalisationRowJSON: Encodable {
    let row: LocalisationRow

    private enum CodingKeys: String, CodingKey {
        case experiment
        case method
        case flight
        case setting
        case at
        case secondsOfFlight = "seconds_of_flight"
        case error = "error_m"
        case ce50 = "ce50_m"
        case ce90 = "ce90_m"
        case covered50
        case covered
        case level
        case samples
        case trials
        case seed
        case seconds
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode("localisation", forKey: .experiment)
        try object.encode(row.method, forKey: .method)
        try object.encode(row.flight, forKey: .flight)
        try object.encode(row.kind, forKey: .setting)
        try object.encode(row.instant.rawValue, forKey: .at)
        try object.encode(NumberText.rounded(row.secondsOfFlight, 3), forKey: .secondsOfFlight)
        try object.encode(row.errorMetres.flatMap { NumberText.rounded($0, 2) }, forKey: .error)
        try object.encode(row.ce50Metres.flatMap { NumberText.rounded($0, 2) }, forKey: .ce50)
        try object.encode(row.ce90Metres.flatMap { NumberText.rounded($0, 2) }, forKey: .ce90)
        try object.encode(row.isCovered50, forKey: .covered50)
        try object.encode(row.isCovered, forKey: .covered)
        try object.encode(row.level.flatMap { NumberText.rounded($0, 4) }, forKey: .level)
        try object.encode(row.sampleCount, forKey: .samples)
        try object.encode(1, forKey: .trials)
        try object.encode(row.seed, forKey: .seed)
        try object.encode(NumberText.rounded(row.seconds, 4), forKey: .seconds)
    }
}
