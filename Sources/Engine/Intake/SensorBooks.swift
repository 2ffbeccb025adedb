import Model
import Numerics

/// The books of one sensor's boot: its ledger and what was refused.
public struct SensorBooks: Hashable, Sendable {
    /// Which frames have been dealt with.
    public internal(set) var ledger = SequenceLedger()
    /// Frames refused.
    public internal(set) var rejectedCount: UInt64 = 0
    /// The last refusals, oldest first; at most `SensorAck.rejectionCountMax`.
    public internal(set) var rejections: [Rejection] = []
    /// Reasons for which an alert has been raised; each raises one a boot.
    var alertedReasons: Set<RejectionReason> = []
    /// Whether anything of this boot was ever accepted.
    var hasAccepted = false
    /// Grows with every boot of the sensor; the greatest is acknowledged.
    var order: UInt64

    init(order: UInt64) { self.order = order }

    mutating func note(_ rejection: Rejection) {
        rejectedCount += 1
        rejections.append(rejection)
        if rejections.count > SensorAck.rejectionCountMax { rejections.removeFirst() }
    }

    /// The books as bytes, for the store.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        ledger.encode(into: &writer)
        writer.append(order)
        writer.append(hasAccepted)
        writer.append(rejectedCount)
        let alerted = RejectionReason.allCases.filter { alertedReasons.contains($0) }
        writer.append(alerted.map(\.rawValue).joined(separator: " "))
        writer.append(UInt32(rejections.count))
        for rejection in rejections {
            writer.append(rejection.bootID)
            writer.append(rejection.sequence)
            writer.append(rejection.reason.rawValue)
            writer.append(rejection.detail)
            writer.append(rejection.time.nanoseconds)
        }
        return writer.bytes
    }

    /// Reads books that `bytes` wrote.
    public init(bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        ledger = try SequenceLedger(from: &reader)
        order = try reader.readUInt64()
        hasAccepted = try reader.readBool()
        let count = try reader.readUInt64()
        let alerted = try reader.readString().split(separator: " ")
        alertedReasons = Set(alerted.compactMap { RejectionReason(rawValue: String($0)) })
        for _ in 0..<(try reader.readUInt32()) {
            let bootID = try reader.readUInt64()
            let sequence = try reader.readUInt64()
            let reason = RejectionReason(rawValue: try reader.readString())
            let detail = try reader.readString()
            let time = UnixTime(nanoseconds: try reader.readUInt64())
            note(
                Rejection(
                    bootID: bootID, sequence: sequence, reason: reason ?? .malformed,
                    detail: detail, time: time))
        }
        // Those listed were counted when they were refused.
        rejectedCount = count
        guard reader.isAtEnd, order <= EngineCounters.countMax, count <= EngineCounters.countMax
        else { throw EngineStateError(reason: "a sensor's books are damaged") }
    }
}
