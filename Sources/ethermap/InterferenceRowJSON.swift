import Evaluation

/// A row of `evaluate interference --json`; what a method does not state is null.
struct InterferenceRowJSON: Encodable {
    let summary: InterferenceSummary

    private enum CodingKeys: String, CodingKey {
        case experiment
        case method
        case setting
        case samplingRate = "sampling_rate"
        case trials
        case seed
        case seconds
        case issRmse = "iss_rmse_db"
        case issRmseError = "iss_rmse_standard_error_db"
        case issNmse = "iss_nmse_db"
        case sinrRmse = "sinr_rmse_db"
        case sinrRmseError = "sinr_rmse_standard_error_db"
        case sinrNmse = "sinr_nmse_db"
        case localisationError = "localisation_error_m"
        case ospa = "ospa_m"
        case ospaError = "ospa_standard_error_m"
        case precision
        case recall
        case withinDeviation = "within_deviation_share"
        case withinDeviationByFifth = "within_deviation_share_by_quintile"
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        func put(_ number: Double, _ decimals: Int, _ key: CodingKeys) throws {
            try object.encode(NumberText.rounded(number, decimals), forKey: key)
        }
        try object.encode("interference", forKey: .experiment)
        try object.encode(summary.method, forKey: .method)
        try object.encode(summary.setting.rawValue, forKey: .setting)
        try put(summary.samplingRate, 4, .samplingRate)
        try object.encode(summary.mapCount, forKey: .trials)
        try object.encode(summary.seed, forKey: .seed)
        try put(summary.secondsPerMap, 4, .seconds)
        try put(summary.issRmseDb.value, 3, .issRmse)
        try put(summary.issRmseDb.standardError, 3, .issRmseError)
        try put(summary.issNmseDb, 3, .issNmse)
        try put(summary.sinrRmseDb.value, 3, .sinrRmse)
        try put(summary.sinrRmseDb.standardError, 3, .sinrRmseError)
        try put(summary.sinrNmseDb, 3, .sinrNmse)
        try put(summary.localisationErrorMetres.value, 2, .localisationError)
        try put(summary.ospaMetres.value, 2, .ospa)
        try put(summary.ospaMetres.standardError, 2, .ospaError)
        try put(summary.precision, 4, .precision)
        try put(summary.recall, 4, .recall)
        try put(summary.withinDeviationShare, 4, .withinDeviation)
        let shares = summary.withinDeviationShares.map { NumberText.rounded($0, 4) }
        try object.encode(shares.isEmpty ? nil : shares, forKey: .withinDeviationByFifth)
    }
}
