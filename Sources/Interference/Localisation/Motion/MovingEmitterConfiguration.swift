/// What is believed about a moving emitter and its receivers before anything is measured, and what
/// following it may cost.
public struct MovingEmitterConfiguration: Hashable, Codable, Sendable {
    /// Time between two updates of the posterior, seconds.
    public var stepSeconds = 0.5
    /// Standard deviation of the emitter's velocity along one axis, metres a second.
    public var speedDeviation = 0.5
    /// Time over which the emitter keeps its velocity, seconds.
    public var speedMemorySeconds = 10.0

    /// Path-loss exponent expected.
    public var exponent = 2.5
    /// Standard deviation of the path-loss exponent.
    public var exponentDeviation = 1.0
    /// Standard deviation of the emitter's level at one metre, decibels.
    public var levelDeviationDb = 20.0
    /// Standard deviation of a receiver's own constant against the others', decibels.
    public var receiverDeviationDb = 4.0
    /// Standard deviation of the shadowing of one link, decibels.
    public var shadowingDeviationDb = 4.0
    /// Way over which a link's shadowing becomes another, metres: its correlation length.
    public var shadowingMetres = 1.5
    /// Standard deviation of one look's fading, decibels.
    public var fadingDeviationDb = 5.5
    /// Samples of one receiver within it share their fading and are one look, seconds.
    public var coherenceSeconds = 0.1
    /// Nearer than this the model counts as at this distance, metres.
    public var nearestMetres = 0.5

    /// Silence after which the emitter may be anywhere again, seconds.
    public var forgetSeconds = 60.0
    /// Odds, before anything is known about where, that what stands out of everything explained comes
    /// from the area and not from far beyond.
    public var priorOdds = 9.0
    /// Time over which evidence for the emitter's existence is forgotten, seconds.
    public var evidenceSeconds = 30.0
    /// Age up to which a receiver counts among those that hear the emitter, seconds.
    public var hearingSeconds = 10.0
    /// The receivers' noise, dBm: the background where nothing else explains power.
    public var noiseFloorDbm = -110.0
    /// Path loss over the first metre, decibels: turns a level into an EIRP.
    public var lossAtOneMetreDb = 40.0

    /// Particles that stand for the posterior.
    public var particleCount = 2_000
    /// Share of particles that are thrown anew over the whole area when particles are chosen anew.
    public var freshShare = 0.01
    /// Receivers told apart; beyond it the one not heard for longest is forgotten.
    public var receiverCountMax = 64
    /// Seed of the particles.
    public var seed: UInt64 = 1

    /// The defaults: somebody who walks about indoors.
    public init() {}

    /// Somebody who walks about indoors, heard by fixed receivers some metres apart.
    public static let walking = MovingEmitterConfiguration()

    /// A slow vehicle or UAV outdoors, heard from some hundred metres.
    public static let driving: MovingEmitterConfiguration = {
        var configuration = MovingEmitterConfiguration()
        configuration.speedDeviation = 4
        configuration.speedMemorySeconds = 20
        configuration.exponent = 3
        configuration.exponentDeviation = 0.7
        configuration.levelDeviationDb = 25
        configuration.receiverDeviationDb = 3
        configuration.shadowingDeviationDb = 6
        configuration.shadowingMetres = 25
        configuration.fadingDeviationDb = 4
        configuration.nearestMetres = 1
        return configuration
    }()

    /// Whether every number is one that a filter can work with.
    var isUsable: Bool {
        let positive = [
            stepSeconds, speedDeviation, speedMemorySeconds, exponentDeviation, levelDeviationDb,
            receiverDeviationDb, shadowingDeviationDb, shadowingMetres, fadingDeviationDb,
            coherenceSeconds, priorOdds, nearestMetres, forgetSeconds, evidenceSeconds,
            hearingSeconds,
        ]
        return positive.allSatisfy { $0 > 0 && $0.isFinite }
            && [exponent, noiseFloorDbm, lossAtOneMetreDb].allSatisfy(\.isFinite)
            && (16...100_000).contains(particleCount) && (0...0.5).contains(freshShare)
            && (1...256).contains(receiverCountMax)
    }
}
