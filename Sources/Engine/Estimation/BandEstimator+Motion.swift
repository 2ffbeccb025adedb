import Glibc
import Interference
import Model

/// How emitters move, as far as a region's configuration says it.
enum EmitterMotion: String, CaseIterable {
    /// They stand, or what moves is found again wherever it is: `EmitterLocaliser`.
    case still
    /// One that is carried about indoors: `MovingEmitterFilter`.
    case walking
    /// One on a slow vehicle or UAV outdoors: `MovingEmitterFilter`.
    case driving

    /// What is believed about one that moves; `nil` of those that stand.
    var configuration: MovingEmitterConfiguration? {
        switch self {
        case .still: nil
        case .walking: .walking
        case .driving: .driving
        }
    }
}

extension EngineConfiguration {
    /// What follows a band's moving emitter, with nothing heard yet; `nil` where emitters stand.
    ///
    /// - Throws: `EngineStateError` where the configuration names an unknown motion.
    func makeMover(bandIndex: Int) throws -> MovingEmitterFilter? {
        guard let (area, configuration) = try mover(bandIndex: bandIndex) else { return nil }
        return MovingEmitterFilter(area: area, configuration: configuration)
    }

    /// Where a moving emitter is followed, and what is believed about it.
    func mover(
        bandIndex: Int
    ) throws -> (area: SearchArea, configuration: MovingEmitterConfiguration)? {
        guard let motion = EmitterMotion(rawValue: detection.motion) else {
            throw EngineStateError(reason: "no motion '\(detection.motion)'")
        }
        guard var configuration = motion.configuration else { return nil }
        // Samples of one tick come sensor by sensor: a step shorter than a tick would be over for
        // the second sensor before it begins.
        configuration.stepSeconds = max(configuration.stepSeconds, roundIntervalSeconds)
        configuration.noiseFloorDbm = estimation.noiseFloorDbm
        // Free space over one metre, 20 log10(4 π f / c).
        configuration.lossAtOneMetreDb =
            20 * log10(4 * Double.pi * region.bands[bandIndex].centerFrequencyHz / 299_792_458)
        let area = SearchArea(
            around: region.grid, marginMetres: detection.searchMarginMetres,
            emitterHeightMetres: detection.emitterHeightMetres)
        return (area, configuration)
    }
}

extension BandEstimator {
    /// Hands a sample to what looks for emitters.
    mutating func hear(_ sample: PlacedSample) {
        isHeardAnew = true
        guard mover != nil else {
            localiser.absorb(sample)
            return
        }
        let explained = explainedPower(at: sample.position)
        mover?.absorb(sample, explained: explained)
    }

    /// The emitter that moves, as it is now.
    mutating func movingEmitter(at now: UnixTime) -> [EmitterEstimate] {
        mover?.locate(at: now).map { [$0] } ?? []
    }
}
