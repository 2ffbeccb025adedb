import Model

/// What a sensor received at one point of its way, in every band that its birth names.
public struct RssPoint: Hashable, Sendable {
    /// When.
    public var time: UnixTime
    /// Where; altitude above the ellipsoid.
    public var position: GeodeticPosition
    /// Received power of each band, dBm [B].
    public var rssDbm: [Float]
    /// Whether each value was detected [B], else it is an upper bound; `nil` means all were.
    public var detections: [Bool]?

    /// A point from its parts.
    public init(
        time: UnixTime, position: GeodeticPosition, rssDbm: [Float], detections: [Bool]? = nil
    ) {
        self.time = time
        self.position = position
        self.rssDbm = rssDbm
        self.detections = detections
    }
}

extension RssFrame {
    /// A frame of some points; sensor, boot and sequence come from whoever sends it.
    ///
    /// - Throws: where there is no point, one lies before the first or more than 71 minutes after
    ///   it, or has not one value for each band.
    init(of points: [RssPoint], bands: [BandID], sensor: SensorID) throws(SensorError) {
        guard let first = points.first else { throw SensorError(reason: "it has no point") }
        self.init(
            sensor: sensor, bootID: 0, sequence: 0, time: first.time, latitudesDegrees: [],
            longitudesDegrees: [], altitudesMetres: [], bandNames: bands.map(\.rawValue),
            rssDbm: [])
        let hasCensored = points.contains { $0.detections != nil }
        for point in points {
            guard point.rssDbm.count == bands.count,
                point.detections.map({ $0.count == bands.count }) ?? true
            else {
                throw SensorError(reason: "a point has not one value for each of the bands")
            }
            let microseconds = point.time.seconds(since: first.time) * 1e6
            guard let offset = UInt32(exactly: microseconds.rounded()) else {
                throw SensorError(reason: "its points are not in order, or too far apart")
            }
            timeOffsetsMicroseconds.append(offset)
            latitudesDegrees.append(point.position.latitudeDegrees)
            longitudesDegrees.append(point.position.longitudeDegrees)
            altitudesMetres.append(Float(point.position.altitudeMetres))
            rssDbm += point.rssDbm
            if hasCensored {
                detections += point.detections ?? point.rssDbm.map { _ in true }
            }
        }
    }
}
