import Evaluation

/// A row of `evaluate spectrum --json`; what a method does not state is null.
struct SpectrumRowJSON: Encodable {
    let summary: SpectrumSummary

    private enum CodingKeys: String, CodingKey {
        case symbols
        case frames
        case iterations
        case psdMSE = "psd_mse"
        case zeroMSE = "zero_psd_mse"
        case psdNMSE = "psd_nmse_db"
        case psdNMSEError = "psd_nmse_standard_error_db"
        case rowNMSE = "row_nmse_db"
        case rowNMSEError = "row_nmse_standard_error_db"
        case zeroNMSE = "zero_nmse_db"
        case tpr
        case tprError = "tpr_standard_error"
        case fpr
        case auc
        case ownTPR = "own_tpr"
        case ownFPR = "own_fpr"
        case ownFPRError = "own_fpr_standard_error"
        case ownBinFPR = "own_bin_fpr"
        case withinDeviation = "within_deviation_share"
    }

    func encode(to encoder: any Encoder) throws {
        try SpectrumRowHead(summary).encode(to: encoder)
        var object = encoder.container(keyedBy: CodingKeys.self)
        func put(_ number: Double, _ decimals: Int, _ key: CodingKeys) throws {
            try object.encode(NumberText.rounded(number, decimals), forKey: key)
        }
        try object.encode(summary.setting.symbols.rawValue, forKey: .symbols)
        try object.encode(summary.frameCount, forKey: .frames)
        try put(summary.iterations, 2, .iterations)
        try put(summary.meanSquare, 6, .psdMSE)
        try put(summary.noughtMeanSquare, 6, .zeroMSE)
        try put(summary.binError.db, 3, .psdNMSE)
        try put(summary.binError.standardErrorDb, 3, .psdNMSEError)
        try put(summary.rowError.db, 3, .rowNMSE)
        try put(summary.rowError.standardErrorDb, 3, .rowNMSEError)
        // (0 − p)² over p², always.
        try object.encode(0, forKey: .zeroNMSE)
        try put(summary.atFivePercent.detectionShare, 5, .tpr)
        try put(summary.detectionStandardError, 5, .tprError)
        try put(summary.atFivePercent.falseAlarmShare, 5, .fpr)
        try put(summary.curve.area, 5, .auc)
        try put(summary.ownDetection.value, 5, .ownTPR)
        try put(summary.ownFalseAlarm.value, 5, .ownFPR)
        try put(summary.ownFalseAlarm.standardError, 5, .ownFPRError)
        try put(summary.ownBinFalseAlarm.value, 5, .ownBinFPR)
        try put(summary.withinDeviation.value, 4, .withinDeviation)
    }
}
