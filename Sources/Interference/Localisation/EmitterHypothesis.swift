import Model

/// One emitter of a joint explanation: where, how strong, and when it was on.
struct EmitterHypothesis: Sendable {
    var position: LocalPosition
    /// EIRP under the search's path loss, dBm.
    var eirpDbm: Double
    /// Ages during which it was on, newest first.
    var ages: ClosedRange<Int>
    /// log-likelihood that it adds to everything else's.
    var gain: Double
    /// Places that it explains better than everything else.
    var supportCount: Int

    /// Whether it is on as far as is known.
    var isActive: Bool { ages.lowerBound == 0 }
}
