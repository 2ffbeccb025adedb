import Model
import Numerics

extension MovingEmitterFilter {
    /// Writes the whole state but area and configuration.
    public func encode(into writer: inout ByteWriter) {
        levels.encode(into: &writer)
        particles.encode(into: &writer)
        writer.append(UInt32(receivers.count))
        for receiver in receivers {
            writer.append(UInt32(bitPattern: receiver.sensorIndex))
            for number in [
                receiver.position.eastMetres, receiver.position.northMetres,
                receiver.position.upMetres, receiver.excessDb,
            ] { writer.append(number) }
            writer.append(receiver.lastHeard.nanoseconds)
        }
        writer.append(UInt32(pending.count))
        for look in pending {
            writer.append(UInt32(bitPattern: look.sensorIndex))
            writer.append(look.excessDb)
            look.look.encode(into: &writer)
        }
        for time in [stepStart, firstHeard, lastHeard] {
            writer.append(time?.nanoseconds ?? .max)
        }
        random.encode(into: &writer)
        writer.append(isSpread)
        writer.append(nullMeans)
        writer.append(logRatio)
        writer.append(sampleCount)
        writer.append(lateCount)
        writer.append(excessCount)
    }

    /// A filter as ``encode(into:)`` wrote it, for the same area and configuration.
    public init(
        area: SearchArea, configuration: MovingEmitterConfiguration,
        from reader: inout ByteReader
    ) throws(ByteReaderError) {
        self.init(area: area, configuration: configuration)
        try levels.restore(from: &reader, countMax: configuration.receiverCountMax)
        try particles.restore(from: &reader, dimension: levels.dimension)
        let offset = reader.offset
        for _ in 0..<(try reader.readCount(max: configuration.receiverCountMax)) {
            receivers.append(try Self.receiver(from: &reader))
        }
        for _ in 0..<(try reader.readCount(max: configuration.receiverCountMax)) {
            let sensorIndex = Int32(bitPattern: try reader.readUInt32())
            let excessDb = try reader.readDouble()
            pending.append(
                Pending(
                    sensorIndex: sensorIndex, look: try ReceiverLook(from: &reader),
                    excessDb: excessDb))
        }
        stepStart = try Self.time(from: &reader)
        firstHeard = try Self.time(from: &reader)
        lastHeard = try Self.time(from: &reader)
        random = try SeededGenerator(from: &reader)
        isSpread = try reader.readBool()
        nullMeans = try reader.readDoubles()
        logRatio = try reader.readDouble()
        sampleCount = try reader.readUInt64()
        lateCount = try reader.readUInt64()
        excessCount = try reader.readUInt64()
        guard receivers.count == levels.count, nullMeans.count == levels.dimension,
            nullMeans.allSatisfy(\.isFinite), logRatio.isFinite, sampleCount < 1 << 48,
            max(lateCount, excessCount) < 1 << 48, pending.allSatisfy({ !$0.excessDb.isNaN }),
            zip(pending, pending.dropFirst()).allSatisfy({ $0.sensorIndex < $1.sensorIndex })
        else {
            throw ByteReaderError(
                what: "MovingEmitterFilter", offset: offset,
                reason: "its numbers are out of range")
        }
    }

    private static func receiver(
        from reader: inout ByteReader
    ) throws(ByteReaderError) -> Receiver {
        let offset = reader.offset
        let sensorIndex = Int32(bitPattern: try reader.readUInt32())
        let east = try reader.readDouble()
        let north = try reader.readDouble()
        let up = try reader.readDouble()
        let excessDb = try reader.readDouble()
        guard (east + north + up).isFinite, !excessDb.isNaN else {
            throw ByteReaderError(
                what: "receiver", offset: offset, reason: "its numbers are out of range")
        }
        return Receiver(
            sensorIndex: sensorIndex,
            position: LocalPosition(eastMetres: east, northMetres: north, upMetres: up),
            lastHeard: UnixTime(nanoseconds: try reader.readUInt64()), excessDb: excessDb)
    }

    private static func time(from reader: inout ByteReader) throws(ByteReaderError) -> UnixTime? {
        let nanoseconds = try reader.readUInt64()
        return nanoseconds == .max ? nil : UnixTime(nanoseconds: nanoseconds)
    }
}
