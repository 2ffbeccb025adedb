import Model
import Numerics

extension InterfererTrack {
    func encode(into writer: inout ByteWriter) {
        writer.append([
            UInt64(phase.rawValue), number, UInt64(bandIndex), UInt64(sensorCount),
            UInt64(sampleCount), firstSeen.nanoseconds, lastSeen.nanoseconds,
            beginTime.nanoseconds, updateTime.nanoseconds, lookTime.nanoseconds, hits,
            transitionCount, mapRevision, report.time.nanoseconds, allowance.time.nanoseconds,
            allowance.isAwaited ? 1 : 0, newest,
        ])
        writer.append([
            position.eastMetres, position.northMetres, position.upMetres,
            covariance.east, covariance.north, covariance.eastNorth, ce50Metres, ce90Metres,
            velocityEast, velocityNorth, confidence, peakAboveBackgroundDb,
            report.position.eastMetres, report.position.northMetres, report.position.upMetres,
            report.covariance.east, report.covariance.north, report.covariance.eastNorth,
            report.ce90Metres, allowance.left,
        ])
        writer.append(eirpDbm)
    }

    init(from reader: inout ByteReader) throws {
        let counts = try reader.readUInt64s()
        let numbers = try reader.readDoubles()
        eirpDbm = try reader.readDouble()
        guard counts.count == 17, numbers.count == 20,
            let phase = Phase(rawValue: UInt8(truncatingIfNeeded: counts[0])), counts[0] < 3,
            counts[2] < 65_536, counts[3] < UInt64(Int32.max), counts[4] < UInt64(Int32.max),
            counts[11] <= EngineCounters.countMax, counts[15] < 2,
            (phase == .tentative) == (counts[1] == 0),
            numbers.allSatisfy({ abs($0) <= 1e13 }), numbers[6] >= 0, numbers[7] >= 0,
            numbers[18] >= 0, (0...1).contains(numbers[10]),
            eirpDbm.isNaN || abs(eirpDbm) <= 1e4
        else { throw EngineStateError(reason: "a track is damaged") }
        self.phase = phase
        number = counts[1]
        bandIndex = Int(counts[2])
        sensorCount = Int(counts[3])
        sampleCount = Int(counts[4])
        firstSeen = UnixTime(nanoseconds: counts[5])
        lastSeen = UnixTime(nanoseconds: counts[6])
        beginTime = UnixTime(nanoseconds: counts[7])
        updateTime = UnixTime(nanoseconds: counts[8])
        lookTime = UnixTime(nanoseconds: counts[9])
        hits = counts[10]
        newest = counts[16]
        transitionCount = counts[11]
        mapRevision = counts[12]
        position = Self.place(numbers[0...2])
        covariance = Self.covariance(numbers[3...5])
        ce50Metres = numbers[6]
        ce90Metres = numbers[7]
        velocityEast = numbers[8]
        velocityNorth = numbers[9]
        confidence = numbers[10]
        peakAboveBackgroundDb = numbers[11]
        report = Report(
            position: Self.place(numbers[12...14]),
            covariance: Self.covariance(numbers[15...17]), ce90Metres: numbers[18],
            time: UnixTime(nanoseconds: counts[13]))
        allowance = TransitionAllowance(at: UnixTime(nanoseconds: counts[14]))
        allowance.left = numbers[19]
        allowance.isAwaited = counts[15] == 1
        guard covariance.isSound, report.covariance.isSound else {
            throw EngineStateError(reason: "a track's covariance is none")
        }
    }

    private static func place(_ numbers: ArraySlice<Double>) -> LocalPosition {
        LocalPosition(
            eastMetres: numbers[numbers.startIndex],
            northMetres: numbers[numbers.startIndex + 1],
            upMetres: numbers[numbers.startIndex + 2])
    }

    private static func covariance(_ numbers: ArraySlice<Double>) -> PlaneCovariance {
        PlaneCovariance(
            east: numbers[numbers.startIndex], north: numbers[numbers.startIndex + 1],
            eastNorth: numbers[numbers.startIndex + 2])
    }
}

extension InterfererTracker {
    func encode(into writer: inout ByteWriter) {
        writer.append([nextNumber, droppedCount, deferredCount])
        writer.append(UInt32(tracks.count))
        for track in tracks { track.encode(into: &writer) }
    }

    init(from reader: inout ByteReader) throws {
        let counts = try reader.readUInt64s()
        guard counts.count == 3, counts[0] > 0,
            counts.allSatisfy({ $0 <= EngineCounters.countMax })
        else {
            throw EngineStateError(reason: "the interferers' numbers are damaged")
        }
        nextNumber = counts[0]
        droppedCount = counts[1]
        deferredCount = counts[2]
        for _ in 0..<(try reader.readUInt32()) {
            let track = try InterfererTrack(from: &reader)
            guard track.number < nextNumber else {
                throw EngineStateError(reason: "interferer \(track.number) was never numbered")
            }
            tracks.append(track)
        }
    }
}
