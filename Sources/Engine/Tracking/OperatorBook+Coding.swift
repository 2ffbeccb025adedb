import Model
import Numerics

extension OperatorBook {
    func encode(into writer: inout ByteWriter) {
        writer.append(refusedCount)
        writer.append(UInt32(knownEmitters.count))
        for emitter in knownEmitters {
            writer.append(emitter.name)
            writer.append(emitter.band.rawValue)
            Self.encode(emitter.position, into: &writer)
            writer.append(emitter.eirpDbm ?? .nan)
            writer.append(emitter.radiusMetres)
        }
        writer.append(UInt32(mutes.count))
        for mute in mutes {
            writer.append(mute.key)
            writer.append(mute.note ?? "")
            writer.append(mute.forSeconds ?? .nan)
            writer.append(mute.until != nil)
            writer.append((mute.until ?? .zero).nanoseconds)
            switch mute.subject {
            case .interferer(let id):
                writer.append(true)
                writer.append(id.rawValue)
            case .place(let position, let radius, let band):
                writer.append(false)
                Self.encode(position, into: &writer)
                writer.append(radius)
                writer.append(band?.rawValue ?? "")
            }
        }
    }

    init(from reader: inout ByteReader) throws {
        self.init()
        let refused = try reader.readUInt64()
        for _ in 0..<(try reader.readUInt32()) {
            let name = try reader.readString()
            let band = BandID(unchecked: try reader.readString())
            let position = try Self.position(from: &reader)
            let eirp = try reader.readDouble()
            let emitter = KnownEmitter(
                name: name, band: band, position: position, eirpDbm: eirp.isNaN ? nil : eirp,
                radiusMetres: try reader.readDouble())
            try add(.addKnownEmitter(emitter))
        }
        for _ in 0..<(try reader.readUInt32()) {
            let key = try reader.readString()
            let note = try reader.readString()
            let seconds = try reader.readDouble()
            let hasEnd = try reader.readBool()
            let end = UnixTime(nanoseconds: try reader.readUInt64())
            let subject: Mute.Subject
            if try reader.readBool() {
                subject = .interferer(InterfererID(unchecked: try reader.readString()))
            } else {
                let position = try Self.position(from: &reader)
                let radius = try reader.readDouble()
                let band = try reader.readString()
                subject = .place(
                    position, radiusMetres: radius,
                    band: band.isEmpty ? nil : BandID(unchecked: band))
            }
            let mute = Mute(
                key: key, subject: subject, forSeconds: seconds.isNaN ? nil : seconds,
                until: hasEnd ? end : nil, note: note.isEmpty ? nil : note)
            try add(.mute(mute))
        }
        guard refusedCount == 0, refused <= EngineCounters.countMax else {
            throw EngineStateError(reason: "the operator's book is damaged")
        }
        refusedCount = refused
    }

    /// What was sound when it was written down must be so still.
    private mutating func add(_ action: OperatorCommand.Action) throws {
        let before = knownEmitters.count + mutes.count
        apply(
            OperatorCommand(id: "restored", time: .zero, author: "", action: action), clock: .zero)
        guard knownEmitters.count + mutes.count == before + 1 else {
            throw EngineStateError(reason: "an entry of the operator's book is damaged")
        }
    }

    private static func encode(_ position: GeodeticPosition, into writer: inout ByteWriter) {
        writer.append(position.latitudeDegrees)
        writer.append(position.longitudeDegrees)
        writer.append(position.altitudeMetres)
    }

    private static func position(from reader: inout ByteReader) throws -> GeodeticPosition {
        GeodeticPosition(
            latitudeDegrees: try reader.readDouble(), longitudeDegrees: try reader.readDouble(),
            altitudeMetres: try reader.readDouble())
    }
}
