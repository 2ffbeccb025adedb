import Model
import Numerics

/// What the scheduler decided for one round: journaled, so that recovery repeats it exactly.
public struct RoundDecision: Hashable, Sendable {
    /// The round's number; grows by one.
    public var number: UInt64
    /// The last tick that the round closes.
    public var tick: UInt64
    /// The instant that the round's maps speak of: the end of that tick, or the newest sample's.
    public var validTime: UnixTime
    /// Iterations that each fit may take.
    public var fitBudget: Int
    /// Windows to infer, for each band of the region.
    public var windows: [[UInt32]]
    /// The last journal row taken in before the round.
    public var journalThrough: Int64

    /// The decision as bytes, for the journal.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(number)
        writer.append(tick)
        writer.append(validTime.nanoseconds)
        writer.append(UInt32(fitBudget))
        writer.append(journalThrough)
        writer.append(UInt32(windows.count))
        for band in windows { writer.append(band) }
        return writer.bytes
    }

    /// Reads a decision that `bytes` wrote.
    public init(bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        number = try reader.readUInt64()
        tick = try reader.readUInt64()
        validTime = UnixTime(nanoseconds: try reader.readUInt64())
        fitBudget = Int(try reader.readUInt32())
        journalThrough = try reader.readInt64()
        windows = []
        for _ in 0..<(try reader.readUInt32()) { windows.append(try reader.readUInt32s()) }
        guard reader.isAtEnd else {
            throw EngineStateError(reason: "a decision with bytes left over")
        }
    }

    init(
        number: UInt64, tick: UInt64, validTime: UnixTime, fitBudget: Int, windows: [[UInt32]],
        journalThrough: Int64
    ) {
        self.number = number
        self.tick = tick
        self.validTime = validTime
        self.fitBudget = fitBudget
        self.windows = windows
        self.journalThrough = journalThrough
    }
}
