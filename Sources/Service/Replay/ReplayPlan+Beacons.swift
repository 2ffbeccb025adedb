import Engine
import Formats
import Foundation
import Geometry
import Model

extension ReplayPlan {
    /// A cell's side indoors, metres.
    static let indoorCellMetres = 0.5
    /// Standard deviation of a beacon receiver's calibration, decibels: they are not calibrated.
    static let beaconCalibrationDb: Float = 4

    /// Makes a plan from recordings of fixed receivers and one beacon that was carried about.
    ///
    /// The building's frame has no place on the Earth: `origin` gives it one, east along x and north
    /// along y. True places go into `truth` alone; no frame holds them.
    ///
    /// - Parameters:
    ///   - recordings: each file's samples.
    ///   - receivers: where the receivers stand, and the floor.
    ///   - origin: where the building's (0, 0, 0) is said to lie.
    ///   - region: the region's name.
    ///   - centerFrequencyHz: of the beacon.
    ///   - bootID: the boot of every sensor.
    /// - Throws: where there is nothing to replay, or recordings are of different beacons.
    public init(
        of recordings: [BeaconRecording], receivers: BeaconReceivers, origin: GeodeticPosition,
        region: RegionID, centerFrequencyHz: Double, bootID: UInt64
    ) throws {
        // Stable: samples of one instant keep the files' order.
        let samples = recordings.flatMap(\.samples).sorted { $0.time < $1.time }
        let emitters = Set(recordings.map(\.emitter)).subtracting([""])
        guard !samples.isEmpty, emitters.count == 1 else {
            throw ServiceError(
                kind: .badData, operation: "replay",
                reason: samples.isEmpty
                    ? "the recording holds no sample"
                    : "the recordings are of \(emitters.count) emitters; replay one at a time")
        }
        let frame = LocalFrame(origin: origin)
        let places = Dictionary(
            receivers.sites.map { ($0.sensor, frame.geodetic(of: $0.position)) }
        ) { first, _ in first }
        let placed = samples.compactMap { sample in
            places[sample.sensor].map { place in
                RecordedSample(
                    time: sample.time, latitudeDegrees: place.latitudeDegrees,
                    longitudeDegrees: place.longitudeDegrees,
                    altitudeMetres: place.altitudeMetres - origin.altitudeMetres,
                    rssDbm: sample.rssDbm, sensor: sample.sensor)
            }
        }
        let band = BandID(unchecked: "b\(Int((centerFrequencyHz / 1e6).rounded()))")
        engine = Self.engine(
            indoors: receivers, frame: frame, region: region,
            band: Band(id: band, centerFrequencyHz: centerFrequencyHz, bandwidthHz: 1e6))
        pointCount = placed.count
        tracks = Self.tracks(
            of: [Recording(samples: placed, altitudeDatum: .ellipsoid)], defaultBand: band,
            bootID: bootID, platform: .ground, calibrationDb: Self.beaconCalibrationDb)
        truth = ReplayTruth(
            in: samples, movedEast: -receivers.floor.westMetres,
            north: -receivers.floor.southMetres)
    }

    /// An engine for one floor: every distance in the floor's scale, every time in a walk's.
    ///
    /// Outdoors the defaults go with cells of 8 m; here they shrink with the cell. Receivers stand
    /// some metres apart and never pass anything, so that a peak's neighbours are the receivers
    /// around it and it need not lie among them.
    private static func engine(
        indoors receivers: BeaconReceivers, frame: LocalFrame, region: RegionID, band: Band
    ) -> EngineConfiguration {
        let floor = receivers.floor
        let cell = indoorCellMetres
        let heights = receivers.sites.map(\.position.upMetres).sorted()
        let east = floor.eastMetres - floor.westMetres
        let north = floor.northMetres - floor.southMetres
        let side = max(east, north)
        let grid = Grid(
            origin: frame.geodetic(
                of: LocalPosition(
                    eastMetres: floor.westMetres, northMetres: floor.southMetres, upMetres: 0)),
            cellEastMetres: cell, cellNorthMetres: cell,
            nx: Int((east / cell).rounded(.up)), ny: Int((north / cell).rounded(.up)),
            zLevelsMetres: [heights[heights.count / 2]])
        var engine = EngineConfiguration(
            region: Region(
                id: region, grid: grid, floorMetres: -5, ceilingMetres: 50, marginMetres: 10,
                bands: [band]))
        engine.clock = .event
        engine.allowedLatenessSeconds = 1.5
        engine.roundIntervalSeconds = 0.5
        engine.sensorLostAfterSeconds = 10
        engine.evidence.halfLifeSeconds = 1.5
        engine.evidence.levelReachMetres = 5
        engine.evidence.sensorBiasDeviationDb = Double(beaconCalibrationDb)
        engine.estimation.reachMetres = side
        engine.estimation.refreshSeconds = 5
        engine.detection.guardMetres = 3
        engine.detection.trainingMetres = 8
        engine.detection.thresholdDb = 3
        // One peak a floor: its neighbours up to half-way across it speak for it.
        engine.detection.suppressionMetres = side / 2
        engine.detection.intervalSeconds = 0.5
        engine.detection.motion = "walking"
        engine.detection.searchMarginMetres = 0
        engine.tracking.gateMetres = side / 2
        engine.tracking.confirmationHits = 3
        engine.tracking.confirmationWindow = 6
        engine.tracking.confirmationCE90Metres = side / 3
        engine.tracking.clearAfterSeconds = 10
        engine.tracking.movedMetres = 3
        engine.tracking.movedDeviations = 2
        engine.tracking.movedIntervalSeconds = 5
        engine.tracking.transitionsPerMinute = 12
        // The filter carries its posterior forward itself; the track only takes it over.
        engine.tracking.smoothing = 1
        engine.tracking.wanderMetres = side / 4
        engine.tracking.speedMaxMetresPerSecond = 3
        return engine
    }
}
