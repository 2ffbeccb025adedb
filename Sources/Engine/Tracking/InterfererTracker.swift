import Interference
import Model
import Numerics

/// Gives estimates an identity and a life: detected, moved, cleared, back again, each told once.
///
/// A round that brings news of a track (its estimate has changed, or somebody has listened near it
/// and it has none) is a look; other rounds are none. Confirmation by M of N looks and by confidence; association by
/// `TrackAssociation`; positions as in `InterfererTrack.fuse`. Bound: `trackCountMax` tracks, beyond
/// which the weakest one that is not active is dropped and counted.
struct InterfererTracker: Hashable, Sendable {
    var tracks: [InterfererTrack] = []
    /// Tracks for which there was no room.
    var droppedCount: UInt64 = 0
    /// Changes that had to wait because their interferer changes too often.
    var deferredCount: UInt64 = 0
    var nextNumber: UInt64 = 1

    /// One round's outcome.
    struct Outcome {
        var alerts: [Alert] = []
        var states: [InterfererState] = []
    }

    /// What one round brings about one band.
    struct Round {
        var bandIndex: Int
        var region: Region
        /// Revision of the map that goes with the estimates.
        var mapRevision: UInt64
        /// The instant of the round.
        var now: UnixTime
        var configuration: TrackingConfiguration
        /// Emitters of this band that the operator knows.
        var knownEmitters: [PlacedEmitter] = []
    }

    init() {}

    /// Follows one band's estimates through one round.
    ///
    /// - Parameters:
    ///   - estimates: what the localiser gives now; those of whom nothing new was heard may be among
    ///     them. `nil` where it was not asked: then nobody was heard or missed, and time passes.
    ///   - round: where and when.
    ///   - isRenewed: whether samples have come near a place since an instant; a track is cleared
    ///     only where somebody listened and heard nothing.
    /// - Returns: what is to be told.
    mutating func follow(
        _ estimates: [EmitterEstimate]?, in round: Round,
        isRenewed: (LocalPosition, UnixTime) -> Bool
    ) -> Outcome {
        var outcome = Outcome()
        let now = round.now
        let configuration = round.configuration
        guard let estimates else {
            for index in tracks.indices where tracks[index].bandIndex == round.bandIndex {
                live(index, looked: false, stands: false, in: round, isRenewed, &outcome)
            }
            return outcome
        }
        let sound = estimates.filter { Self.isSound($0) }
        let own = tracks.indices.filter { tracks[$0].bandIndex == round.bandIndex }
        let association = TrackAssociation(
            sound, to: own.map { ($0, tracks[$0]) }, at: now, configuration: configuration)
        func isSure(_ estimate: EmitterEstimate) -> Bool {
            estimate.confidence >= configuration.confirmationConfidence
        }
        var heard: Set<Int> = []
        var standing: Set<Int> = []
        var begun: [InterfererTrack] = []
        for (estimate, index) in zip(sound, association.trackOfEstimate) {
            // An interferer that has a name keeps its estimates: `end` looks after known emitters.
            let isFree = index.map { tracks[$0].phase != .active } ?? true
            if isFree, round.isKnown(estimate.position, within: estimate.ce90Metres) { continue }
            if let index {
                guard isSure(estimate) || tracks[index].phase == .active else { continue }
                if isSure(estimate) { standing.insert(index) }
                let isHit = tracks[index].take(
                    estimate, at: now, mapRevision: round.mapRevision, configuration: configuration)
                if isHit { heard.insert(index) }
            } else if isSure(estimate) {
                begun.append(
                    InterfererTrack(
                        estimate, bandIndex: round.bandIndex, at: now,
                        mapRevision: round.mapRevision))
            }
        }
        // Whom the localiser still stands by, new samples and all, has not been missed.
        for index in own where !heard.contains(index) && !standing.contains(index) {
            guard isRenewed(tracks[index].position, tracks[index].lookTime) else { continue }
            tracks[index].miss(at: now)
        }
        for index in own {
            live(
                index, looked: tracks[index].lookTime == now, stands: standing.contains(index),
                in: round, isRenewed, &outcome)
        }
        tracks.removeAll { track in
            track.bandIndex == round.bandIndex && Self.isOver(track, at: now, configuration)
        }
        for track in begun where admit(track, countMax: configuration.trackCountMax) {
            live(tracks.count - 1, looked: true, stands: true, in: round, isRenewed, &outcome)
        }
        return outcome
    }

    /// One track's changes in a round; at most one.
    private mutating func live(
        _ index: Int, looked: Bool, stands: Bool, in round: Round,
        _ isRenewed: (LocalPosition, UnixTime) -> Bool, _ outcome: inout Outcome
    ) {
        let track = tracks[index]
        let change: Transition?
        switch track.phase {
        case .tentative, .dormant:
            change = looked || stands ? confirmation(of: track, in: round) : nil
        case .active:
            change =
                end(of: track, stands: stands, in: round, isRenewed) ?? move(of: track, in: round)
        }
        if let change, permits(index, in: round) {
            report(index, change, in: round, &outcome)
        } else if looked || stands, track.phase == .active {
            outcome.states.append(state(of: tracks[index], in: round.region))
        }
    }

    /// Whether a change may be told now; one that may not waits.
    private mutating func permits(_ index: Int, in round: Round) -> Bool {
        let rate = round.configuration.transitionsPerMinute
        if tracks[index].allowance.take(perMinute: rate, at: round.now) { return true }
        if !tracks[index].allowance.isAwaited {
            tracks[index].allowance.isAwaited = true
            deferredCount += 1
        }
        return false
    }

    /// - Returns: whether there was room for it.
    private mutating func admit(_ track: InterfererTrack, countMax: Int) -> Bool {
        if tracks.count >= countMax {
            droppedCount += 1
            // Dormant ones first: what is gone matters less than what may be there.
            let weakest = tracks.indices.filter { tracks[$0].phase != .active }
                .min { left, right in
                    (tracks[left].rank, tracks[left].peakAboveBackgroundDb, left)
                        < (tracks[right].rank, tracks[right].peakAboveBackgroundDb, right)
                }
            guard let weakest,
                tracks[weakest].phase == .dormant
                    || tracks[weakest].peakAboveBackgroundDb < track.peakAboveBackgroundDb
            else { return false }
            tracks.remove(at: weakest)
        }
        tracks.append(track)
        return true
    }

    /// Whether nothing is to be expected of a track any more.
    private static func isOver(
        _ track: InterfererTrack, at now: UnixTime, _ configuration: TrackingConfiguration
    ) -> Bool {
        switch track.phase {
        case .active: false
        case .tentative:
            track.hits & configuration.confirmationMask == 0
                || now.seconds(since: track.lookTime)
                    > configuration.clearAfterSeconds + configuration.confirmationPatienceSeconds
        case .dormant:
            now.seconds(since: track.report.time) > configuration.retriggerSeconds
        }
    }

    /// Whether an estimate is one: whoever makes them may err.
    private static func isSound(_ estimate: EmitterEstimate) -> Bool {
        let place = estimate.position
        return [place.eastMetres, place.northMetres, place.upMetres].allSatisfy {
            abs($0) <= 1e8
        } && PlaneCovariance(of: estimate).isSound && PlaneCovariance(of: estimate).trace <= 1e12
            && (0...1e8).contains(estimate.ce50Metres) && (0...1e8).contains(estimate.ce90Metres)
            && (0...1).contains(estimate.confidence) && abs(estimate.peakAboveBackgroundDb) <= 1e4
            && (estimate.eirpDbm.isNaN || abs(estimate.eirpDbm) <= 1e4)
            && (0..<Int(Int32.max)).contains(estimate.sampleCount)
    }
}

extension InterfererTrack {
    /// What goes first where there is no room: dormant, tentative, active.
    fileprivate var rank: Int { phase == .dormant ? 0 : phase == .tentative ? 1 : 2 }
}

extension TrackingConfiguration {
    /// One bit for each look that confirmation goes back.
    var confirmationMask: UInt64 {
        UInt64.max >> UInt64(64 - min(max(confirmationWindow, 1), 64))
    }
}
