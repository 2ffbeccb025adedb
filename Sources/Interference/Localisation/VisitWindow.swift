import Model
import Numerics

/// What a localiser remembers: visits, oldest first.
///
/// Bound: `visitCountMax` visits; beyond it the oldest eighth is forgotten and counted.
struct VisitWindow: Hashable, Sendable {
    private(set) var visits: [Visit] = []
    /// Visits forgotten for want of room.
    private(set) var forgottenCount: UInt64 = 0
    /// Samples without a usable place.
    private(set) var refusedCount: UInt64 = 0
    /// Each sensor's newest visit, by its index in `visits`.
    private var newest: [Int32: Int] = [:]

    init() {}

    mutating func absorb(_ sample: PlacedSample, configuration: LocalisationConfiguration) {
        guard sample.powerDbm.isFinite,
            let cell = Visit.cell(of: sample.position, placeMetres: configuration.placeMetres)
        else {
            refusedCount += 1
            return
        }
        if let index = newest[sample.sensorIndex], visits[index].cell == cell,
            sample.time >= visits[index].start,
            sample.time.seconds(since: visits[index].start) <= configuration.visitSeconds
        {
            visits[index].absorb(sample, placeMetres: configuration.placeMetres)
            return
        }
        if visits.count >= configuration.visitCountMax {
            let dropped = max(configuration.visitCountMax / 8, 1)
            visits.removeFirst(dropped)
            forgottenCount += UInt64(dropped)
            noteNewest()
        }
        newest[sample.sensorIndex] = visits.count
        visits.append(
            Visit(beginningWith: sample, cell: cell, placeMetres: configuration.placeMetres))
    }

    private mutating func noteNewest() {
        newest = [:]
        for (index, visit) in visits.enumerated() { newest[visit.sensorIndex] = index }
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(forgottenCount)
        writer.append(refusedCount)
        writer.append(UInt32(visits.count))
        for visit in visits { visit.encode(into: &writer) }
    }

    init(from reader: inout ByteReader, countMax: Int) throws(ByteReaderError) {
        forgottenCount = try reader.readUInt64()
        refusedCount = try reader.readUInt64()
        let count = try reader.readCount(max: countMax)
        visits.reserveCapacity(count)
        for _ in 0..<count { visits.append(try Visit(from: &reader)) }
        noteNewest()
    }
}
