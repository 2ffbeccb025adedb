import Glibc
import Model
import Numerics

/// Follows one emitter that moves, by the powers at which receivers hear it: a posterior over its
/// path that is carried forward in time, sample after sample.
///
/// The state is the emitter's place and velocity, the path-loss exponent n, its level c at one metre,
/// a constant b_k for each receiver and a shadowing s_k for each link. A look of receiver k is
///
///     y = c + b_k + s_k - 10 n log10 d + fading,   fading ~ N(0, σ_f²)
///
/// Every `stepSeconds` the posterior is predicted by ``VelocityMotion`` (a velocity that is kept for
/// a while), the shadowing loses the share 1 - exp(-(v Δ + way of the receiver) / D) of its memory,
/// and the looks of the step come in. Particles stand for place, velocity and exponent; levels are
/// Gaussian given those and updated exactly (``ReceiverLevels``).
///
/// Samples of one receiver within `coherenceSeconds` are one look, so that a sample that comes twice
/// changes nothing; looks of a link that does not change share b_k + s_k, so that a thousand of them
/// say little more than ten.
///
/// Cost: one step with m looks takes O(P (m² + m R) + R³) for P particles and R receivers, whatever
/// the number of samples; a sample takes O(log R). Deterministic for a seed; ``encode(into:)`` keeps
/// everything.
public struct MovingEmitterFilter: Sendable {
    /// One receiver, by its place in the levels.
    struct Receiver: Hashable, Sendable {
        var sensorIndex: Int32
        var position: LocalPosition
        var lastHeard: UnixTime
        /// Its last power above what was explained, decibels.
        var excessDb: Double
    }

    /// What one receiver heard in the step that is open.
    struct Pending: Hashable, Sendable {
        var sensorIndex: Int32
        var look: ReceiverLook
        var excessDb: Double
    }

    /// Power counts as the emitter's so many standard deviations above what is explained without it.
    static let heardDeviations = 2.0
    /// Least height above what is explained, decibels.
    static let heardDbMin = 3.0

    /// Where the emitter can be.
    public let area: SearchArea
    /// What is believed, and what it may cost.
    public let configuration: MovingEmitterConfiguration
    /// Samples that came for a step that was closed long before, and changed nothing.
    public internal(set) var lateCount: UInt64 = 0
    /// Samples of more receivers in one step than are told apart; they changed nothing.
    public internal(set) var excessCount: UInt64 = 0

    var particles: EmitterParticles
    var levels: ReceiverLevels
    /// In the order of the levels.
    var receivers: [Receiver] = []
    /// The step that is open, by sensor, ascending.
    var pending: [Pending] = []
    /// Where the open step begins; the posterior is that of this instant.
    var stepStart: UnixTime?
    var random: SeededGenerator
    /// Whether particles have places.
    var isSpread = false
    /// Means of the levels if power had nothing to do with distance: there is no emitter in the area.
    var nullMeans = [0.0]
    /// How much more likely an emitter in the area has made what was heard than that, a logarithm.
    var logRatio = 0.0
    var firstHeard: UnixTime?
    var lastHeard: UnixTime?
    var sampleCount: UInt64 = 0

    /// A filter that has heard nothing.
    public init(area: SearchArea, configuration: MovingEmitterConfiguration = .walking) {
        precondition(configuration.isUsable, "the configuration's numbers are usable")
        self.area = area
        self.configuration = configuration
        particles = EmitterParticles(
            count: configuration.particleCount,
            bounds: EmitterParticles.Bounds(
                west: area.westMetres - area.marginMetres,
                south: area.southMetres - area.marginMetres,
                east: area.eastMetres + area.marginMetres,
                north: area.northMetres + area.marginMetres))
        levels = ReceiverLevels(configuration)
        random = SeededGenerator(seed: configuration.seed)
    }

    /// Takes in a sample; samples come in the order of time, or nearly.
    ///
    /// - Parameters:
    ///   - sample: a received power, or a limit below which it lay.
    ///   - explained: power at the receiver that has other sources; what does not stand out of it
    ///     says only that the emitter is weaker.
    public mutating func absorb(_ sample: PlacedSample, explained: ExplainedPower = .none) {
        let place = sample.position
        guard sample.powerDbm.isFinite,
            (place.eastMetres + place.northMetres + place.upMetres).isFinite
        else { return }
        let start = stepStart ?? beginning(of: sample.time)
        stepStart = start
        guard sample.time.seconds(since: start) >= -2 * configuration.stepSeconds else {
            lateCount += 1
            return
        }
        advance(to: sample.time)
        guard let index = pendingIndex(of: sample.sensorIndex) else {
            excessCount += 1
            return
        }
        let background = explained.watts > 0 ? Decibels.dbm(fromWatts: explained.watts) : nil
        let limit = background.map {
            $0 + max(Self.heardDbMin, Self.heardDeviations * explained.deviationDb)
        }
        guard !sample.isCensored, sample.powerDbm > limit ?? -.infinity else {
            pending[index].look.absorb(
                limitDbm: max(sample.powerDbm, limit ?? -.infinity), at: place)
            return
        }
        let watts = Decibels.watts(fromDbm: sample.powerDbm) - max(explained.watts, 0)
        pending[index].look.absorb(
            powerDbm: Decibels.dbm(fromWatts: watts), at: place, time: sample.time,
            coherenceSeconds: configuration.coherenceSeconds)
        pending[index].excessDb = max(
            pending[index].excessDb,
            sample.powerDbm - (background ?? configuration.noiseFloorDbm))
        firstHeard = firstHeard ?? sample.time
        lastHeard = max(lastHeard ?? sample.time, sample.time)
        sampleCount += 1
    }

    /// The posterior of an instant.
    ///
    /// - Parameter now: not before the samples; a step that it lies in counts once it is over.
    /// - Returns: place, region and evidence; `nil` where nothing was heard for `forgetSeconds`.
    public mutating func locate(at now: UnixTime) -> EmitterEstimate? {
        advance(to: now)
        guard isSpread, let first = firstHeard, let last = lastHeard,
            now.seconds(since: last) <= configuration.forgetSeconds
        else { return nil }
        return estimate(first: first, last: last)
    }

    /// The beginning of the step that holds an instant: steps count from 1970, so that who closes
    /// time in equal pieces closes whole steps.
    private func beginning(of time: UnixTime) -> UnixTime {
        let step = max(UInt64((configuration.stepSeconds * 1e9).rounded()), 1)
        return UnixTime(nanoseconds: time.nanoseconds / step * step)
    }

    /// Where a sensor's pending look stands; makes one where there is none and there is room.
    private mutating func pendingIndex(of sensorIndex: Int32) -> Int? {
        var low = 0
        var high = pending.count
        while low < high {
            let middle = (low + high) / 2
            if pending[middle].sensorIndex < sensorIndex { low = middle + 1 } else { high = middle }
        }
        if low == pending.count || pending[low].sensorIndex != sensorIndex {
            guard pending.count < configuration.receiverCountMax else { return nil }
            pending.insert(
                Pending(sensorIndex: sensorIndex, look: ReceiverLook(), excessDb: -.infinity),
                at: low)
        }
        return low
    }
}
