import CProtocol
import Model

extension RejectionReason {
    /// Reasons in the order of their numbers on the wire, from 1.
    private static let wireOrder: [RejectionReason] = [
        .malformed, .checksum, .sensorMismatch, .schemaVersion, .unknownTopic, .oversize, .shape,
        .notFinite, .powerRange, .outsideRegion, .futureTime, .unknownBand, .cosetPattern,
        .tooManySensors,
    ]

    /// The reason of a wire number, or `nil` where it is newer than this program.
    init?(wire: Ethermap__V1__Rejection__Reason) {
        let index = Int(wire.rawValue) - 1
        guard Self.wireOrder.indices.contains(index) else { return nil }
        self = Self.wireOrder[index]
    }

    /// The reason's number on the wire.
    var wire: Ethermap__V1__Rejection__Reason {
        let index = Self.wireOrder.firstIndex(of: self) ?? -1
        return Ethermap__V1__Rejection__Reason(UInt32(index + 1))
    }
}
