import Model

/// The latest acknowledgement of every sensor, let out together at most every so often.
///
/// A sensor needs to know how far it may forget, not each step of the way there.
struct AckCoalescer {
    /// Least time between two lettings-out, seconds.
    let periodSeconds: Double
    private var latest: [SensorID: SensorAck] = [:]
    private var lastRelease: ContinuousClock.Instant?

    init(periodSeconds: Double) { self.periodSeconds = periodSeconds }

    /// Whether something waits.
    var isEmpty: Bool { latest.isEmpty }

    /// Notes an acknowledgement in the place of the sensor's earlier one.
    mutating func add(_ ack: SensorAck) { latest[ack.sensor] = ack }

    /// What is due, by sensor; empty before its time.
    mutating func release(at now: ContinuousClock.Instant, isForced: Bool = false) -> [SensorAck] {
        guard !latest.isEmpty else { return [] }
        if !isForced, let lastRelease, now < lastRelease + .seconds(periodSeconds) { return [] }
        lastRelease = now
        defer { latest.removeAll(keepingCapacity: true) }
        return latest.values.sorted { $0.sensor < $1.sensor }
    }
}
