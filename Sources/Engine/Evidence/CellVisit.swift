import Model

/// One sensor's consecutive samples of one band in one cell within a tick, averaged in power.
struct CellVisit: Hashable, Sendable {
    /// The sensor, by its index in the registry.
    var sensorIndex: Int32
    /// Time of the newest sample.
    var time: UnixTime
    /// Detected samples.
    var count = 0
    /// Mean of the detected samples' power, watts.
    var meanWatts = 0.0
    /// Variance of the sensor's bias at the time, square decibels.
    var biasVarianceDb2 = 0.0
    /// Censored samples.
    var censoredCount = 0
    /// Mean of the censored samples' limits, dBm.
    var censoredLimitDbm = 0.0
}
