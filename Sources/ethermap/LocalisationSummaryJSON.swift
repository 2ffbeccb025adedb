import Evaluation

/// A summary of `evaluate localisation --json`: one method at one instant over all flights, or over
/// those of one kind.
struct LocalisationSummaryJSON: Encodable {
    let summary: LocalisationSummary

    private enum CodingKeys: String, CodingKey {
        case experiment
        case method
        case isSummary = "summary"
        case setting
        case at
        case trials
        case median = "median_error_m"
        case worst = "worst_error_m"
        case medianCE90 = "median_ce90_m"
        case coverage50 = "covered50_share"
        case error50 = "covered50_standard_error"
        case coverage90 = "covered_share"
        case error90 = "covered_standard_error"
        case seconds
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode("localisation", forKey: .experiment)
        try object.encode(summary.method, forKey: .method)
        try object.encode(true, forKey: .isSummary)
        try object.encode(summary.kind ?? "all", forKey: .setting)
        try object.encode(summary.instant.rawValue, forKey: .at)
        try object.encode(summary.flightCount, forKey: .trials)
        try object.encode(NumberText.rounded(summary.medianErrorMetres, 2), forKey: .median)
        try object.encode(NumberText.rounded(summary.worstErrorMetres, 2), forKey: .worst)
        try object.encode(
            summary.medianCE90Metres.flatMap { NumberText.rounded($0, 2) }, forKey: .medianCE90)
        try object.encode(share(summary.coverage50), forKey: .coverage50)
        try object.encode(standardError(summary.coverage50), forKey: .error50)
        try object.encode(share(summary.coverage90), forKey: .coverage90)
        try object.encode(standardError(summary.coverage90), forKey: .error90)
        try object.encode(NumberText.rounded(summary.seconds, 3), forKey: .seconds)
    }

    private func share(_ coverage: LocalisationSummary.Coverage?) -> Double? {
        coverage.flatMap { NumberText.rounded($0.share, 4) }
    }

    private func standardError(_ coverage: LocalisationSummary.Coverage?) -> Double? {
        coverage.flatMap { NumberText.rounded($0.standardError, 4) }
    }
}
