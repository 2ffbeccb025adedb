import Model
import Numerics

/// What the engine knows of one sensor.
public struct SensorRecord: Hashable, Sendable {
    /// Where a sensor is in its life.
    public enum Status: UInt8, Hashable, Sendable {
        /// Heard, or announced, and not silent for too long.
        case online = 1
        /// Silent for too long, or gone without a word.
        case lost = 2
        /// Gone by its own word.
        case finished = 3

        /// The word that people read.
        public var text: String {
            switch self {
            case .online: "online"
            case .lost: "lost"
            case .finished: "finished"
            }
        }
    }

    /// The sensor's name.
    public var id: SensorID
    /// What carries it.
    public var platform = SensorPlatform.unspecified
    /// Its newest boot.
    public var bootID: UInt64 = 0
    /// Where it is in its life.
    public var status = Status.online
    /// Time of its newest sample.
    public var lastSeen = UnixTime.zero
    /// Where it was then.
    public var position: GeodeticPosition?
    /// Frames taken in.
    public var frameCount: UInt64 = 0
    /// Points that came after their tick had closed.
    public var lateCount: UInt64 = 0
    /// What to add to its readings by its own word, decibels.
    public var calibrationOffsetDb = 0.0
    /// Its calibration error against the others.
    public var bias: SensorBias
    /// Time of the last visit that the bias learnt from.
    var biasTime = UnixTime.zero
    /// How many times it has been lost; names the alerts.
    var lossCount: UInt64 = 0
    /// When it last said that it is there, by its own clock; what is not newer is a repetition.
    var stateTime = UnixTime.zero
    /// The journal row that said that it is gone: samples from before it do not bring it back.
    var goneJournalID: Int64 = 0
    /// The round after its last word (birth or state): silence counts from there too, so that a
    /// sensor that comes back has time to send.
    var announcedAt = UnixTime.zero
    /// Whether a birth or a state has come since the last round.
    var isNoted = false

    /// Since when it has said nothing.
    var silentSince: UnixTime { max(lastSeen, announcedAt) }

    init(id: SensorID, biasDeviationDb: Double) {
        self.id = id
        bias = SensorBias(deviationDb: biasDeviationDb)
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(id.rawValue)
        writer.append(UInt32(platform.rawValue))
        writer.append(bootID)
        writer.append(status.rawValue)
        writer.append(lastSeen.nanoseconds)
        writer.append(position != nil)
        let place =
            position
            ?? GeodeticPosition(latitudeDegrees: 0, longitudeDegrees: 0, altitudeMetres: 0)
        writer.append([place.latitudeDegrees, place.longitudeDegrees, place.altitudeMetres])
        writer.append([
            frameCount, lateCount, biasTime.nanoseconds, lossCount, stateTime.nanoseconds,
            announcedAt.nanoseconds,
        ])
        writer.append(goneJournalID)
        writer.append(isNoted)
        writer.append(calibrationOffsetDb)
        bias.encode(into: &writer)
    }

    init(from reader: inout ByteReader) throws {
        guard let id = SensorID(rawValue: try reader.readString()) else {
            throw EngineStateError(reason: "a sensor without a name")
        }
        self.id = id
        platform = SensorPlatform(rawValue: Int(try reader.readUInt32())) ?? .unspecified
        bootID = try reader.readUInt64()
        guard let status = Status(rawValue: try reader.readUInt8()) else {
            throw EngineStateError(reason: "a sensor in no state")
        }
        self.status = status
        lastSeen = UnixTime(nanoseconds: try reader.readUInt64())
        let hasPosition = try reader.readBool()
        let place = try reader.readDoubles()
        let numbers = try reader.readUInt64s()
        guard place.count == 3, numbers.count == 6, numbers[0] <= EngineCounters.countMax,
            numbers[1] <= EngineCounters.countMax, numbers[3] <= EngineCounters.countMax
        else {
            throw EngineStateError(reason: "a sensor record is cut short")
        }
        if hasPosition {
            position = GeodeticPosition(
                latitudeDegrees: place[0], longitudeDegrees: place[1], altitudeMetres: place[2])
        }
        frameCount = numbers[0]
        lateCount = numbers[1]
        biasTime = UnixTime(nanoseconds: numbers[2])
        lossCount = numbers[3]
        stateTime = UnixTime(nanoseconds: numbers[4])
        announcedAt = UnixTime(nanoseconds: numbers[5])
        goneJournalID = try reader.readInt64()
        isNoted = try reader.readBool()
        calibrationOffsetDb = try reader.readDouble()
        bias = try SensorBias(from: &reader)
        guard abs(calibrationOffsetDb) <= FrameValidator.calibrationDbMax else {
            throw EngineStateError(reason: "a calibration of \(calibrationOffsetDb) dB")
        }
    }
}
