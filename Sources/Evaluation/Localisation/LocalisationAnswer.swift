import Model

/// Where a method believes an emitter to be, and how sure it is, where it says so.
public struct LocalisationAnswer: Sendable {
    /// The place.
    public var position: LocalPosition
    /// Radius about it that holds the emitter with probability 0.5, metres; `nil` from controls.
    public var ce50Metres: Double?
    /// Radius about it that holds the emitter with probability 0.9, metres; `nil` from controls.
    public var ce90Metres: Double?
    /// Probability that the emitter lies within a radius about the place, metres to 0...1; `nil`
    /// where a method does not know more than its two radii.
    public var levelOfRadius: (@Sendable (Double) -> Double)?

    /// An answer from its parts; a place alone unless said otherwise.
    public init(
        position: LocalPosition, ce50Metres: Double? = nil, ce90Metres: Double? = nil,
        levelOfRadius: (@Sendable (Double) -> Double)? = nil
    ) {
        self.position = position
        self.ce50Metres = ce50Metres
        self.ce90Metres = ce90Metres
        self.levelOfRadius = levelOfRadius
    }
}
