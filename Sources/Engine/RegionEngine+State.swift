import Model
import Numerics

extension RegionEngine {
    /// Version of the state's layout; another one cannot be continued from.
    static let stateVersion: UInt32 = 12

    /// The warm state as bytes: all but the maps (the store has them) and the waiting samples (the
    /// journal has them).
    public var stateBytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(Self.stateVersion)
        writer.append(roundNumber)
        writer.append(closedTick != nil)
        writer.append(closedTick ?? 0)
        writer.append(journalThrough)
        writer.append(newestTime.nanoseconds)
        writer.append(newlyLost.map { UInt32($0) })
        counters.encode(into: &writer)
        sensors.encode(into: &writer)
        tracker.encode(into: &writer)
        operatorBook.encode(into: &writer)
        spectra.encode(into: &writer)
        writer.append(UInt32(bands.count))
        for band in bands { band.encode(into: &writer) }
        // A bit that fell over on the disk would live on in the maps: the hash finds it.
        writer.append(StableHash.fnv1a(writer.bytes))
        return writer.bytes
    }

    /// An engine that continues from stored bytes.
    ///
    /// - Parameters:
    ///   - configuration: the same as when the state was stored.
    ///   - state: what `stateBytes` gave.
    ///   - map: gives each map as it was at the state's round; `nil` where it had no revision.
    /// - Throws: where the state is damaged, or of another configuration.
    public init(
        configuration: EngineConfiguration, restoring state: [UInt8],
        map: (MapKey) throws -> RadioMap?
    ) throws {
        try self.init(configuration: configuration)
        var reader = ByteReader(state)
        let version = try reader.readUInt32()
        guard version == Self.stateVersion else {
            throw EngineStateError(reason: "version \(version), not \(Self.stateVersion)")
        }
        guard let body = Self.sealed(state) else { throw EngineStateError(reason: "it is damaged") }
        try restore(from: body, map: map)
    }

    /// The bytes that the hash at the end vouches for.
    private static func sealed(_ state: [UInt8]) -> [UInt8]? {
        guard state.count > 8 else { return nil }
        let body = Array(state.dropLast(8))
        var reader = ByteReader(Array(state.suffix(8)))
        return (try? reader.readUInt64()) == StableHash.fnv1a(body) ? body : nil
    }

    /// Reads a state without its hash.
    mutating func restore(from body: [UInt8], map: (MapKey) throws -> RadioMap?) throws {
        var reader = ByteReader(body)
        _ = try reader.readUInt32()
        roundNumber = try reader.readUInt64()
        let hasClosed = try reader.readBool()
        let tick = try reader.readUInt64()
        guard tick <= tickMax, roundNumber <= EngineCounters.countMax else {
            throw EngineStateError(reason: "round \(roundNumber) at tick \(tick)")
        }
        closedTick = hasClosed ? tick : nil
        journalThrough = try reader.readInt64()
        newestTime = UnixTime(nanoseconds: try reader.readUInt64())
        newlyLost = try reader.readUInt32s().map { Int($0) }
        counters = try EngineCounters(from: &reader)
        sensors = try SensorRegistry(
            defaultBiasDeviationDb: configuration.evidence.sensorBiasDeviationDb, from: &reader)
        tracker = try InterfererTracker(from: &reader)
        operatorBook = try OperatorBook(from: &reader)
        try spectra.restore(from: &reader)
        let bandCount = Int(try reader.readUInt32())
        guard bandCount == bands.count, newlyLost.allSatisfy({ $0 < sensors.records.count }),
            tracker.tracks.allSatisfy({ $0.bandIndex < bands.count })
        else { throw EngineStateError(reason: "\(bandCount) bands, not \(bands.count)") }
        for index in bands.indices {
            try bands[index].restore(from: &reader, closedTick: closedTick, map: map)
        }
        guard reader.isAtEnd else { throw EngineStateError(reason: "it has bytes left over") }
    }

    /// Continues the numbering of rounds of an earlier configuration, whose state cannot be used.
    ///
    /// - Parameters:
    ///   - round: the last round of the earlier configuration.
    ///   - journalID: the last journal row that is not to be taken in anew.
    ///   - interferers: everyone who was ever named; an alert's id must not come again.
    ///   - book: what the operator has told; that outlives every configuration.
    public mutating func continueNumbering(
        afterRound round: UInt64, journalID: Int64, interferers: [InterfererID],
        book: OperatorBook = OperatorBook()
    ) {
        operatorBook = book
        roundNumber = round
        journalThrough = journalID
        tracker.continueNumbering(after: interferers)
    }
}
