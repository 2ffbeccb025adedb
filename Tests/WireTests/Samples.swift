import Model

/// One value of every message, with every field away from its default.
enum Samples {
    static let birth = SensorBirth(
        sensor: "uav-1", bootID: 0x0102_0304_0506_0708, platform: .uav, antennaHeightMetres: 1.5,
        antennaGainDbi: 2.25, calibrationOffsetDb: -3.5, calibrationStandardDeviationDb: 0.75,
        bands: ["b2412", "b2437"], capabilities: ["rss", "coset"])

    static let state = SensorState(
        sensor: "uav-1", bootID: 7, status: .offline, time: UnixTime(nanoseconds: 1_700_000_000),
        isFinal: true)

    static let ack = SensorAck(
        sensor: "uav-1", bootID: 7, throughSequence: 1_000_000_007,
        rejections: RejectionReason.allCases.enumerated().map { index, reason in
            Rejection(
                bootID: 7, sequence: UInt64(index), reason: reason,
                detail: "größer als 3 dB (\(index))",
                time: UnixTime(nanoseconds: 1_700_000_000 + UInt64(index)))
        },
        rejectedCount: 14, lostCount: 3, epoch: 9)

    /// Three points of two bands.
    static let rss = RssFrame(
        sensor: "uav-1", bootID: 0x8000_0000_0000_0001, sequence: .max,
        time: UnixTime(nanoseconds: 1_760_000_000_123_456_789),
        timeOffsetsMicroseconds: [0, 1_000, .max],
        latitudesDegrees: [35.1, 35.2, -35.3], longitudesDegrees: [-78.1, 78.2, 179.9],
        altitudesMetres: [10, 20.5, -3], horizontalAccuraciesMetres: [1, 2, 3.5],
        bandNames: ["b2412", "b2437"], rssDbm: [-70, -80.25, -90, -100, 1e-30, 60],
        qualities: [1, 0.5, 0.25, 0, 1, 1], detections: [true, false, true, true, false, true],
        noiseFloorsDbm: [-110, -111], altitudeDatum: .aboveTakeoff, takeoffAltitudeMetres: 101.5)

    /// Two cosets of period 5, three samples each, two blocks.
    static let coset = CosetFrame(
        sensor: "ground-9", bootID: 7, sequence: 12, time: UnixTime(nanoseconds: 1_760_000_000),
        position: GeodeticPosition(
            latitudeDegrees: 45.5, longitudeDegrees: -120.25, altitudeMetres: 33),
        centerFrequencyHz: 2.44e9, nyquistRateHz: 8e7, downsamplingFactor: 5,
        cosetOffsets: [1, 4], samplesPerCoset: 3, blockCount: 2, iq: (0..<48).map { UInt8($0) },
        iqScale: 1.5e-7)

    static let spectrum = {
        var estimate = plainSpectrum
        estimate.bands = [
            SpectrumBand(
                centerFrequencyHz: 2.401e9, widthHz: 1e6, powerDbm: -60.5, powerDeviationDb: 0.75,
                firstSeen: UnixTime(nanoseconds: 4), occupancy: 0.25)
        ]
        estimate.standardDeviationsDbmPerHz = [-160, -130.5, -161]
        estimate.occupancies = [0, 0.25, 0.5]
        estimate.noiseDbmPerHz = -155.5
        estimate.falseAlarmProbability = 0.125
        estimate.degradations = SpectrumDegradation.allCases
        return estimate
    }()

    /// As a sensor's spectrum was told before it had bands.
    static let plainSpectrum = SpectrumEstimate(
        sensor: "ground-9", time: UnixTime(nanoseconds: 5), epoch: 6, firstFrequencyHz: 2.4e9,
        binWidthHz: 1e6, psdDbmPerHz: [-150, -120.5, -151], occupied: [false, true, false],
        thresholdsDbmPerHz: [-140, -141, -142], method: "somp", iterations: 12, residual: 0.125,
        isWarmStart: true)

    static let grid = Grid(
        origin: GeodeticPosition(
            latitudeDegrees: 48.1, longitudeDegrees: 11.5, altitudeMetres: 520),
        cellEastMetres: 10, cellNorthMetres: 12.5, nx: 130, ny: 65, zLevelsMetres: [1.5, 30])

    static let head = MapHead(
        region: "campus", key: MapKey(product: .sinr, band: "b2412"), revision: 41,
        validTime: UnixTime(nanoseconds: 1_760_000_000), epoch: 3, grid: grid,
        quantisation: TileQuantisation(step: 0.01, offset: 0.5),
        tiles: [
            .init(address: TileAddress(z: 0, y: 0, x: 1), revision: 40),
            .init(address: TileAddress(z: 0, y: 1, x: 2), revision: 41),
            .init(address: TileAddress(z: 1, y: 1, x: 0), revision: 1),
        ],
        method: "kriging", modelID: "imnet", modelHash: "c0ffee")

    static let tile = MapTile(
        address: TileAddress(z: 1, y: 1, x: 2), revision: 41,
        validTime: UnixTime(nanoseconds: 1_760_000_000), epoch: 3, columnCount: 2, rowCount: 1,
        quantisation: TileQuantisation(step: 0.01, offset: 0.5), codes: [-32_768, 12_345],
        standardDeviationCodes: [255, 4], ageCodes: [255, 17])

    static let interferer = InterfererState(
        id: "in-0001", phase: .active, band: "b2412",
        position: GeodeticPosition(
            latitudeDegrees: 48.125, longitudeDegrees: 11.25, altitudeMetres: 530),
        covarianceSquareMetres: [9, 1, 0.5, 1, 16, 0.25, 0.5, 0.25, 25], ce90Metres: 7.5,
        eirpDbm: 20.25, confidence: 0.9, firstSeen: UnixTime(nanoseconds: 1_760_000_000),
        lastSeen: UnixTime(nanoseconds: 1_760_000_999), sensorCount: 3, sampleCount: 4_321,
        peakAboveBackgroundDb: 12.5, mapRevision: 41)

    static let alert = Alert(
        id: "campus/in-0001/detected/1", kind: .interfererDetected, region: "campus",
        time: UnixTime(nanoseconds: 1_760_000_001), interferer: interferer, sensor: "uav-1",
        message: "An interferer, ±7.5 m")

    static let health = EngineHealth(
        region: "campus", engine: "engine-campus-1f", epoch: 3, status: .running,
        time: UnixTime(nanoseconds: 1_760_000_001),
        counters: ["frames_accepted": 1e6, "lag_seconds": 0.125, "rejected_malformed": 2])

    static let owner = EngineOwner(region: "campus", engine: "engine-campus-1f", epoch: 3)
}
