import Foundation
import Model
import SwiftProtobuf
import Testing
import Wire

/// The same for what engines say.
@Suite struct SecondDecoderOutputTests {
    let decoder = WireDecoder()

    private func bytes(_ message: some SwiftProtobuf.Message) throws -> [UInt8] {
        try message.serializedBytes()
    }

    @Test func `a spectrum`() throws {
        var message = Ethermap_V1_SpectrumEstimate()
        message.sensorID = "ground-9"
        message.timeUnixNs = 5
        message.epoch = 6
        message.firstFrequencyHz = 2.4e9
        message.binWidthHz = 1e6
        message.psdDbmPerHz = [-150, -120.5]
        message.occupied = [false, true]
        message.thresholdDbmPerHz = [-140, -141]
        message.method = "somp"
        message.iterations = 12
        message.residual = 0.125
        message.warmStart = true
        var band = Ethermap_V1_SpectrumEstimate.Band()
        band.centerFrequencyHz = 2.401e9
        band.widthHz = 1e6
        band.powerDbm = -60.5
        band.powerStandardDeviationDb = 0.75
        band.firstSeenUnixNs = 4
        band.occupancy = 0.25
        message.bands = [band]
        message.psdStandardDeviationDbmPerHz = [-160, -130.5]
        message.occupancy = [0, 0.25]
        message.noiseDbmPerHz = -155.5
        message.falseAlarmProbability = 0.125
        message.degraded = ["clipped", "dead_coset"]
        var value = SpectrumEstimate(
            sensor: "ground-9", time: UnixTime(nanoseconds: 5), epoch: 6, firstFrequencyHz: 2.4e9,
            binWidthHz: 1e6, psdDbmPerHz: [-150, -120.5], occupied: [false, true],
            thresholdsDbmPerHz: [-140, -141], method: "somp", iterations: 12, residual: 0.125,
            isWarmStart: true)
        value.bands = [
            SpectrumBand(
                centerFrequencyHz: 2.401e9, widthHz: 1e6, powerDbm: -60.5, powerDeviationDb: 0.75,
                firstSeen: UnixTime(nanoseconds: 4), occupancy: 0.25)
        ]
        value.standardDeviationsDbmPerHz = [-160, -130.5]
        value.occupancies = [0, 0.25]
        value.noiseDbmPerHz = -155.5
        value.falseAlarmProbability = 0.125
        value.degradations = [.clipped, .deadCoset]
        #expect(try decoder.spectrumEstimate(bytes(message)) == value)
        #expect(
            try Ethermap_V1_SpectrumEstimate(serializedBytes: WireEncoder.bytes(of: value))
                == message)
    }

    @Test func `a head`() throws {
        var message = Ethermap_V1_MapHead()
        message.region = "campus"
        message.product = "sinr"
        message.bandID = "b2412"
        message.unit = "dB"
        message.revision = 41
        message.validTimeUnixNs = 1_760_000_000
        message.epoch = 3
        message.originLatitudeDeg = 48.1
        message.originLongitudeDeg = 11.5
        message.originAltitudeM = 520
        message.cellEastM = 10
        message.cellNorthM = 12.5
        message.nx = 130
        message.ny = 65
        message.nz = 2
        message.zLevelM = [1.5, 30]
        message.tileSideCells = 64
        message.scale = 0.01
        message.offset = 0.5
        message.tiles = [(1, 40), (2, 41)].map { (column: UInt32, revision: UInt64) in
            var tile = Ethermap_V1_MapHead.Tile()
            tile.z = 1
            tile.y = 0
            tile.x = column
            tile.revision = revision
            return tile
        }
        message.method = "kriging"
        message.modelID = "imnet"
        message.modelHash = "c0ffee"
        let value = MapHead(
            region: "campus", key: MapKey(product: .sinr, band: "b2412"), revision: 41,
            validTime: UnixTime(nanoseconds: 1_760_000_000), epoch: 3,
            grid: Grid(
                origin: GeodeticPosition(
                    latitudeDegrees: 48.1, longitudeDegrees: 11.5, altitudeMetres: 520),
                cellEastMetres: 10, cellNorthMetres: 12.5, nx: 130, ny: 65,
                zLevelsMetres: [1.5, 30]),
            quantisation: TileQuantisation(step: 0.01, offset: 0.5),
            tiles: [
                .init(address: TileAddress(z: 1, y: 0, x: 1), revision: 40),
                .init(address: TileAddress(z: 1, y: 0, x: 2), revision: 41),
            ],
            method: "kriging", modelID: "imnet", modelHash: "c0ffee")
        #expect(try decoder.mapHead(bytes(message)) == value)
        #expect(
            try Ethermap_V1_MapHead(serializedBytes: WireEncoder.bytes(of: value)) == message)
    }

    @Test func `a tile`() throws {
        var message = Ethermap_V1_MapTile()
        message.z = 1
        message.y = 2
        message.x = 3
        message.revision = 41
        message.validTimeUnixNs = 1_760_000_000
        message.epoch = 3
        message.columnCount = 2
        message.rowCount = 1
        message.scale = 0.01
        message.offset = 0.5
        // No data, and 12 345, lowest byte first.
        message.values = Data([0x00, 0x80, 0x39, 0x30])
        message.standardDeviations = Data([255, 4])
        message.ages = Data([254, 17])
        let value = MapTile(
            address: TileAddress(z: 1, y: 2, x: 3), revision: 41,
            validTime: UnixTime(nanoseconds: 1_760_000_000), epoch: 3, columnCount: 2, rowCount: 1,
            quantisation: TileQuantisation(step: 0.01, offset: 0.5), codes: [-32_768, 12_345],
            standardDeviationCodes: [255, 4], ageCodes: [254, 17])
        #expect(try decoder.mapTile(bytes(message)) == value)
        #expect(
            try Ethermap_V1_MapTile(serializedBytes: WireEncoder.bytes(of: value)) == message)
    }

    @Test func `an interferer and its alert`() throws {
        var message = Ethermap_V1_InterfererState()
        message.interfererID = "in-0001"
        message.phase = .active
        message.bandID = "b2412"
        message.latitudeDeg = 48.125
        message.longitudeDeg = 11.25
        message.altitudeM = 530
        message.covarianceM2 = [9, 1, 0.5, 1, 16, 0.25, 0.5, 0.25, 25]
        message.ce90M = 7.5
        message.eirpDbm = 20.25
        message.confidence = 0.875
        message.firstSeenUnixNs = 100
        message.lastSeenUnixNs = 200
        message.sensorCount = 3
        message.sampleCount = 4_321
        message.peakAboveBackgroundDb = 12.5
        message.mapRevision = 41
        message.epoch = 5
        let state = InterfererState(
            id: "in-0001", phase: .active, band: "b2412",
            position: GeodeticPosition(
                latitudeDegrees: 48.125, longitudeDegrees: 11.25, altitudeMetres: 530),
            covarianceSquareMetres: message.covarianceM2, ce90Metres: 7.5, eirpDbm: 20.25,
            confidence: 0.875, firstSeen: UnixTime(nanoseconds: 100),
            lastSeen: UnixTime(nanoseconds: 200), sensorCount: 3, sampleCount: 4_321,
            peakAboveBackgroundDb: 12.5, mapRevision: 41)
        #expect(try decoder.interfererState(bytes(message)) == (state, 5))
        #expect(
            try Ethermap_V1_InterfererState(
                serializedBytes: WireEncoder.bytes(of: state, epoch: 5)) == message)

        var raised = Ethermap_V1_Alert()
        raised.alertID = "a-1"
        raised.kind = .interfererMoved
        raised.region = "campus"
        raised.timeUnixNs = 300
        raised.epoch = 5
        raised.interfererID = message.interfererID
        raised.phase = message.phase
        raised.bandID = message.bandID
        raised.latitudeDeg = message.latitudeDeg
        raised.longitudeDeg = message.longitudeDeg
        raised.altitudeM = message.altitudeM
        raised.covarianceM2 = message.covarianceM2
        raised.ce90M = message.ce90M
        raised.eirpDbm = message.eirpDbm
        raised.confidence = message.confidence
        raised.firstSeenUnixNs = message.firstSeenUnixNs
        raised.lastSeenUnixNs = message.lastSeenUnixNs
        raised.sensorCount = message.sensorCount
        raised.sampleCount = message.sampleCount
        raised.peakAboveBackgroundDb = message.peakAboveBackgroundDb
        raised.mapRevision = message.mapRevision
        raised.sensorID = "uav-1"
        raised.message = "it moved"
        let alert = Alert(
            id: "a-1", kind: .interfererMoved, region: "campus",
            time: UnixTime(nanoseconds: 300), interferer: state, sensor: "uav-1",
            message: "it moved")
        #expect(try decoder.alert(bytes(raised)) == (alert, 5))
        #expect(
            try Ethermap_V1_Alert(serializedBytes: WireEncoder.bytes(of: alert, epoch: 5))
                == raised)
    }

    @Test func `every kind of alert has the name that the mirror uses`() throws {
        for kind in AlertKind.allCases {
            let wire = try #require(Ethermap_V1_Alert.Kind(rawValue: kind.rawValue))
            var message = Ethermap_V1_Alert()
            message.kind = wire
            let json = try message.jsonString()
            #expect(json.contains(kind.name) || kind == .unspecified)
        }
    }

    @Test func `health and owner`() throws {
        var message = Ethermap_V1_EngineHealth()
        message.region = "campus"
        message.engineID = "engine-campus-1f"
        message.epoch = 3
        message.status = .running
        message.timeUnixNs = 9
        message.counters = [("a", 1.5), ("b", 2)].map { name, value in
            var counter = Ethermap_V1_EngineHealth.Counter()
            counter.name = name
            counter.value = value
            return counter
        }
        let value = EngineHealth(
            region: "campus", engine: "engine-campus-1f", epoch: 3, status: .running,
            time: UnixTime(nanoseconds: 9), counters: ["b": 2, "a": 1.5])
        #expect(try decoder.engineHealth(bytes(message)) == value)
        #expect(
            try Ethermap_V1_EngineHealth(serializedBytes: WireEncoder.bytes(of: value)) == message)

        var owner = Ethermap_V1_EngineOwner()
        owner.region = "campus"
        owner.engineID = "engine-campus-1f"
        owner.epoch = 3
        let owned = EngineOwner(region: "campus", engine: "engine-campus-1f", epoch: 3)
        #expect(try decoder.engineOwner(bytes(owner)) == owned)
        #expect(
            try Ethermap_V1_EngineOwner(serializedBytes: WireEncoder.bytes(of: owned)) == owner)
    }
}
