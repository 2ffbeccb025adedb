import Evaluation

/// A row of `evaluate spectrum --json` about a change.
struct SpectrumChangeRowJSON: Encodable {
    let summary: SpectrumChangeSummary

    private enum CodingKeys: String, CodingKey {
        case window = "window_frames"
        case symbols
        case framesAfter = "frames_after"
        case filled = "new_on_share"
        case filledError = "new_on_standard_error"
        case filledAtFivePercent = "new_tpr"
        case silent = "vanished_on_share"
        case silentError = "vanished_on_standard_error"
        case vacant = "vacant_on_share"
        case ownFilled = "own_new_share"
        case ownSilent = "own_vanished_share"
        case rowNMSE = "row_nmse_db"
        case rowNMSEError = "row_nmse_standard_error_db"
    }

    func encode(to encoder: any Encoder) throws {
        try SpectrumRowHead(summary).encode(to: encoder)
        var object = encoder.container(keyedBy: CodingKeys.self)
        func put(_ number: Double, _ decimals: Int, _ key: CodingKeys) throws {
            try object.encode(NumberText.rounded(number, decimals), forKey: key)
        }
        try object.encode(summary.follower.windowFrames, forKey: .window)
        try object.encode(summary.setting.symbols.rawValue, forKey: .symbols)
        try object.encode(summary.framesAfter, forKey: .framesAfter)
        try put(summary.filled.value, 4, .filled)
        try put(summary.filled.standardError, 4, .filledError)
        try put(summary.filledAtFivePercent, 4, .filledAtFivePercent)
        try put(summary.silent.value, 4, .silent)
        try put(summary.silent.standardError, 4, .silentError)
        try put(summary.vacant.value, 4, .vacant)
        try put(summary.ownFilled.value, 4, .ownFilled)
        try put(summary.ownSilent.value, 4, .ownSilent)
        try put(summary.rowError.db, 3, .rowNMSE)
        try put(summary.rowError.standardErrorDb, 3, .rowNMSEError)
    }
}
