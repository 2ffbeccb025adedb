import Interference
import Model
import Numerics

/// One possible interferer, from the first estimate to its end.
struct InterfererTrack: Hashable, Sendable {
    /// Where a track is in its life.
    enum Phase: UInt8, Hashable, Sendable {
        /// Not believed yet; has no name.
        case tentative = 0
        /// An interferer.
        case active = 1
        /// Cleared lately: whoever comes back here is the same.
        case dormant = 2
    }

    /// A position as it was reported.
    struct Report: Hashable, Sendable {
        var position: LocalPosition
        var covariance: PlaneCovariance
        var ce90Metres: Double
        var time: UnixTime
    }

    var phase = Phase.tentative
    /// Its running number once confirmed; 0 before.
    var number: UInt64 = 0
    var bandIndex: Int
    /// As of `updateTime`.
    var position: LocalPosition
    var covariance: PlaneCovariance
    var ce50Metres: Double
    var ce90Metres: Double
    /// Metres per second eastwards and northwards.
    var velocityEast = 0.0
    var velocityNorth = 0.0
    var eirpDbm: Double
    /// The estimates' confidence, averaged over the looks.
    var confidence: Double
    var peakAboveBackgroundDb: Double
    var sensorCount: Int
    var sampleCount: Int
    /// Since when samples speak for it.
    var firstSeen: UnixTime
    /// The newest sample that speaks for it.
    var lastSeen: UnixTime
    /// When the track began; of one that comes back, when it was first heard again.
    var beginTime: UnixTime
    /// When the position was last brought up to date.
    var updateTime: UnixTime
    /// When last somebody listened near it, or heard it.
    var lookTime: UnixTime
    /// Tells the newest estimate taken in from another.
    var newest: UInt64
    /// The last looks, newest in bit 0: 1 where there was a hit.
    var hits: UInt64 = 1
    /// Changes reported so far; numbers the alerts.
    var transitionCount: UInt64 = 0
    /// What was last told of its position.
    var report: Report
    /// What is left of the allowance of changes, and as of when.
    var allowance: TransitionAllowance
    var mapRevision: UInt64

    var isNamed: Bool { number > 0 }

    /// A track that begins with an estimate.
    init(
        _ estimate: EmitterEstimate, bandIndex: Int, at now: UnixTime, mapRevision: UInt64
    ) {
        self.bandIndex = bandIndex
        position = estimate.position
        covariance = PlaneCovariance(of: estimate)
        ce50Metres = estimate.ce50Metres
        ce90Metres = estimate.ce90Metres
        eirpDbm = estimate.eirpDbm
        confidence = min(max(estimate.confidence, 0), 1)
        peakAboveBackgroundDb = estimate.peakAboveBackgroundDb
        sensorCount = max(estimate.sensorIndices.count, 1)
        sampleCount = estimate.sampleCount
        firstSeen = min(estimate.firstHeard, estimate.lastHeard)
        lastSeen = estimate.lastHeard
        beginTime = now
        updateTime = now
        lookTime = now
        newest = Self.fingerprint(of: estimate)
        report = Report(
            position: estimate.position, covariance: PlaneCovariance(of: estimate),
            ce90Metres: estimate.ce90Metres, time: now)
        allowance = TransitionAllowance(at: now)
        self.mapRevision = mapRevision
    }

    /// Takes in an estimate that belongs to it.
    ///
    /// It is a hit where it brings news: new samples that speak for it, or, as long as it is not
    /// cleared, a posterior that new samples have changed. The same one told again is none.
    ///
    /// - Returns: whether it is a hit.
    mutating func take(
        _ estimate: EmitterEstimate, at now: UnixTime, mapRevision revision: UInt64,
        configuration: TrackingConfiguration
    ) -> Bool {
        let fingerprint = Self.fingerprint(of: estimate)
        let isSure = estimate.confidence >= configuration.confirmationConfidence
        let isHeard = estimate.lastHeard > lastSeen
        let isNews = phase == .dormant ? isHeard : isHeard || isSure && fingerprint != newest
        guard isNews else { return false }
        newest = fingerprint
        // Whoever comes back begins to be waited for now.
        if phase == .dormant, hits == 0 { beginTime = now }
        hits = hits << 1 | 1
        lookTime = now
        lastSeen = max(lastSeen, estimate.lastHeard)
        confidence += Self.confidenceShare * (min(max(estimate.confidence, 0), 1) - confidence)
        mapRevision = revision
        guard isSure else { return true }
        fuse(estimate, at: now, configuration: configuration)
        eirpDbm = estimate.eirpDbm
        peakAboveBackgroundDb = estimate.peakAboveBackgroundDb
        sensorCount = max(estimate.sensorIndices.count, 1)
        sampleCount = estimate.sampleCount
        return true
    }

    private static func fingerprint(of estimate: EmitterEstimate) -> UInt64 {
        var hash = StableHash()
        for number in [
            estimate.position.eastMetres, estimate.position.northMetres, estimate.confidence,
            estimate.ce90Metres,
        ] { hash.combine(number.bitPattern) }
        hash.combine(estimate.lastHeard.nanoseconds)
        return hash.value
    }

    /// A look that did not find it: somebody listened near it, and nothing speaks for it.
    mutating func miss(at now: UnixTime) {
        hits <<= 1
        lookTime = now
        confidence -= Self.confidenceShare * confidence
    }

    /// Share of a look in the confidence: successive estimates rest on mostly the same samples, so
    /// that multiplying their odds would fake certainty; an average does not.
    static let confidenceShare = 0.3
}
