/// Count, mean and variance of a cell's surroundings, in the detector's domain.
struct TrainingStatistics {
    /// Cells of the ring that hold data.
    var count: Int
    /// Mean of the ring: watts, or dBm.
    var mean: Double
    /// Unbiased variance of the ring in the decibel domain, dB²; not used for power.
    var variance: Double
}
