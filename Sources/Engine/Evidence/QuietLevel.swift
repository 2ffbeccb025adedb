import Model

/// The power that a cell shows while nothing is added to it: that of the stations, remembered.
///
/// Interference only adds. So a visit that lies well below the level replaces it, one that lies near
/// refines it (Kalman), and one that lies well above says nothing. What is remembered is trusted less
/// with time, so that a station that has grown stronger is believed in the end.
struct QuietLevel: Hashable, Sendable {
    /// Standard deviations at which a visit lies well above or below.
    private static let gate = 2.5
    /// Growth of the variance, square decibels a second.
    private static let driftDb2PerSecond = 0.01
    /// Least variance of one visit: what averaging cannot remove, square decibels.
    private static let visitVarianceDb2 = 0.5
    /// Greatest variance of a single sample, square decibels: Rayleigh fading.
    static let dispersionDb2Max = 31.0

    /// The level, dBm; meaningless before the first visit.
    private(set) var levelDbm = 0.0
    /// Its variance, square decibels; infinite before the first visit.
    private(set) var varianceDb2 = Double.infinity
    /// When it was last learnt.
    private(set) var time = UnixTime.zero

    init() {}

    init(levelDbm: Double, varianceDb2: Double, time: UnixTime) {
        self.levelDbm = levelDbm
        self.varianceDb2 = varianceDb2
        self.time = time
    }

    /// Whether there was a visit.
    var isKnown: Bool { varianceDb2 < .infinity }

    /// Whether visits can have made it: for state read back.
    var isPlausible: Bool { levelDbm.isFinite && varianceDb2 > 0 }

    /// Learns from one visit.
    mutating func learn(_ dbm: Double, varianceDb2 noise: Double, at now: UnixTime) {
        let noise = noise + Self.visitVarianceDb2
        guard isKnown, dbm.isFinite else {
            if dbm.isFinite { self = QuietLevel(levelDbm: dbm, varianceDb2: noise, time: now) }
            return
        }
        varianceDb2 += Self.driftDb2PerSecond * max(now.seconds(since: time), 0)
        time = max(time, now)
        let residual = dbm - levelDbm
        let sum = varianceDb2 + noise
        let limit = Self.gate * sum.squareRoot()
        if residual > limit { return }
        if residual < -limit {
            levelDbm = dbm
            varianceDb2 = noise
            return
        }
        let gain = varianceDb2 / sum
        levelDbm += gain * residual
        varianceDb2 *= 1 - gain
    }
}
