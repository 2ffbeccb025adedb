import Model

/// The books at the door: which frames are new, which were refused, which are lost for good.
///
/// A value, so that the caller can take back a group whose commit failed by restoring its copy.
/// Bounds: `sensorCountMax` sensors, `bootCountMax` boots of each (the oldest is forgotten),
/// `rangeCountMax` gaps of each boot (the lowest is given up and counted as lost).
public struct Intake: Sendable {
    /// One boot of one sensor.
    public struct BootKey: Hashable, Comparable, Sendable {
        /// The sensor.
        public var sensor: SensorID
        /// Its boot.
        public var bootID: UInt64

        /// A key from its parts.
        public init(sensor: SensorID, bootID: UInt64) {
            self.sensor = sensor
            self.bootID = bootID
        }

        /// Keys order by sensor, then boot.
        public static func < (left: BootKey, right: BootKey) -> Bool {
            (left.sensor.rawValue, left.bootID) < (right.sensor.rawValue, right.bootID)
        }
    }

    /// Reasons under which nothing that the frame says of itself is believed.
    static let illegible: Set<RejectionReason> = [
        .malformed, .checksum, .sensorMismatch, .schemaVersion, .unknownTopic, .tooManySensors,
    ]

    /// What has been counted.
    public var counters = IntakeCounters()
    let region: RegionID
    let limits: IntakeLimits
    private(set) var books: [BootKey: SensorBooks] = [:]
    private var boots: [SensorID: [UInt64]] = [:]
    private var touched: Set<BootKey> = []
    private var withGaps: Set<BootKey> = []
    private var dropped: [BootKey] = []
    private var nextOrder: UInt64 = 1

    /// Books for a region, continued from the store.
    public init(region: RegionID, limits: IntakeLimits, books stored: [BootKey: SensorBooks] = [:])
    {
        self.region = region
        self.limits = limits
        let inOrder = stored.sorted { ($0.value.order, $0.key) < ($1.value.order, $1.key) }
        for (key, value) in inOrder {
            books[key] = value
            boots[key.sensor, default: []].append(key.bootID)
            nextOrder = max(nextOrder, value.order + 1)
            if value.ledger.hasGap { withGaps.insert(key) }
        }
    }

    /// Whether a frame may be taken: enters it in the ledger and says whether it is new.
    ///
    /// - Returns: `nil` where the region keeps too many sensors to take another.
    public mutating func enter(
        _ key: BootKey, sequence: UInt64, at arrival: UnixTime
    ) -> SequenceLedger.Mark? {
        guard openBooks(for: key, accepting: true) else { return nil }
        let mark = books[key]?.ledger.mark(sequence, at: arrival)
        if books[key]?.ledger.hasGap == true { withGaps.insert(key) }
        touched.insert(key)
        return mark
    }

    /// Whether a frame has been dealt with already.
    public func contains(_ key: BootKey, sequence: UInt64) -> Bool {
        books[key]?.ledger.contains(sequence) == true
    }

    /// Whether a frame's sequence lies too far above all that its boot has sent.
    public func isLeap(_ key: BootKey, to sequence: UInt64) -> Bool {
        books[key]?.ledger.isLeap(to: sequence) == true
    }

    /// Counts a frame that has been dealt with already.
    public mutating func noteDuplicate() { counters.duplicates += 1 }

    /// Notes a refusal, passes its sequence over and raises an alert for the first of its kind.
    ///
    /// - Returns: the alert, the first time that this boot is refused for this reason.
    public mutating func refuse(sensor: SensorID?, _ rejection: Rejection) -> Alert? {
        counters.rejected[rejection.reason, default: 0] += 1
        guard let sensor else { return nil }
        // A damaged frame's boot and sequence may be anything: passing them over would refuse the
        // true frame later. Its sequence is given up by the gap's timeout instead.
        // A boot of which nothing was ever accepted may be a damaged number too: where the sensor has
        // another one, the refusal is entered there, and the acknowledgement stays with that boot.
        let claimed = BootKey(sensor: sensor, bootID: rejection.bootID)
        let isLegible =
            !Self.illegible.contains(rejection.reason) && rejection.bootID != 0
            && (books[claimed] != nil || boots[sensor] == nil)
        let bootID = isLegible ? rejection.bootID : boots[sensor]?.last ?? 0
        let key = BootKey(sensor: sensor, bootID: bootID)
        guard openBooks(for: key, accepting: false) else { return nil }
        if isLegible, (1...SequenceLedger.sequenceMax).contains(rejection.sequence),
            !isLeap(key, to: rejection.sequence)
        {
            _ = books[key]?.ledger.mark(rejection.sequence, at: rejection.time)
            if books[key]?.ledger.hasGap == true { withGaps.insert(key) }
        }
        books[key]?.note(rejection)
        touched.insert(key)
        guard books[key]?.alertedReasons.insert(rejection.reason).inserted == true else {
            return nil
        }
        return Alert(
            id: "\(region)/\(sensor)/\(bootID)/rejected-\(rejection.reason.rawValue)",
            kind: .sensorRejected, region: region, time: rejection.time, sensor: sensor,
            message: "frames of \(sensor) are refused (\(rejection.reason.rawValue)): "
                + rejection.detail)
    }

    /// Gives up gaps that have been open too long; one alert a gap.
    public mutating func giveUpGaps(at now: UnixTime) -> [Alert] {
        var alerts: [Alert] = []
        for key in withGaps.sorted() {
            while let lost = books[key]?.ledger.giveUpGap(
                at: now, timeoutSeconds: limits.gapTimeoutSeconds,
                rangeCountMax: limits.rangeCountMax)
            {
                let count = lost.upperBound - lost.lowerBound + 1
                counters.noteLost(count)
                touched.insert(key)
                alerts.append(
                    Alert(
                        id: "\(region)/\(key.sensor)/\(key.bootID)/gap-\(lost.lowerBound)",
                        kind: .dataGap, region: region, time: now, sensor: key.sensor,
                        message: "\(count) frames of \(key.sensor) are lost: "
                            + "\(lost.lowerBound) to \(lost.upperBound)"))
            }
            if books[key]?.ledger.hasGap != true { withGaps.remove(key) }
        }
        return alerts
    }

    /// The books that changed since the last call, ascending, to be stored with their frames.
    public mutating func drainTouched() -> [(key: BootKey, books: SensorBooks)] {
        defer { touched.removeAll(keepingCapacity: true) }
        return touched.sorted().compactMap { key in books[key].map { (key, $0) } }
    }

    /// The boots that have been forgotten since the last call.
    public mutating func drainDropped() -> [BootKey] {
        defer { dropped = [] }
        return dropped
    }

    /// Every sensor with books, ascending.
    public var sensors: [SensorID] { boots.keys.sorted() }

    /// The answer to a sensor about its newest boot; `nil` for a sensor never heard.
    public func acknowledgement(of sensor: SensorID, epoch: UInt64) -> SensorAck? {
        guard let bootID = boots[sensor]?.last,
            let entry = books[BootKey(sensor: sensor, bootID: bootID)]
        else { return nil }
        return SensorAck(
            sensor: sensor, bootID: bootID, throughSequence: entry.ledger.through,
            rejections: entry.rejections, rejectedCount: entry.rejectedCount,
            lostCount: entry.ledger.lostCount, epoch: epoch)
    }

    /// Opens books for a boot where there are none.
    ///
    /// What is accepted makes its boot the one that is acknowledged. Books of sensors of which
    /// nothing was ever accepted give way to those of which something is.
    ///
    /// - Parameters:
    ///   - key: the boot.
    ///   - isAccepting: whether something of it is accepted.
    /// - Returns: `false` where the region keeps as many sensors as it may.
    public mutating func openBooks(for key: BootKey, accepting isAccepting: Bool) -> Bool {
        if books[key] == nil {
            guard makeRoom(for: key.sensor, accepting: isAccepting) else { return false }
            books[key] = SensorBooks(order: nextOrder)
            nextOrder += 1
            boots[key.sensor, default: []].append(key.bootID)
            // A boot that comes back before its end was stored is not to be forgotten by the store.
            if let index = dropped.firstIndex(of: key) {
                dropped.remove(at: index)
                touched.insert(key)
            }
            if let known = boots[key.sensor], known.count > limits.bootCountMax,
                let oldest = known.first
            {
                forget(BootKey(sensor: key.sensor, bootID: oldest))
            }
        }
        guard isAccepting else { return true }
        books[key]?.hasAccepted = true
        if boots[key.sensor]?.last != key.bootID {
            boots[key.sensor]?.removeAll { $0 == key.bootID }
            boots[key.sensor]?.append(key.bootID)
            books[key]?.order = nextOrder
            nextOrder += 1
            touched.insert(key)
        }
        return true
    }

    private mutating func makeRoom(for sensor: SensorID, accepting isAccepting: Bool) -> Bool {
        guard boots[sensor] == nil, boots.count >= limits.sensorCountMax else { return true }
        guard isAccepting else { return false }
        let idle = boots.keys.filter { other in
            boots[other]?.allSatisfy { bootID in
                books[BootKey(sensor: other, bootID: bootID)]?.hasAccepted != true
            } ?? true
        }
        guard let victim = idle.min() else { return false }
        for bootID in boots[victim] ?? [] { forget(BootKey(sensor: victim, bootID: bootID)) }
        boots[victim] = nil
        return true
    }

    private mutating func forget(_ key: BootKey) {
        boots[key.sensor]?.removeAll { $0 == key.bootID }
        books[key] = nil
        withGaps.remove(key)
        touched.remove(key)
        dropped.append(key)
    }
}
