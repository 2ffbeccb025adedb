import Geometry
import Model
import Numerics

/// Gives peaks an identity and a life: confirmed, moved, cleared, each reported once.
///
/// Nearest peak first within a gate; confirmation by M of N rounds. Bound: `trackCountMax` tracks,
/// beyond which the weakest unconfirmed one is dropped and counted.
struct InterfererTracker: Hashable, Sendable {
    private(set) var tracks: [InterfererTrack] = []
    private(set) var droppedCount: UInt64 = 0
    private var nextNumber: UInt64 = 1

    /// One round's outcome.
    struct Outcome {
        var alerts: [Alert] = []
        var states: [InterfererState] = []
    }

    init() {}

    /// Follows one band's peaks through one round.
    ///
    /// - Parameters:
    ///   - candidates: the round's peaks.
    ///   - bandIndex: the band.
    ///   - region: gives names and places.
    ///   - mapRevision: revision of the map in which the peaks were found.
    ///   - now: the instant of the round.
    ///   - configuration: gates and counts.
    ///   - isRenewed: whether samples have come near a place since an instant; a track is cleared
    ///     only where somebody listened and heard nothing.
    /// - Returns: what is to be told.
    mutating func follow(
        _ candidates: [PeakCandidate], bandIndex: Int, region: Region, mapRevision: UInt64,
        at now: UnixTime, configuration: TrackingConfiguration,
        isRenewed: (LocalPosition, UnixTime) -> Bool
    ) -> Outcome {
        var outcome = Outcome()
        let assigned = assign(candidates, bandIndex: bandIndex, gate: configuration.gateMetres)
        for index in tracks.indices where tracks[index].bandIndex == bandIndex {
            tracks[index].hits <<= 1
            guard let candidate = assigned.byTrack[index],
                candidates[candidate].isPassed || tracks[index].isConfirmed
            else { continue }
            tracks[index].hits |= 1
            tracks[index].absorb(
                candidates[candidate], at: now, mapRevision: mapRevision,
                smoothing: configuration.smoothing)
        }
        for candidate in candidates.indices
        where candidates[candidate].isPassed && !assigned.candidates.contains(candidate) {
            admit(
                InterfererTrack(
                    candidates[candidate], bandIndex: bandIndex, at: now, mapRevision: mapRevision),
                countMax: configuration.trackCountMax)
        }
        let window = UInt64.max >> UInt64(64 - min(max(configuration.confirmationWindow, 1), 64))
        for index in tracks.indices where tracks[index].bandIndex == bandIndex {
            let recentHits = (tracks[index].hits & window).nonzeroBitCount
            if !tracks[index].isConfirmed, recentHits >= configuration.confirmationHits {
                tracks[index].number = nextNumber
                nextNumber += 1
                report(index, .interfererDetected, region: region, at: now, in: &outcome)
            } else if tracks[index].isConfirmed,
                tracks[index].position.horizontalDistanceMetres(to: tracks[index].reportedPosition)
                    > configuration.movedMetres
            {
                report(index, .interfererMoved, region: region, at: now, in: &outcome)
            } else if tracks[index].isConfirmed, tracks[index].lastSeen == now {
                outcome.states.append(state(of: tracks[index], .active, region: region))
            }
        }
        clear(
            bandIndex: bandIndex, region: region, at: now, configuration: configuration,
            window: window, isRenewed: isRenewed, in: &outcome)
        return outcome
    }

    private func assign(
        _ candidates: [PeakCandidate], bandIndex: Int, gate: Double
    ) -> (byTrack: [Int: Int], candidates: Set<Int>) {
        var pairs: [(distance: Double, track: Int, candidate: Int)] = []
        for track in tracks.indices where tracks[track].bandIndex == bandIndex {
            for candidate in candidates.indices {
                let distance = tracks[track].position.horizontalDistanceMetres(
                    to: candidates[candidate].position)
                if distance <= gate { pairs.append((distance, track, candidate)) }
            }
        }
        // A confirmed track has the first choice; then the nearest pair; ties by index.
        pairs.sort { left, right in
            let ranks = (
                tracks[left.track].isConfirmed ? 0 : 1, tracks[right.track].isConfirmed ? 0 : 1
            )
            return (ranks.0, left.distance, left.track, left.candidate)
                < (ranks.1, right.distance, right.track, right.candidate)
        }
        var byTrack: [Int: Int] = [:]
        var taken: Set<Int> = []
        for pair in pairs where byTrack[pair.track] == nil && !taken.contains(pair.candidate) {
            byTrack[pair.track] = pair.candidate
            taken.insert(pair.candidate)
        }
        return (byTrack, taken)
    }

    private mutating func admit(_ track: InterfererTrack, countMax: Int) {
        if tracks.count >= countMax {
            droppedCount += 1
            let weakest = tracks.indices.filter { !tracks[$0].isConfirmed }
                .min { (tracks[$0].excessDb, $0) < (tracks[$1].excessDb, $1) }
            guard let weakest, tracks[weakest].excessDb < track.excessDb else { return }
            tracks.remove(at: weakest)
        }
        tracks.append(track)
    }

    private mutating func clear(
        bandIndex: Int, region: Region, at now: UnixTime, configuration: TrackingConfiguration,
        window: UInt64, isRenewed: (LocalPosition, UnixTime) -> Bool, in outcome: inout Outcome
    ) {
        for index in tracks.indices.reversed() where tracks[index].bandIndex == bandIndex {
            let track = tracks[index]
            if !track.isConfirmed {
                if track.hits & window == 0 { tracks.remove(at: index) }
                continue
            }
            guard now.seconds(since: track.lastSeen) > configuration.clearAfterSeconds,
                isRenewed(track.position, track.lastSeen)
            else { continue }
            report(index, .interfererCleared, region: region, at: now, in: &outcome)
            tracks.remove(at: index)
        }
    }

    private mutating func report(
        _ index: Int, _ kind: AlertKind, region: Region, at now: UnixTime, in outcome: inout Outcome
    ) {
        tracks[index].transitionCount += 1
        tracks[index].reportedPosition = tracks[index].position
        let phase = kind == .interfererCleared ? InterfererPhase.cleared : .active
        let state = state(of: tracks[index], phase, region: region)
        let verb =
            switch kind {
            case .interfererDetected: "detected"
            case .interfererMoved: "moved"
            default: "cleared"
            }
        outcome.states.append(state)
        outcome.alerts.append(
            Alert(
                id: "\(region.id)/\(state.id)/\(tracks[index].transitionCount)-\(verb)",
                kind: kind, region: region.id, time: now, interferer: state,
                message: "interferer \(state.id) \(verb) in \(state.band), "
                    + "within \(Int(state.ce90Metres.rounded())) m (CE90)"))
    }

    /// The states of all confirmed interferers, in the order of their numbers.
    func states(in region: Region) -> [InterfererState] {
        tracks.filter(\.isConfirmed).sorted { $0.number < $1.number }
            .map { state(of: $0, .active, region: region) }
    }

    private func state(
        of track: InterfererTrack, _ phase: InterfererPhase, region: Region
    ) -> InterfererState {
        let digits = String(track.number)
        let padded = String(repeating: "0", count: max(4 - digits.count, 0)) + digits
        let variance = track.varianceSquareMetres
        return InterfererState(
            id: InterfererID(unchecked: "int-\(padded)"), phase: phase,
            band: region.bands[track.bandIndex].id,
            position: LocalFrame(origin: region.grid.origin).geodetic(of: track.position),
            covarianceSquareMetres: [variance, 0, 0, 0, variance, 0, 0, 0, 25],
            // For a circular normal law, P(r < 2.146 σ) = 0.9.
            ce90Metres: 2.146 * variance.squareRoot(), eirpDbm: track.eirpDbm,
            confidence: Double((track.hits & 0xFF).nonzeroBitCount) / 8,
            firstSeen: track.firstSeen, lastSeen: track.lastSeen, sensorCount: track.sensorCount,
            sampleCount: track.sampleCount, peakAboveBackgroundDb: track.excessDb,
            mapRevision: track.mapRevision)
    }

    /// Begins after the numbers that have been given already.
    mutating func continueNumbering(after names: [InterfererID]) {
        let numbers = names.compactMap { UInt64($0.rawValue.drop { !$0.isNumber }) }
        nextNumber = max(nextNumber, (numbers.max() ?? 0) + 1)
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(nextNumber)
        writer.append(droppedCount)
        writer.append(UInt32(tracks.count))
        for track in tracks { track.encode(into: &writer) }
    }

    init(from reader: inout ByteReader) throws {
        nextNumber = try reader.readUInt64()
        droppedCount = try reader.readUInt64()
        guard nextNumber > 0, max(nextNumber, droppedCount) <= EngineCounters.countMax else {
            throw EngineStateError(reason: "the interferers' numbers are damaged")
        }
        for _ in 0..<(try reader.readUInt32()) {
            let track = try InterfererTrack(from: &reader)
            guard track.number < nextNumber else {
                throw EngineStateError(reason: "interferer \(track.number) was never numbered")
            }
            tracks.append(track)
        }
    }
}
