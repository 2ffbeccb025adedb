import Interference
import Scenario

/// What takes part in an experiment: a method, or a bound that only one who knows the truth reaches.
public protocol InterferenceContender: Sendable {
    /// Its name in rows.
    var name: String { get }

    /// Does what is done once for a plane and its city, and not again for every update.
    mutating func prepare(for evidence: InterferenceEvidence) throws

    /// The map behind the evidence; only bounds look at the scene.
    mutating func estimate(
        _ evidence: InterferenceEvidence, scene: InterferenceScene
    ) throws -> InterferenceEstimate
}

/// A method that takes part with what it is told alone.
public struct MapperContender: InterferenceContender {
    /// The method.
    public var mapper: any InterferenceMapper
    private let warmsUp: Bool

    /// A method taking part.
    ///
    /// - Parameters:
    ///   - mapper: The method.
    ///   - warmsUp: Whether it maps once before the first sample, so that what it keeps of the city is
    ///     there; only for methods that begin every update cold.
    public init(_ mapper: any InterferenceMapper, warmsUp: Bool = false) {
        self.mapper = mapper
        self.warmsUp = warmsUp
    }

    /// The method's name.
    public var name: String { mapper.name }

    /// Prepares those methods that keep a city's sightlines.
    public mutating func prepare(for evidence: InterferenceEvidence) throws {
        if warmsUp { _ = try mapper.map(evidence) }
        guard var preparing = mapper as? any CityPreparingMapper else { return }
        preparing.prepare(for: evidence)
        mapper = preparing
    }

    /// The method's map.
    public mutating func estimate(
        _ evidence: InterferenceEvidence, scene: InterferenceScene
    ) throws -> InterferenceEstimate {
        try mapper.map(evidence)
    }
}
