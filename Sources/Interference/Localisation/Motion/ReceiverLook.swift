import Model
import Numerics

/// What one receiver heard during a step: its samples, those that share their fading counted once.
struct ReceiverLook: Hashable, Sendable {
    private var east = 0.0
    private var north = 0.0
    private var up = 0.0
    private var count: UInt64 = 0
    /// Looks whose fading differs, before the open one.
    private var closedCount: UInt64 = 0
    private var closedSum = 0.0
    private var openStart: UnixTime?
    private var openCount: UInt64 = 0
    private var openSum = 0.0
    private var limitDbm = Double.infinity

    init() {}

    /// Takes in a power of the emitter, dBm.
    mutating func absorb(
        powerDbm: Double, at place: LocalPosition, time: UnixTime, coherenceSeconds: Double
    ) {
        if let start = openStart, abs(time.seconds(since: start)) >= coherenceSeconds {
            close()
            openStart = time
        }
        openStart = openStart ?? time
        openCount += 1
        openSum += powerDbm
        note(place)
    }

    /// Takes in a limit below which the emitter's power lay, dBm.
    mutating func absorb(limitDbm limit: Double, at place: LocalPosition) {
        limitDbm = min(limitDbm, limit)
        note(place)
    }

    private mutating func close() {
        guard openCount > 0 else { return }
        closedSum += openSum / Double(openCount)
        closedCount += 1
        openSum = 0
        openCount = 0
    }

    private mutating func note(_ place: LocalPosition) {
        east += place.eastMetres
        north += place.northMetres
        up += place.upMetres
        count += 1
    }

    /// Mean place of the receiver.
    var position: LocalPosition {
        let scale = 1 / Double(max(count, 1))
        return LocalPosition(
            eastMetres: east * scale, northMetres: north * scale, upMetres: up * scale)
    }

    /// Mean power of its looks and their number; `nil` where it only declared "below".
    var power: (dbm: Double, lookCount: Double)? {
        var looks = self
        looks.close()
        guard looks.closedCount > 0 else { return nil }
        let count = Double(looks.closedCount)
        return (looks.closedSum / count, count)
    }

    /// The lowest limit, where nothing was heard.
    var limit: Double? { power == nil && limitDbm < .infinity ? limitDbm : nil }

    func encode(into writer: inout ByteWriter) {
        for number in [east, north, up, closedSum, openSum, limitDbm] { writer.append(number) }
        for number in [count, closedCount, openCount, openStart?.nanoseconds ?? .max] {
            writer.append(number)
        }
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        let offset = reader.offset
        east = try reader.readDouble()
        north = try reader.readDouble()
        up = try reader.readDouble()
        closedSum = try reader.readDouble()
        openSum = try reader.readDouble()
        limitDbm = try reader.readDouble()
        count = try reader.readUInt64()
        closedCount = try reader.readUInt64()
        openCount = try reader.readUInt64()
        let start = try reader.readUInt64()
        openStart = start == .max ? nil : UnixTime(nanoseconds: start)
        guard (east + north + up + closedSum + openSum).isFinite, !limitDbm.isNaN,
            count < 1 << 48, closedCount <= count, openCount <= count
        else {
            throw ByteReaderError(
                what: "ReceiverLook", offset: offset, reason: "its numbers are out of range")
        }
    }
}
