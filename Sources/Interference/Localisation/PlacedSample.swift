import Model

/// One received power with the place where it was received: what a localiser takes in.
public struct PlacedSample: Hashable, Sendable {
    /// Where the receiver was, in the region's local frame.
    public var position: LocalPosition
    /// The sensor, by an index that its caller keeps; each has a calibration of its own.
    public var sensorIndex: Int32
    /// When it was received.
    public var time: UnixTime
    /// Received power, dBm; of a censored sample the limit below which the power lay.
    public var powerDbm: Double
    /// Whether the sensor declared "below" and not a power.
    public var isCensored: Bool

    /// A sample from its parts.
    public init(
        position: LocalPosition, sensorIndex: Int32, time: UnixTime, powerDbm: Double,
        isCensored: Bool = false
    ) {
        self.position = position
        self.sensorIndex = sensorIndex
        self.time = time
        self.powerDbm = powerDbm
        self.isCensored = isCensored
    }
}
