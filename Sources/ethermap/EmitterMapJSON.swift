import Evaluation

/// A scene of several emitters in `evaluate localisation --json`.
struct EmitterMapRowJSON: Encodable {
    let row: EmitterMapRow

    private enum CodingKeys: String, CodingKey {
        case experiment
        case method
        case flight
        case setting
        case emitters
        case estimated
        case found
        case ospa = "ospa_m"
        case samples
        case trials
        case seed
        case seconds
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode("localisation", forKey: .experiment)
        try object.encode(row.method, forKey: .method)
        try object.encode("emitters-\(row.scene + 1)", forKey: .flight)
        try object.encode(row.isCityKnown ? "city" : "city-unknown", forKey: .setting)
        try object.encode(row.trueCount, forKey: .emitters)
        try object.encode(row.estimatedCount, forKey: .estimated)
        try object.encode(row.foundCount, forKey: .found)
        try object.encode(NumberText.rounded(row.ospaMetres, 2), forKey: .ospa)
        try object.encode(row.sampleCount, forKey: .samples)
        try object.encode(1, forKey: .trials)
        try object.encode(row.seed, forKey: .seed)
        try object.encode(NumberText.rounded(row.seconds, 4), forKey: .seconds)
    }
}

/// A summary over scenes of several emitters in `evaluate localisation --json`.
struct EmitterMapSummaryJSON: Encodable {
    let summary: EmitterMapSummary

    private enum CodingKeys: String, CodingKey {
        case experiment
        case method
        case isSummary = "summary"
        case setting
        case trials
        case ospa = "ospa_m"
        case ospaError = "ospa_standard_error_m"
        case precision
        case recall
        case countShare = "count_right_share"
        case seed
        case seconds
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode("localisation", forKey: .experiment)
        try object.encode(summary.method, forKey: .method)
        try object.encode(true, forKey: .isSummary)
        try object.encode(summary.isCityKnown ? "city" : "city-unknown", forKey: .setting)
        try object.encode(summary.sceneCount, forKey: .trials)
        try object.encode(NumberText.rounded(summary.ospaMetres, 2), forKey: .ospa)
        try object.encode(NumberText.rounded(summary.ospaStandardError, 2), forKey: .ospaError)
        try object.encode(NumberText.rounded(summary.precision, 4), forKey: .precision)
        try object.encode(NumberText.rounded(summary.recall, 4), forKey: .recall)
        try object.encode(NumberText.rounded(summary.countShare, 4), forKey: .countShare)
        try object.encode(summary.seed, forKey: .seed)
        try object.encode(NumberText.rounded(summary.seconds, 3), forKey: .seconds)
    }
}
