import Interference
import Model

@testable import Engine

/// Follows one round after the other, half a second apart.
struct TrackFollower {
    var tracker = InterfererTracker()
    var round = 0
    var alerts: [Alert] = []
    var states: [InterfererState] = []
    var region = Fixture.region(bandCount: 2)
    var configuration = TrackingConfiguration()
    var isRenewed = true
    var knownEmitters: [PlacedEmitter] = []

    var now: UnixTime { Fixture.time(Double(round) / 2) }

    /// An estimate that has just been heard, in the next round.
    func estimate(
        _ east: Double, _ north: Double, deviation: Double = 10, confidence: Double = 0.9,
        excessDb: Double = 20, staleSeconds: Double = 0
    ) -> EmitterEstimate {
        let heard = Fixture.time(Double(round + 1) / 2 - staleSeconds)
        return EmitterEstimate(
            position: LocalPosition(eastMetres: east, northMetres: north, upMetres: 1.5),
            eastVarianceSquareMetres: deviation * deviation,
            northVarianceSquareMetres: deviation * deviation, eastNorthCovarianceSquareMetres: 0,
            ce50Metres: 1.177 * deviation, ce90Metres: 2.146 * deviation, eirpDbm: 25,
            eirpDeviationDb: 5, confidence: confidence, peakAboveBackgroundDb: excessDb,
            firstHeard: heard.advanced(bySeconds: -5), lastHeard: heard, sensorIndices: [0, 2],
            sampleCount: 20)
    }

    @discardableResult
    mutating func follow(_ estimates: [EmitterEstimate]?, band: Int = 0) -> [AlertKind] {
        round += 1
        let isRenewed = isRenewed
        let outcome = tracker.follow(
            estimates,
            in: InterfererTracker.Round(
                bandIndex: band, region: region, mapRevision: UInt64(round), now: now,
                configuration: configuration, knownEmitters: knownEmitters),
            isRenewed: { _, _ in isRenewed })
        alerts += outcome.alerts
        states += outcome.states
        return outcome.alerts.map(\.kind)
    }

    /// Follows one place for some rounds.
    mutating func follow(_ east: Double, _ north: Double, rounds: Int) {
        for _ in 0..<rounds { follow([estimate(east, north)]) }
    }

    /// Where an interferer is, in the local frame.
    func place(of id: InterfererID) -> LocalPosition? {
        tracker.states(in: region).first { $0.id == id }
            .map { Fixture.frame.local(of: $0.position) }
    }
}
