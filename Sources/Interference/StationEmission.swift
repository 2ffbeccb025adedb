import Model

/// One of the operator's own transmitters, in the region's local frame and in linear power.
public struct StationEmission: Hashable, Sendable {
    /// Where its antenna stands.
    public var position: LocalPosition
    /// Equivalent isotropically radiated power, watts.
    public var eirpWatts: Double

    /// An emission from its place and power.
    public init(position: LocalPosition, eirpWatts: Double) {
        self.position = position
        self.eirpWatts = eirpWatts
    }
}
