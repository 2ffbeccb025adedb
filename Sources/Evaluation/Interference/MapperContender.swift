import Interference
import Scenario

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
