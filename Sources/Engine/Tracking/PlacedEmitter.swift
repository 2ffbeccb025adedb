import Model

/// A known emitter in the region's local frame.
struct PlacedEmitter: Hashable, Sendable {
    var name: String
    var position: LocalPosition
    /// EIRP, dBm; `nil` where the operator does not know it.
    var eirpDbm: Double?
    /// Within this of it nothing is alerted, metres.
    var radiusMetres: Double
}

extension InterfererTracker.Round {
    /// The known emitter that an estimate may be: within the emitter's radius, or with the emitter
    /// inside its own CE90; the nearest of several.
    func known(_ position: LocalPosition, within ce90Metres: Double) -> PlacedEmitter? {
        knownEmitters
            .map { ($0, $0.position.horizontalDistanceMetres(to: position)) }
            .filter { $0.1 <= max($0.0.radiusMetres, ce90Metres) }
            .min { $0.1 < $1.1 }?.0
    }

    /// Whether there is one.
    func isKnown(_ position: LocalPosition, within ce90Metres: Double) -> Bool {
        known(position, within: ce90Metres) != nil
    }
}
