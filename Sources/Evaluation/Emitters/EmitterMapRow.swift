/// One method's emitters in one scene, against the truth.
public struct EmitterMapRow: Hashable, Sendable {
    /// Within this distance an emitter counts as found, metres.
    public static let foundMetres = 20.0

    /// The method's name.
    public var method: String
    /// Whether the method was told the city's plan.
    public var isCityKnown: Bool
    /// The scene's number.
    public var scene: Int
    /// The scene's seed.
    public var seed: UInt64
    /// Emitters that there are.
    public var trueCount: Int
    /// Emitters that were estimated.
    public var estimatedCount: Int
    /// Pairs of both within ``foundMetres``.
    public var foundCount: Int
    /// OSPA with p = 1, c = 60 m, metres.
    public var ospaMetres: Double
    /// Samples used.
    public var sampleCount: Int
    /// Time spent, seconds.
    public var seconds: Double
}
