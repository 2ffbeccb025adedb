import Engine
import Formats
import Foundation
import Model

/// A recording made ready to be published: its samples as frames of sensors, and an engine that fits.
public struct ReplayPlan: Sendable {
    /// One sensor's frames, in the order of time.
    public struct Track: Sendable {
        /// Who the sensor is.
        public var birth: SensorBirth
        /// What it sends; sequence and boot are set in sending.
        public var frames: [ReplayFrame]
    }

    /// Points of a frame at most; about a second of the recordings that we know.
    static let framePointCountMax = 32
    /// Longest span of a frame, seconds.
    static let frameSecondsMax = 1.0
    /// Kept free about the recording's extent, metres.
    static let marginMetres = 100.0
    /// Cells of a side at most; cells grow where the recording is larger.
    static let sideCellCountMax = 128
    /// Samples lower than this above the lowest are take-off and landing, not the plane to map.
    static let flightMetresMin = 5.0

    /// The sensors.
    public var tracks: [Track]
    /// An engine's configuration for the recording's extent, on event time.
    public var engine: EngineConfiguration
    /// Points in all.
    public var pointCount: Int
    /// Where the emitter truly was, where the recording says it; no frame holds it.
    public var truth: ReplayTruth?

    /// Whether any frame holds multi-coset samples.
    var hasCosets: Bool {
        tracks.contains { $0.frames.contains { $0.coset != nil } }
    }

    /// A plan from its parts.
    init(tracks: [Track], engine: EngineConfiguration, pointCount: Int) {
        self.tracks = tracks
        self.engine = engine
        self.pointCount = pointCount
    }

    /// Makes a plan from recordings.
    ///
    /// - Parameters:
    ///   - recordings: each file's samples; a sample without a sensor belongs to its file's.
    ///   - region: the region's name.
    ///   - centerFrequencyHz: of samples without a band.
    ///   - bootID: the boot of every sensor.
    /// - Throws: where there is nothing to replay, or it does not lie in one region.
    public init(
        of recordings: [Recording], region: RegionID, centerFrequencyHz: Double, bootID: UInt64
    ) throws {
        let samples = recordings.flatMap(\.samples)
        guard let extent = RecordingExtent(of: samples) else {
            throw ServiceError(
                kind: .badData, operation: "replay", reason: "the recording holds no sample")
        }
        let defaultBand = BandID(
            unchecked: "b\(Int((centerFrequencyHz / 1e6).rounded()))")
        let names = Set(samples.map { $0.band ?? defaultBand }).sorted()
        let grid = try Self.grid(for: samples, extent: extent)
        let bands = names.map { name in
            Band(id: name, centerFrequencyHz: centerFrequencyHz, bandwidthHz: 1e6)
        }
        var engine = EngineConfiguration(
            region: Region(id: region, grid: grid, marginMetres: 200, bands: bands))
        engine.clock = .event
        engine.allowedLatenessSeconds = 2
        engine.roundIntervalSeconds = 5
        engine.sensorLostAfterSeconds = 60
        engine.evidence.halfLifeSeconds = 300
        engine.estimation.refreshSeconds = 60
        engine.tracking.clearAfterSeconds = 60
        // A recording's emitter stands where it stands: the whole flight speaks.
        engine.localisation.memorySeconds = 100_000
        self.engine = engine
        pointCount = samples.count
        tracks = Self.tracks(of: recordings, defaultBand: defaultBand, bootID: bootID)
    }

    /// Cuts recordings into their sensors' frames.
    static func tracks(
        of recordings: [Recording], defaultBand: BandID, bootID: UInt64,
        platform: SensorPlatform = .uav, calibrationDb: Float = 3
    ) -> [Track] {
        var tracks: [SensorID: Track] = [:]
        for (number, recording) in recordings.enumerated() {
            let fileSensor = SensorID(unchecked: "recording-\(number + 1)")
            var open: [SensorID: RssFrame] = [:]
            for sample in recording.samples {
                let sensor = sample.sensor ?? fileSensor
                let band = sample.band ?? defaultBand
                var track =
                    tracks[sensor]
                    ?? Track(
                        birth: SensorBirth(
                            sensor: sensor, bootID: bootID, platform: platform,
                            calibrationStandardDeviationDb: calibrationDb), frames: [])
                if !track.birth.bands.contains(band) { track.birth.bands.append(band) }
                if let frame = open[sensor], !frame.takes(sample, band: band) {
                    track.frames.append(.rss(frame))
                    open[sensor] = nil
                }
                tracks[sensor] = track
                var frame =
                    open[sensor]
                    ?? RssFrame(
                        beginningWith: sample, sensor: sensor, bootID: bootID, band: band,
                        datum: recording.altitudeDatum)
                frame.append(sample)
                open[sensor] = frame
            }
            for (sensor, frame) in open { tracks[sensor]?.frames.append(.rss(frame)) }
        }
        return tracks.values.sorted { $0.birth.sensor < $1.birth.sensor }
    }

    private static func grid(for samples: [RecordedSample], extent: RecordingExtent) throws -> Grid
    {
        let radians = (extent.southDegrees + extent.northDegrees) / 2 * Double.pi / 180
        let metresPerDegreeNorth = 111_132.0
        let metresPerDegreeEast = max(111_320 * cos(radians), 1)
        let east = (extent.eastDegrees - extent.westDegrees) * metresPerDegreeEast
        let north = (extent.northDegrees - extent.southDegrees) * metresPerDegreeNorth
        guard east < 100_000, north < 100_000 else {
            throw ServiceError(
                kind: .badData, operation: "replay",
                reason: "the recording spans \(Int(max(east, north) / 1_000)) km; a region is one "
                    + "place: cut it, or give a configuration")
        }
        let side = max(east, north) + 2 * marginMetres
        let cell = max((side / Double(sideCellCountMax)).rounded(.up), 8)
        return Grid(
            origin: GeodeticPosition(
                latitudeDegrees: extent.southDegrees - marginMetres / metresPerDegreeNorth,
                longitudeDegrees: extent.westDegrees - marginMetres / metresPerDegreeEast,
                altitudeMetres: 0),
            cellEastMetres: cell, cellNorthMetres: cell,
            nx: Int(((east + 2 * marginMetres) / cell).rounded(.up)),
            ny: Int(((north + 2 * marginMetres) / cell).rounded(.up)),
            zLevelsMetres: levels(of: samples, lowest: extent.lowestMetres))
    }

    /// Levels through the heights at which there was flying: one at the median where it was one
    /// plane, else one every 30 m, at most five.
    private static func levels(of samples: [RecordedSample], lowest: Double) -> [Double] {
        let heights = samples.map(\.altitudeMetres).filter { $0 >= lowest + flightMetresMin }
            .sorted()
        guard !heights.isEmpty else { return [lowest] }
        let low = heights[heights.count / 10]
        let high = heights[heights.count * 9 / 10]
        guard high - low > 30 else { return [heights[heights.count / 2]] }
        let count = min(Int((high - low) / 30) + 1, 5)
        return (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) }
    }
}

extension RssFrame {
    fileprivate init(
        beginningWith sample: RecordedSample, sensor: SensorID, bootID: UInt64, band: BandID,
        datum: AltitudeDatum
    ) {
        self.init(
            sensor: sensor, bootID: bootID, sequence: 1, time: sample.time, latitudesDegrees: [],
            longitudesDegrees: [], altitudesMetres: [], bandNames: [band.rawValue], rssDbm: [],
            altitudeDatum: datum)
    }

    /// Whether a sample goes on where the frame ends.
    fileprivate func takes(_ sample: RecordedSample, band: BandID) -> Bool {
        pointCount < ReplayPlan.framePointCountMax && bandNames == [band.rawValue]
            && sample.time >= time
            && sample.time.seconds(since: time) <= ReplayPlan.frameSecondsMax
    }

    fileprivate mutating func append(_ sample: RecordedSample) {
        timeOffsetsMicroseconds.append(UInt32((sample.time.seconds(since: time) * 1e6).rounded()))
        latitudesDegrees.append(sample.latitudeDegrees)
        longitudesDegrees.append(sample.longitudeDegrees)
        altitudesMetres.append(Float(sample.altitudeMetres))
        rssDbm.append(sample.rssDbm)
    }
}
