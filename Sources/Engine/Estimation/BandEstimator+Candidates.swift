import Geometry
import Interference
import Model

extension BandEstimator {
    /// Standard deviation of a known emitter's power about the log-distance law, decibels.
    private static let knownDeviationDb = 6.0

    /// The emitters that samples speak for now, strongest evidence first.
    ///
    /// CFAR on the detection map calls for the search where nothing else says that there is
    /// something to find; the positions come from the samples themselves (`EmitterLocaliser`),
    /// with the places of the map of interference as what is believed beforehand.
    ///
    /// - Parameters:
    ///   - now: The instant of the round.
    ///   - knownEmitters: Emitters that the operator knows: explained first.
    /// - Returns: `nil` where it is not time to look; empty where nothing is found, or nothing has
    ///   been heard since the last look.
    mutating func emitters(
        at now: UnixTime, knownEmitters: [PlacedEmitter]
    ) -> [EmitterEstimate]? {
        let interval = configuration.detection.intervalSeconds
        guard now.seconds(since: localisedTime) >= interval || now < localisedTime else {
            return nil
        }
        localisedTime = now
        guard isHeardAnew else { return [] }
        isHeardAnew = false
        if mover != nil { return movingEmitter(at: now) }
        guard isWorthSearching else { return [] }
        // Taken out, because the localiser changes while the rest is asked.
        var localiser = self.localiser
        defer { self.localiser = localiser }
        return localiser.locate(
            at: now, countMax: configuration.detection.emitterCountMax,
            proposals: mappedEmitters.proposals(at: now),
            background: { explained(at: $0, with: knownEmitters) })
    }

    /// What own stations explain is known only once they have been seen from enough places; without
    /// stations and noise everything is somebody's, and only a peak tells an emitter from a plain.
    private var isWorthSearching: Bool {
        guard detectionMap.revision > 0 else { return false }
        guard stations.isEmpty else {
            return evidence.indices.count >= configuration.detection.settledCellMin
        }
        return noise.watts > 0 || hasPeak
    }

    /// Whether CFAR finds a peak on any level of the detection map.
    private var hasPeak: Bool {
        let map = detectionMap
        let grid = map.grid
        return (0..<grid.nz).contains { z in
            let start = z * grid.levelCellCount
            let plane = Array(map.values[start..<start + grid.levelCellCount])
            return detector.peaks(valuesDbm: plane, nx: grid.nx, ny: grid.ny)
                .contains { $0.valueDbm >= configuration.detection.floorDbm }
        }
    }

    /// Stations, noise, and the known emitters of known power, whose powers add.
    private func explained(
        at place: LocalPosition, with knownEmitters: [PlacedEmitter]
    ) -> ExplainedPower {
        let own = explainedPower(at: place)
        var watts = own.watts
        var spread = own.watts * own.deviationDb * (own.watts * own.deviationDb)
        for emitter in knownEmitters {
            guard let eirpDbm = emitter.eirpDbm else { continue }
            let distance = max(emitter.position.distanceMetres(to: place), 1)
            let loss = configuration.localisation.clearLossDb(distanceMetres: distance)
            let power = Decibels.watts(fromDbm: eirpDbm - loss)
            watts += power
            spread += power * Self.knownDeviationDb * (power * Self.knownDeviationDb)
        }
        guard watts > 0 else { return .none }
        return ExplainedPower(watts: watts, deviationDb: spread.squareRoot() / watts)
    }
}
