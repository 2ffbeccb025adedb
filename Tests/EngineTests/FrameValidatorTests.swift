import Geometry
import Model
import Testing

@testable import Engine

struct FrameValidatorTests {
    typealias Change<Frame> = @Sendable (inout Frame) -> Void

    static let validator = FrameValidator(
        region: Fixture.region(grid: Fixture.grid(levels: [60, 160]), bandCount: 3),
        limits: IntakeLimits(), levelReachMetres: 25)

    private func reason(
        _ frame: RssFrame, topic: SensorID = "uav-1", clock: UnixTime = Fixture.start
    ) -> RejectionReason? {
        do throws(FrameValidator.Refusal) {
            _ = try Self.validator.samples(of: frame, topicSensor: topic, clock: clock)
            return nil
        } catch {
            #expect(!error.detail.isEmpty && error.detail.count <= 200)
            return error.reason
        }
    }

    private func reason(_ frame: CosetFrame) -> RejectionReason? {
        do throws(FrameValidator.Refusal) {
            _ = try Self.validator.cosets(
                of: frame, topicSensor: "uav-1", clock: Fixture.start)
            return nil
        } catch {
            #expect(!error.detail.isEmpty && error.detail.count <= 200)
            return error.reason
        }
    }

    private static var frame: RssFrame {
        var frame = Fixture.rss(
            places: [Fixture.place(100, 100), Fixture.place(104, 100)], bands: ["b0", "b2"])
        frame.timeOffsetsMicroseconds = [0, 50_000]
        frame.noiseFloorsDbm = [-110, -110]
        return frame
    }

    static let rssCases: [(String, RejectionReason?, Change<RssFrame>)] = [
        ("as it is", nil, { _ in }),
        ("schema 0", .schemaVersion, { $0.schemaVersion = 0 }),
        ("schema 2", .schemaVersion, { $0.schemaVersion = 2 }),
        ("another sensor", .sensorMismatch, { $0.sensor = "uav-2" }),
        ("sequence 0", .shape, { $0.sequence = 0 }),
        ("last sequence", nil, { $0.sequence = UInt64(Int64.max) }),
        ("sequence beyond SQLite", .shape, { $0.sequence = UInt64(Int64.max) + 1 }),
        ("no point", .shape, { $0.latitudesDegrees = [] }),
        ("no band", .shape, { $0.bandNames = [] }),
        ("a longitude short", .shape, { $0.longitudesDegrees.removeLast() }),
        ("an altitude too many", .shape, { $0.altitudesMetres.append(60) }),
        ("an offset short", .shape, { $0.timeOffsetsMicroseconds.removeLast() }),
        ("no offsets", nil, { $0.timeOffsetsMicroseconds = [] }),
        ("one accuracy", .shape, { $0.horizontalAccuraciesMetres = [1] }),
        ("a value short", .shape, { $0.rssDbm.removeLast() }),
        ("one quality", .shape, { $0.qualities = [1] }),
        ("one detection", .shape, { $0.detections = [true] }),
        ("three floors", .shape, { $0.noiseFloorsDbm = [-110, -110, -110] }),
        ("a band twice", .shape, { $0.bandNames = ["b0", "b0"] }),
        ("an unknown band", .unknownBand, { $0.bandNames = ["b0", "b3"] }),
        ("a band without a name", .unknownBand, { $0.bandNames = ["", "b0"] }),
        ("bands in another order", nil, { $0.bandNames = ["b2", "b1"] }),
        ("a NaN", .notFinite, { $0.rssDbm[1] = .nan }),
        ("an infinity", .notFinite, { $0.rssDbm[3] = -.infinity }),
        ("a NaN beside a wrong power", .notFinite, { $0.rssDbm = [0, 61, .nan, 0] }),
        ("a NaN floor", .notFinite, { $0.noiseFloorsDbm[0] = .nan }),
        ("a NaN quality", .notFinite, { $0.qualities = [1, 1, .nan, 1] }),
        ("an endless accuracy", .notFinite, { $0.horizontalAccuraciesMetres = [1, .infinity] }),
        ("60 dBm", nil, { $0.rssDbm[0] = 60 }),
        ("60.01 dBm", .powerRange, { $0.rssDbm[0] = 60.01 }),
        ("-200 dBm", nil, { $0.rssDbm[0] = -200 }),
        ("-201 dBm", .powerRange, { $0.rssDbm[0] = -201 }),
        ("a floor of 61 dBm", .powerRange, { $0.noiseFloorsDbm[1] = 61 }),
        ("a NaN latitude", .notFinite, { $0.latitudesDegrees[1] = .nan }),
        ("a latitude of 91", .notFinite, { $0.latitudesDegrees[0] = 91 }),
        ("a longitude of 1e300", .notFinite, { $0.longitudesDegrees[0] = 1e300 }),
        ("the antipodes", .outsideRegion, { $0.latitudesDegrees[0] = -50.08 }),
        ("a NaN altitude", .notFinite, { $0.altitudesMetres[0] = .nan }),
        ("an endless altitude", .notFinite, { $0.altitudesMetres[0] = .infinity }),
        ("an altitude of 1e30 m", .outsideRegion, { $0.altitudesMetres[0] = 1e30 }),
        (
            "the greatest altitude", .outsideRegion,
            { $0.altitudesMetres[0] = -.greatestFiniteMagnitude }
        ),
        (
            "an endless take-off", .notFinite,
            {
                $0.altitudeDatum = .aboveTakeoff
                $0.takeoffAltitudeMetres = .infinity
            }
        ),
        ("5 s ahead", nil, { $0.time = Fixture.time(4.95) }),
        ("5.01 s ahead with its offset", .futureTime, { $0.time = Fixture.time(4.96) }),
        ("the end of time", .futureTime, { $0.time = UnixTime(nanoseconds: .max) }),
        (
            "an offset beyond the end of time", .futureTime,
            {
                $0.time = UnixTime(nanoseconds: .max)
                $0.timeOffsetsMicroseconds = [0, .max]
            }
        ),
        ("1970", nil, { $0.time = .zero }),
    ]

    @Test(arguments: rssCases.indices)
    func `an RSS frame is refused for the reason that is listed`(_ index: Int) {
        let (name, expected, change) = Self.rssCases[index]
        var frame = Self.frame
        change(&frame)
        #expect(reason(frame) == expected, "\(name)")
    }

    @Test func `a frame on the topic of another sensor is refused`() {
        #expect(reason(Self.frame, topic: "uav-9") == .sensorMismatch)
    }

    static let cosetCases: [(String, RejectionReason?, Change<CosetFrame>)] = [
        ("as it is", nil, { _ in }),
        ("schema 3", .schemaVersion, { $0.schemaVersion = 3 }),
        ("another sensor", .sensorMismatch, { $0.sensor = "x" }),
        ("sequence 0", .shape, { $0.sequence = 0 }),
        ("a NaN rate", .notFinite, { $0.nyquistRateHz = .nan }),
        ("an endless scale", .notFinite, { $0.iqScale = .infinity }),
        ("no frequency", .cosetPattern, { $0.centerFrequencyHz = 0 }),
        ("no scale", .cosetPattern, { $0.iqScale = 0 }),
        ("a period of 1", .cosetPattern, { $0.downsamplingFactor = 1 }),
        ("a period of 2^32 - 1", .cosetPattern, { $0.downsamplingFactor = .max }),
        ("no coset", .cosetPattern, { $0.cosetOffsets = [] }),
        ("an offset twice", .cosetPattern, { $0.cosetOffsets = [0, 3, 3] }),
        ("offsets that fall", .cosetPattern, { $0.cosetOffsets = [3, 0, 11] }),
        ("an offset of the period", .cosetPattern, { $0.cosetOffsets = [0, 3, 16] }),
        ("no samples", .cosetPattern, { $0.samplesPerCoset = 0 }),
        (
            "products that overflow", .cosetPattern,
            {
                $0.samplesPerCoset = .max
                $0.blockCount = .max
            }
        ),
        ("a byte of IQ short", .cosetPattern, { $0.iq.removeLast() }),
        ("nothing but noughts", .powerRange, { $0.iq = $0.iq.map { _ in 0 } }),
        ("a megawatt", .powerRange, { $0.iqScale = 1e4 }),
        ("less than there is in the universe", .powerRange, { $0.iqScale = 1e-20 }),
        (
            "more bins than are told", .cosetPattern,
            {
                $0.downsamplingFactor = 2_048
                $0.cosetOffsets = [0, 3, 1_024]
            }
        ),
        ("6 s ahead", .futureTime, { $0.time = Fixture.time(6) }),
        ("far away", .outsideRegion, { $0.position = Fixture.place(5_000, 0) }),
        ("above everything", .outsideRegion, { $0.position.altitudeMetres = 1e300 }),
        ("nowhere", .notFinite, { $0.position.latitudeDegrees = 200 }),
    ]

    @Test(arguments: cosetCases.indices)
    func `a coset frame is refused for the reason that is listed`(_ index: Int) {
        let (name, expected, change) = Self.cosetCases[index]
        var frame = Fixture.coset()
        change(&frame)
        #expect(reason(frame) == expected, "\(name)")
    }

    static let birthCases: [(String, RejectionReason?, Change<SensorBirth>)] = [
        ("as it is", nil, { _ in }),
        ("schema 0", .schemaVersion, { $0.schemaVersion = 0 }),
        ("another sensor", .sensorMismatch, { $0.sensor = "x" }),
        ("a NaN height", .notFinite, { $0.antennaHeightMetres = .nan }),
        ("an endless gain", .notFinite, { $0.antennaGainDbi = .infinity }),
        ("201 dB of correction", .powerRange, { $0.calibrationOffsetDb = -201 }),
        ("a negative deviation", .powerRange, { $0.calibrationStandardDeviationDb = -1 }),
        ("a deviation of 1e30", .powerRange, { $0.calibrationStandardDeviationDb = 1e30 }),
        ("an unknown band", .unknownBand, { $0.bands = ["b9"] }),
        ("no bands", nil, { $0.bands = [] }),
    ]

    @Test(arguments: birthCases.indices)
    func `a birth is refused for the reason that is listed`(_ index: Int) {
        let (name, expected, change) = Self.birthCases[index]
        var birth = SensorBirth(sensor: "uav-1", bootID: 3, bands: ["b0", "b1"])
        change(&birth)
        var reason: RejectionReason?
        do throws(FrameValidator.Refusal) {
            try Self.validator.check(birth, topicSensor: "uav-1")
        } catch { reason = error.reason }
        #expect(reason == expected, "\(name)")
    }

    @Test func `sizes beyond the limits are refused before anything is made of them`() {
        var frame = Self.frame
        frame.latitudesDegrees = Array(repeating: 50.08, count: 4_097)
        #expect(reason(frame) == .oversize)
        frame = Self.frame
        frame.bandNames = Array(repeating: "b0", count: 16_385)
        frame.latitudesDegrees = [50.08]
        #expect(reason(frame) == .oversize)
        let places = Array(repeating: Fixture.place(100, 100), count: 4_096)
        #expect(reason(Fixture.rss(places: places)) == nil)
    }

    @Test(
        arguments: [
            (-99.0, 50.0, 60.0, true), (-101, 50, 60, false), (356 - 1, 50, 60, true),
            (356 + 1, 50, 60, false), (50, -99, 60, true), (50, -101, 60, false),
            (50, 291, 60, true), (50, 293, 60, false), (50, 50, -49, true), (50, 50, -51, false),
            (50, 50, 299, true), (50, 50, 301, false),
        ] as [(Double, Double, Double, Bool)])
    func `a position may lie outside by the margin and no further`(
        _ east: Double, _ north: Double, _ up: Double, _ isAccepted: Bool
    ) {
        let frame = Fixture.rss(places: [Fixture.place(east, north, up)])
        #expect(reason(frame) == (isAccepted ? nil : .outsideRegion))
    }

    @Test func `points get the cell and the level that hold them, or none`() throws {
        let grid = Self.validator.region.grid
        let places: [(GeodeticPosition, Grid.Cell?)] = [
            (Fixture.place(4, 4, 60), Grid.Cell(x: 0, y: 0, z: 0)),
            (Fixture.place(252, 188, 84), Grid.Cell(x: 31, y: 23, z: 0)),
            (Fixture.place(20, 12, 140), Grid.Cell(x: 2, y: 1, z: 1)),
            (Fixture.place(20, 12, 110), nil), (Fixture.place(20, 12, 20), nil),
            (Fixture.place(-4, 12, 60), nil), (Fixture.place(20, 196, 60), nil),
        ]
        let frame = Fixture.rss(places: places.map(\.0))
        let batch = try Self.validator.samples(
            of: frame, topicSensor: "uav-1", clock: Fixture.start)
        for (cell, (_, expected)) in zip(batch.cells, places) {
            #expect(cell == expected.map { Int32(grid.index(of: $0)) } ?? SampleBatch.outside)
        }
        #expect(batch.bandIndices == [0])
        #expect(batch.lastPosition.latitudeDegrees == frame.latitudesDegrees.last)
    }

    @Test func `altitudes count from the datum that the frame names`() throws {
        // 60 m above the origin is 300 m above the ellipsoid; the geoid lies 45 m above it.
        let cases: [(AltitudeDatum, Float, Float)] = [
            (.ellipsoid, 300, 0), (.meanSeaLevel, 255, 0), (.aboveTakeoff, 50, 250),
        ]
        for (datum, altitude, takeoff) in cases {
            var frame = Fixture.rss(places: [Fixture.place(20, 12)])
            frame.altitudesMetres = [altitude]
            frame.altitudeDatum = datum
            frame.takeoffAltitudeMetres = takeoff
            let batch = try Self.validator.samples(
                of: frame, topicSensor: "uav-1", clock: Fixture.start)
            #expect(batch.cells == [34])
            frame.altitudesMetres = [altitude + 50]
            let above = try Self.validator.samples(
                of: frame, topicSensor: "uav-1", clock: Fixture.start)
            #expect(above.cells == [SampleBatch.outside])
        }
    }
}
