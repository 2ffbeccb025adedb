/// What an oracle is told of a spectrum before it estimates it.
public struct SpectrumKnowledge: Hashable, Sendable {
    /// Number of occupied rows, K.
    public var occupiedRowCount: Int?
    /// Noise power of a Nyquist sample.
    public var noisePower: Double?

    /// Some knowledge.
    public init(occupiedRowCount: Int? = nil, noisePower: Double? = nil) {
        self.occupiedRowCount = occupiedRowCount
        self.noisePower = noisePower
    }

    /// None at all.
    public static let nothing = SpectrumKnowledge()

    /// The noise, which a method of this name asks for.
    func noise(_ name: String) throws(SensingError) -> Double {
        guard let noisePower, noisePower > 0, noisePower.isFinite else {
            throw SensingError("\(name) must be told the noise power")
        }
        return noisePower
    }

    /// The number of occupied rows, which a method of this name asks for.
    func rows(_ name: String) throws(SensingError) -> Int {
        guard let occupiedRowCount, occupiedRowCount >= 0 else {
            throw SensingError("\(name) must be told the number of occupied rows")
        }
        return occupiedRowCount
    }
}
