import Model
import Numerics

/// One possible interferer, from its first peak to its end.
struct InterfererTrack: Hashable, Sendable {
    /// Its running number once confirmed; 0 before.
    var number: UInt64 = 0
    var bandIndex: Int
    /// Smoothed.
    var position: LocalPosition
    var varianceSquareMetres: Double
    /// Where it was when it was last reported.
    var reportedPosition: LocalPosition
    var peakDbm: Double
    var excessDb: Double
    var eirpDbm: Double
    var sensorCount: Int
    var sampleCount: Int
    var firstSeen: UnixTime
    var lastSeen: UnixTime
    /// The last rounds, newest in bit 0: 1 where a peak was seen.
    var hits: UInt64 = 1
    /// Changes reported so far; numbers the alerts.
    var transitionCount: UInt64 = 0
    var mapRevision: UInt64

    var isConfirmed: Bool { number > 0 }

    init(_ candidate: PeakCandidate, bandIndex: Int, at now: UnixTime, mapRevision: UInt64) {
        self.bandIndex = bandIndex
        position = candidate.position
        varianceSquareMetres = candidate.varianceSquareMetres
        reportedPosition = candidate.position
        peakDbm = candidate.peakDbm
        excessDb = candidate.excessDb
        eirpDbm = candidate.eirpDbm
        sensorCount = candidate.sensorCount
        sampleCount = candidate.sampleCount
        firstSeen = now
        lastSeen = now
        self.mapRevision = mapRevision
    }

    /// Takes in the peak that belongs to it.
    mutating func absorb(
        _ candidate: PeakCandidate, at now: UnixTime, mapRevision revision: UInt64,
        smoothing: Double
    ) {
        lastSeen = now
        mapRevision = revision
        guard candidate.isPassed else { return }
        position.eastMetres += smoothing * (candidate.position.eastMetres - position.eastMetres)
        position.northMetres += smoothing * (candidate.position.northMetres - position.northMetres)
        varianceSquareMetres += smoothing * (candidate.varianceSquareMetres - varianceSquareMetres)
        eirpDbm += smoothing * (candidate.eirpDbm - eirpDbm)
        peakDbm = candidate.peakDbm
        excessDb = candidate.excessDb
        sensorCount = candidate.sensorCount
        sampleCount = candidate.sampleCount
    }

    func encode(into writer: inout ByteWriter) {
        writer.append([
            number, UInt64(bandIndex), UInt64(sensorCount), UInt64(sampleCount),
            firstSeen.nanoseconds, lastSeen.nanoseconds, hits, transitionCount, mapRevision,
        ])
        writer.append([
            position.eastMetres, position.northMetres, position.upMetres, varianceSquareMetres,
            reportedPosition.eastMetres, reportedPosition.northMetres, reportedPosition.upMetres,
            peakDbm, excessDb, eirpDbm,
        ])
    }

    init(from reader: inout ByteReader) throws {
        let counts = try reader.readUInt64s()
        let numbers = try reader.readDoubles()
        guard counts.count == 9, numbers.count == 10, counts[1] < 65_536,
            counts[2] < UInt64(Int32.max), counts[3] < UInt64(Int32.max),
            counts[7] <= EngineCounters.countMax,
            numbers.allSatisfy({ abs($0) <= 1e9 }), numbers[3] >= 0
        else { throw EngineStateError(reason: "a track is damaged") }
        number = counts[0]
        bandIndex = Int(counts[1])
        sensorCount = Int(counts[2])
        sampleCount = Int(counts[3])
        firstSeen = UnixTime(nanoseconds: counts[4])
        lastSeen = UnixTime(nanoseconds: counts[5])
        hits = counts[6]
        transitionCount = counts[7]
        mapRevision = counts[8]
        position = LocalPosition(
            eastMetres: numbers[0], northMetres: numbers[1], upMetres: numbers[2])
        varianceSquareMetres = numbers[3]
        reportedPosition = LocalPosition(
            eastMetres: numbers[4], northMetres: numbers[5], upMetres: numbers[6])
        peakDbm = numbers[7]
        excessDb = numbers[8]
        eirpDbm = numbers[9]
    }
}
