import Model
import Numerics

/// Every sensor that the engine has heard of, and its life.
///
/// Bound: the intake admits at most `IntakeLimits.sensorCountMax` sensors.
public struct SensorRegistry: Hashable, Sendable {
    /// The sensors, in the order in which they were first heard.
    public private(set) var records: [SensorRecord] = []
    private var indexByID: [SensorID: Int] = [:]
    private let defaultBiasDeviationDb: Double

    init(defaultBiasDeviationDb: Double) { self.defaultBiasDeviationDb = defaultBiasDeviationDb }

    /// A sensor's index, made where it is new.
    mutating func index(of id: SensorID) -> Int {
        if let index = indexByID[id] { return index }
        records.append(SensorRecord(id: id, biasDeviationDb: defaultBiasDeviationDb))
        indexByID[id] = records.count - 1
        return records.count - 1
    }

    /// Changes one sensor's record in place.
    mutating func update(_ index: Int, _ body: (inout SensorRecord) -> Void) {
        body(&records[index])
    }

    /// Takes in a birth: a new boot begins with the calibration that it states.
    mutating func note(_ birth: SensorBirth) {
        let deviation =
            birth.calibrationStandardDeviationDb > 0
            ? Double(birth.calibrationStandardDeviationDb) : defaultBiasDeviationDb
        update(index(of: birth.sensor)) { record in
            // Retained births come again; one of an older boot changes nothing.
            guard birth.bootID >= record.bootID else { return }
            record.isNoted = true
            let isNew = record.bootID != birth.bootID
            record.bootID = birth.bootID
            record.platform = birth.platform
            record.calibrationOffsetDb = Double(birth.calibrationOffsetDb)
            guard isNew else { return }
            record.status = .online
            record.stateTime = .zero
            record.bias = SensorBias(deviationDb: deviation)
        }
    }

    /// What a sensor's word about itself comes to.
    enum StateChange {
        /// Nothing that matters to anybody else.
        case none
        /// It has just gone without a word.
        case gone
        /// It is there.
        case back
    }

    /// Takes in a state; one of an older boot changes nothing, and neither does an `online` that has
    /// been heard already: brokers hand a retained state out again at every connection.
    ///
    /// - Parameters:
    ///   - state: what the sensor says, or what the broker says for it.
    ///   - journalID: the state's place in the journal.
    /// - Returns: what follows.
    mutating func note(_ state: SensorState, journalID: Int64) -> StateChange {
        let index = index(of: state.sensor)
        let record = records[index]
        guard state.bootID >= record.bootID else { return .none }
        // Samples of this boot that still wait are then no sign of a newer one.
        records[index].bootID = state.bootID
        switch state.status {
        case .offline where state.isFinal:
            records[index].status = .finished
            records[index].isNoted = true
        case .offline where record.status == .online:
            records[index].goneJournalID = journalID
            return .gone
        case .online:
            let isRepeated = state.bootID == record.bootID && state.time <= record.stateTime
            if isRepeated, state.time != .zero { return .none }
            records[index].status = .online
            records[index].stateTime = state.time
            records[index].isNoted = true
            return .back
        case .offline, .unspecified: break
        }
        return .none
    }

    /// Counts a frame at its arrival.
    mutating func count(frameOf sensor: SensorID, latePoints: Int) {
        update(index(of: sensor)) { record in
            record.frameCount += 1
            record.lateCount += UInt64(latePoints)
        }
    }

    /// Takes in the facts of a slice whose tick closes: in canonical order, unlike arrival, so that
    /// who was where and when does not depend on how frames of different sensors interleaved.
    mutating func note(_ slice: PendingSamples.Slice, sensorIndex: Int) {
        update(sensorIndex) { record in
            let newest = slice.batch.times[slice.points].max() ?? .zero
            guard newest > record.lastSeen else { return }
            record.lastSeen = newest
            record.position = slice.batch.lastPosition
            if record.status == .lost, slice.journalID > record.goneJournalID {
                record.status = .online
            }
            guard record.bootID < slice.batch.bootID else { return }
            record.bootID = slice.batch.bootID
            record.status = .online
        }
    }

    /// Marks a sensor as lost that went without a word.
    mutating func markLost(_ index: Int) {
        records[index].status = .lost
        records[index].lossCount += 1
    }

    /// Takes out which sensors have said a word since the last round.
    mutating func takeNoted(at now: UnixTime) -> [Int] {
        let noted = records.indices.filter { records[$0].isNoted }
        for index in noted {
            records[index].isNoted = false
            if records[index].status == .online { records[index].announcedAt = now }
        }
        return noted
    }

    /// Sensors that have been silent for too long, ascending by name.
    func silent(at now: UnixTime, afterSeconds: Double) -> [Int] {
        records.indices.filter { index in
            records[index].status == .online && records[index].lastSeen != .zero
                && now.seconds(since: records[index].silentSince) > afterSeconds
        }.sorted { records[$0].id < records[$1].id }
    }

    /// Whether every sensor that was ever heard has ended by its own word.
    var allFinished: Bool {
        !records.isEmpty && records.allSatisfy { $0.status == .finished }
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(UInt32(records.count))
        for record in records { record.encode(into: &writer) }
    }

    init(defaultBiasDeviationDb: Double, from reader: inout ByteReader) throws {
        self.init(defaultBiasDeviationDb: defaultBiasDeviationDb)
        for _ in 0..<(try reader.readUInt32()) {
            let record = try SensorRecord(from: &reader)
            guard indexByID[record.id] == nil else {
                throw EngineStateError(reason: "sensor \(record.id) stands twice")
            }
            indexByID[record.id] = records.count
            records.append(record)
        }
    }
}
