import Geometry
import Model

/// Decides whether a decoded frame may touch the maps, and places it on the grid.
///
/// Everything that product.md lists under "what gets rejected" is decided here or in decoding.
public struct FrameValidator: Sendable {
    /// Why a frame is refused.
    public struct Refusal: Error, Hashable, Sendable {
        /// The counted reason.
        public var reason: RejectionReason
        /// What exactly was wrong.
        public var detail: String
    }

    static let rssDbmRange: ClosedRange<Float> = -200...60
    /// Greatest correction that a sensor may state, decibels.
    static let calibrationDbMax = 200.0

    let region: Region
    let limits: IntakeLimits
    let levelReachMetres: Double
    let frame: LocalFrame
    private let bandIndexByName: [String: Int]

    /// A validator for a region.
    ///
    /// - Parameters:
    ///   - region: the volume, its bands and margins.
    ///   - limits: the bounds.
    ///   - levelReachMetres: how far from a z level a sample may be to count for its cells.
    public init(region: Region, limits: IntakeLimits, levelReachMetres: Double) {
        self.region = region
        self.limits = limits
        self.levelReachMetres = levelReachMetres
        frame = LocalFrame(origin: region.grid.origin)
        bandIndexByName = Dictionary(
            region.bands.enumerated().map { ($1.id.rawValue, $0) }, uniquingKeysWith: { $1 })
    }

    /// Checks an RSS frame and places its points.
    ///
    /// - Parameters:
    ///   - rss: the decoded frame.
    ///   - topicSensor: the sensor that the topic names.
    ///   - clock: the region's clock at arrival.
    /// - Returns: its samples, placed on the grid.
    /// - Throws: the first reason to refuse it.
    public func samples(
        of rss: RssFrame, topicSensor: SensorID, clock: UnixTime
    ) throws(Refusal) -> SampleBatch {
        try checkHeader(
            schemaVersion: rss.schemaVersion, sensor: rss.sensor, topicSensor: topicSensor,
            sequence: rss.sequence)
        try checkShape(of: rss)
        try checkExtras(of: rss)
        let bandIndices = try bandIndices(of: rss.bandNames)
        try checkPowers(of: rss)
        let latest = clock.advanced(bySeconds: limits.futureToleranceSeconds)
        var times: [UnixTime] = []
        var cells: [Int32] = []
        times.reserveCapacity(rss.pointCount)
        cells.reserveCapacity(rss.pointCount)
        var localMetres: [Float] = []
        localMetres.reserveCapacity(3 * rss.pointCount)
        var lastPosition = region.grid.origin
        for point in 0..<rss.pointCount {
            let time = rss.time(ofPoint: point)
            guard time <= latest else {
                throw refusal(
                    .futureTime, "point \(point) is \(time.seconds(since: clock)) s ahead")
            }
            lastPosition = position(ofPoint: point, in: rss)
            times.append(time)
            let local = frame.local(of: lastPosition)
            cells.append(try cell(holding: local, point: point))
            localMetres.append(Float(local.eastMetres))
            localMetres.append(Float(local.northMetres))
            localMetres.append(Float(local.upMetres))
        }
        return SampleBatch(
            sensor: rss.sensor, bootID: rss.bootID, sequence: rss.sequence, times: times,
            cells: cells, localMetres: localMetres, bandIndices: bandIndices,
            rssDbm: rss.rssDbm, detections: rss.detections, noiseFloorsDbm: rss.noiseFloorsDbm,
            lastPosition: lastPosition)
    }

    /// Checks what every kind of frame has: version, sensor and sequence.
    public func checkHeader(
        schemaVersion: UInt32, sensor: SensorID, topicSensor: SensorID, sequence: UInt64
    ) throws(Refusal) {
        guard schemaVersion == 1 else {
            throw refusal(.schemaVersion, "schema version \(schemaVersion); this engine speaks 1")
        }
        guard sensor == topicSensor else {
            throw refusal(.sensorMismatch, "frame of \(sensor) on the topic of \(topicSensor)")
        }
        guard (1...SequenceLedger.sequenceMax).contains(sequence) else {
            throw refusal(.shape, "sequence \(sequence); the first frame is 1")
        }
    }

    /// Checks a birth.
    ///
    /// - Throws: the first reason to refuse it.
    public func check(_ birth: SensorBirth, topicSensor: SensorID) throws(Refusal) {
        try checkHeader(
            schemaVersion: birth.schemaVersion, sensor: birth.sensor, topicSensor: topicSensor,
            sequence: 1)
        let numbers = [
            birth.antennaHeightMetres, birth.antennaGainDbi, birth.calibrationOffsetDb,
            birth.calibrationStandardDeviationDb,
        ]
        guard numbers.allSatisfy(\.isFinite) else {
            throw refusal(.notFinite, "a birth's heights, gains and offsets must be numbers")
        }
        guard Double(abs(birth.calibrationOffsetDb)) <= Self.calibrationDbMax,
            (0...Self.calibrationDbMax).contains(Double(birth.calibrationStandardDeviationDb))
        else {
            throw refusal(
                .powerRange,
                "a calibration of \(birth.calibrationOffsetDb) dB, to "
                    + "\(birth.calibrationStandardDeviationDb) dB")
        }
        _ = try bandIndices(of: birth.bands.map(\.rawValue))
    }

    private func checkShape(of rss: RssFrame) throws(Refusal) {
        let points = rss.pointCount
        let values = points.multipliedReportingOverflow(by: rss.bandNames.count)
        guard points >= 1, !rss.bandNames.isEmpty else {
            throw refusal(.shape, "a frame has at least one point and one band")
        }
        guard points <= limits.pointCountMax, !values.overflow,
            values.partialValue <= limits.valueCountMax
        else { throw refusal(.oversize, "\(points) points × \(rss.bandNames.count) bands") }
        func isOptional(_ count: Int, _ expected: Int) -> Bool { count == 0 || count == expected }
        guard rss.longitudesDegrees.count == points, rss.altitudesMetres.count == points,
            isOptional(rss.timeOffsetsMicroseconds.count, points),
            isOptional(rss.horizontalAccuraciesMetres.count, points)
        else { throw refusal(.shape, "positions and offsets must have \(points) entries") }
        guard rss.rssDbm.count == values.partialValue,
            isOptional(rss.qualities.count, values.partialValue),
            isOptional(rss.detections.count, values.partialValue),
            isOptional(rss.noiseFloorsDbm.count, rss.bandNames.count)
        else {
            throw refusal(
                .shape, "\(rss.rssDbm.count) values for \(points) × \(rss.bandNames.count)")
        }
    }

    /// Checks what is not used for maps: it is kept in the journal, so it must be numbers too.
    private func checkExtras(of rss: RssFrame) throws(Refusal) {
        // One pass without a branch per value: a sum of products with 0 is 0 or NaN.
        var sum: Float = 0
        for value in rss.horizontalAccuraciesMetres { sum += value * 0 }
        for value in rss.qualities { sum += value * 0 }
        if rss.altitudeDatum == .aboveTakeoff { sum += rss.takeoffAltitudeMetres * 0 }
        guard sum == 0 else {
            throw refusal(.notFinite, "an accuracy, a quality or the take-off height is no number")
        }
    }

    private func bandIndices(of names: [String]) throws(Refusal) -> [Int] {
        var indices: [Int] = []
        indices.reserveCapacity(min(names.count, region.bands.count))
        var isTaken = Array(repeating: false, count: region.bands.count)
        for (position, name) in names.enumerated() {
            // Most sensors send the region's bands in the region's order: no hashing then.
            let isInOrder =
                position < region.bands.count && region.bands[position].id.rawValue == name
            guard let index = isInOrder ? position : bandIndexByName[name] else {
                throw refusal(.unknownBand, "no band '\(name.prefix(32))' in \(region.id)")
            }
            guard !isTaken[index] else {
                throw refusal(.shape, "band '\(name.prefix(32))' stands twice")
            }
            isTaken[index] = true
            indices.append(index)
        }
        return indices
    }

    private func checkPowers(of rss: RssFrame) throws(Refusal) {
        // One pass without a branch per value; NaN fails both comparisons.
        var inside = true
        for value in rss.rssDbm { inside = inside && Self.rssDbmRange.contains(value) }
        for value in rss.noiseFloorsDbm { inside = inside && Self.rssDbmRange.contains(value) }
        if inside { return }
        let all = rss.rssDbm + rss.noiseFloorsDbm
        if let wrong = all.first(where: { !$0.isFinite }) {
            throw refusal(.notFinite, "a power is \(wrong)")
        }
        let wrong = all.first { !Self.rssDbmRange.contains($0) } ?? 0
        throw refusal(.powerRange, "\(wrong) dBm is outside [-200, 60]")
    }

    private func position(ofPoint point: Int, in rss: RssFrame) -> GeodeticPosition {
        let altitude = Double(rss.altitudesMetres[point])
        let ellipsoidal =
            switch rss.altitudeDatum {
            case .ellipsoid: altitude
            case .meanSeaLevel: altitude + region.geoidHeightMetres
            case .aboveTakeoff: altitude + Double(rss.takeoffAltitudeMetres)
            }
        return GeodeticPosition(
            latitudeDegrees: rss.latitudesDegrees[point],
            longitudeDegrees: rss.longitudesDegrees[point], altitudeMetres: ellipsoidal)
    }

    /// The cell that a place counts for, or `outside` where it is in the margin only.
    func cell(holding local: LocalPosition, point: Int) throws(Refusal) -> Int32 {
        guard local.eastMetres.isFinite, local.northMetres.isFinite, local.upMetres.isFinite else {
            throw refusal(.notFinite, "position of point \(point) is not a place on Earth")
        }
        let margin = region.marginMetres
        guard (-margin...region.grid.extentEastMetres + margin).contains(local.eastMetres),
            (-margin...region.grid.extentNorthMetres + margin).contains(local.northMetres),
            (region.floorMetres...region.ceilingMetres).contains(local.upMetres)
        else {
            throw refusal(
                .outsideRegion,
                "point \(point) lies \(Self.whole(local.eastMetres)) m east, "
                    + "\(Self.whole(local.northMetres)) m north, "
                    + "\(Self.whole(local.upMetres)) m up of the origin")
        }
        guard let cell = region.grid.cell(holding: local),
            abs(region.grid.zLevelsMetres[cell.z] - local.upMetres) <= levelReachMetres
        else { return SampleBatch.outside }
        return Int32(region.grid.index(of: cell))
    }

    /// Whole metres for people; an altitude of 1e30 m is none that an integer holds.
    private static func whole(_ metres: Double) -> Int { Int(min(max(metres, -1e12), 1e12)) }

    func refusal(_ reason: RejectionReason, _ detail: String) -> Refusal {
        Refusal(reason: reason, detail: String(detail.prefix(200)))
    }
}
