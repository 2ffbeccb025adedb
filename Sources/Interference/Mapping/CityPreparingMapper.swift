/// A mapper that keeps something of the city, made once for all updates of a plane.
public protocol CityPreparingMapper: InterferenceMapper {
    /// Makes it, if it is not there yet.
    mutating func prepare(for evidence: InterferenceEvidence)
}

extension SynthesisMapper: CityPreparingMapper {}
