import Geometry
import Model

extension InterfererTracker {
    /// A change in an interferer's life, with what people should know of it.
    struct Transition {
        var kind: AlertKind
        /// What was before, or why; empty where there is nothing to say.
        var reason = ""
    }

    /// Whether a track that is no interferer becomes one: heard often enough, surely enough, and
    /// near enough to be worth a place on the map.
    ///
    /// Patience ends both waits: for a narrower place, and, where nobody has looked in vain since,
    /// for more looks than half (a sensor has flown past and none comes again).
    func confirmation(of track: InterfererTrack, in round: Round) -> Transition? {
        let configuration = round.configuration
        let hitCount = (track.hits & configuration.confirmationMask).nonzeroBitCount
        let isOld =
            round.now.seconds(since: track.beginTime) >= configuration.confirmationPatienceSeconds
        let needed = configuration.confirmationHits
        guard track.hits & 1 == 1, hitCount >= (isOld ? (needed + 1) / 2 : needed),
            track.confidence >= configuration.confirmationConfidence,
            isOld || track.ce90Metres <= configuration.confirmationCE90Metres
        else { return nil }
        guard track.phase == .dormant else { return Transition(kind: .interfererDetected) }
        let pause = Self.wholeSeconds(round.now.seconds(since: track.report.time))
        return Transition(kind: .interfererDetected, reason: "back \(pause) s after it was cleared")
    }

    /// Whether an interferer is somewhere else than was last told: farther than matters, and than
    /// both positions' uncertainty explains.
    func move(of track: InterfererTrack, in round: Round) -> Transition? {
        let configuration = round.configuration
        let told = track.report
        let east = track.position.eastMetres - told.position.eastMetres
        let north = track.position.northMetres - told.position.northMetres
        let distance = (east * east + north * north).squareRoot()
        guard distance > configuration.movedMetres,
            round.now.seconds(since: told.time) >= configuration.movedIntervalSeconds,
            (track.covariance + told.covariance).squaredDeviations(east, north)
                > configuration.movedDeviations * configuration.movedDeviations
        else { return nil }
        return Transition(
            kind: .interfererMoved, reason: "\(Self.wholeSeconds(distance)) m from where it was")
    }

    /// Whether an interferer is over: listened for in vain, known to the operator, or forgotten.
    ///
    /// As long as the localiser stands by it, older samples against newer ones, it is waited for
    /// three times as long.
    func end(
        of track: InterfererTrack, stands: Bool, in round: Round,
        _ isRenewed: (LocalPosition, UnixTime) -> Bool
    ) -> Transition? {
        let configuration = round.configuration
        let silence = round.now.seconds(since: track.lastSeen)
        if let known = round.known(track.report.position, within: track.report.ce90Metres) {
            return Transition(kind: .interfererCleared, reason: "it is known emitter \(known.name)")
        }
        let pause = Self.wholeSeconds(silence)
        let isMissed = track.hits & 0b11 == 0
        if silence > (stands ? 3 : 1) * configuration.clearAfterSeconds, stands || isMissed,
            isRenewed(track.position, track.lastSeen)
        {
            return Transition(
                kind: .interfererCleared, reason: "sensors near it have not heard it for \(pause) s"
            )
        }
        if silence > configuration.expireAfterSeconds {
            return Transition(
                kind: .interfererCleared, reason: "no sensor has been near it for \(pause) s")
        }
        return nil
    }

    /// Tells a change: the alert, the state, and what the track remembers of it.
    mutating func report(
        _ index: Int, _ change: Transition, in round: Round, _ outcome: inout Outcome
    ) {
        if tracks[index].number == 0 {
            tracks[index].number = nextNumber
            nextNumber += 1
        }
        tracks[index].transitionCount += 1
        switch change.kind {
        case .interfererCleared:
            tracks[index].phase = .dormant
            // Whoever comes back must be heard as often as the first time.
            tracks[index].hits = 0
        default: tracks[index].phase = .active
        }
        tracks[index].report = InterfererTrack.Report(
            position: tracks[index].position, covariance: tracks[index].covariance,
            ce90Metres: tracks[index].ce90Metres, time: round.now)
        let state = state(of: tracks[index], in: round.region)
        let verb =
            switch change.kind {
            case .interfererDetected: "detected"
            case .interfererMoved: "moved"
            default: "cleared"
            }
        outcome.states.append(state)
        outcome.alerts.append(
            Alert(
                id: "\(round.region.id)/\(state.id)/\(tracks[index].transitionCount)-\(verb)",
                kind: change.kind, region: round.region.id, time: round.now, interferer: state,
                message: "interferer \(state.id) \(verb) in \(state.band), "
                    + "within \(Self.wholeSeconds(state.ce90Metres)) m (CE90)"
                    + (change.reason.isEmpty ? "" : ": \(change.reason)")))
    }

    private static func wholeSeconds(_ number: Double) -> Int {
        Int(min(max(number, 0), 1e12).rounded())
    }

    /// The states of all interferers, in the order of their numbers.
    func states(in region: Region) -> [InterfererState] {
        tracks.filter { $0.phase == .active }.sorted { $0.number < $1.number }
            .map { state(of: $0, in: region) }
    }

    /// Variance of the height, square metres: it is assumed, not estimated, and 10 m off on a mast.
    static let heightVarianceSquareMetres = 100.0

    func state(of track: InterfererTrack, in region: Region) -> InterfererState {
        let digits = String(track.number)
        let padded = String(repeating: "0", count: max(4 - digits.count, 0)) + digits
        let spread = track.covariance
        return InterfererState(
            id: InterfererID(unchecked: "int-\(padded)"),
            phase: track.phase == .active ? .active : .cleared,
            band: region.bands[track.bandIndex].id,
            position: LocalFrame(origin: region.grid.origin).geodetic(of: track.position),
            covarianceSquareMetres: [
                spread.east, spread.eastNorth, 0, spread.eastNorth, spread.north, 0, 0, 0,
                Self.heightVarianceSquareMetres,
            ],
            ce90Metres: track.ce90Metres, eirpDbm: track.eirpDbm, confidence: track.confidence,
            firstSeen: track.firstSeen, lastSeen: track.lastSeen, sensorCount: track.sensorCount,
            sampleCount: track.sampleCount, peakAboveBackgroundDb: track.peakAboveBackgroundDb,
            mapRevision: track.mapRevision)
    }

    /// Begins after the numbers that have been given already.
    mutating func continueNumbering(after names: [InterfererID]) {
        let numbers = names.compactMap { UInt64($0.rawValue.drop { !$0.isNumber }) }
        nextNumber = max(nextNumber, (numbers.max() ?? 0) + 1)
    }
}
