import Evaluation

/// A row of `evaluate spectrum --json` about a recording among carriers.
struct RecordingRowJSON: Encodable {
    let summary: RecordingSummary

    private enum CodingKeys: String, CodingKey {
        case samplesPerCoset = "samples_per_coset"
        case frames
        case edges = "edges_within_bin_share"
        case edgeError = "edge_error_bins"
        case power = "power_within_db_share"
        case powerError = "power_error_db"
        case carrierEdges = "carrier_edges_within_bin_share"
        case carrierEdgeError = "carrier_edge_error_bins"
        case carrierPower = "carrier_power_within_db_share"
        case carrierPowerError = "carrier_power_error_db"
        case psdNMSE = "psd_nmse_db"
        case rowNMSE = "row_nmse_db"
    }

    func encode(to encoder: any Encoder) throws {
        try SpectrumRowHead(summary).encode(to: encoder)
        var object = encoder.container(keyedBy: CodingKeys.self)
        func put(_ number: Double, _ decimals: Int, _ key: CodingKeys) throws {
            try object.encode(NumberText.rounded(number, decimals), forKey: key)
        }
        try object.encode(summary.samplesPerCoset, forKey: .samplesPerCoset)
        try object.encode(summary.frameCount, forKey: .frames)
        try put(summary.recorded.edgesWithinBin.value, 4, .edges)
        try put(summary.recorded.edgeErrorBins, 3, .edgeError)
        try put(summary.recorded.powerWithinDb.value, 4, .power)
        try put(summary.recorded.powerErrorDb, 3, .powerError)
        try put(summary.carriers.edgesWithinBin.value, 4, .carrierEdges)
        try put(summary.carriers.edgeErrorBins, 3, .carrierEdgeError)
        try put(summary.carriers.powerWithinDb.value, 4, .carrierPower)
        try put(summary.carriers.powerErrorDb, 3, .carrierPowerError)
        try put(summary.binError.db, 3, .psdNMSE)
        try put(summary.rowError.db, 3, .rowNMSE)
    }
}
