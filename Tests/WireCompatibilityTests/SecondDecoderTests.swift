import Foundation
import Model
import SwiftProtobuf
import Testing
import Wire

/// What swift-protobuf writes we read, field by field, and what we write it reads.
@Suite struct SecondDecoderTests {
    let decoder = WireDecoder()

    /// Serialises by swift-protobuf.
    private func bytes(_ message: some SwiftProtobuf.Message) throws -> [UInt8] {
        try message.serializedBytes()
    }

    @Test func `a frame of signal strengths`() throws {
        var message = Ethermap_V1_RssFrame()
        message.schemaVersion = 1
        message.sensorID = "uav-1"
        message.bootID = 0xFFFF_FFFF_FFFF_FFFE
        message.sequence = 0xFFFF_FFFF_FFFF_FFFD
        message.timeUnixNs = 1_760_000_000_123_456_789
        message.timeOffsetUs = [0, 300, .max]
        message.latitudeDeg = [35.1, 35.2, -35.3]
        message.longitudeDeg = [-78.1, 78.2, 179.9]
        message.altitudeM = [10, 20.5, -3]
        message.horizontalAccuracyM = [1, 2, 3.5]
        message.bandID = ["b2412", "b2437"]
        message.rssDbm = [-70, -80.25, -90, -100, 1e-30, 60]
        message.quality = [1, 0.5, 0.25, 0, 1, 2]
        message.detected = [true, false, true, true, false, true]
        message.noiseFloorDbm = [-110, -111]
        message.altitudeDatum = .msl
        message.takeoffAltitudeM = 101.5
        let frame = RssFrame(
            sensor: "uav-1", bootID: message.bootID, sequence: message.sequence,
            time: UnixTime(nanoseconds: message.timeUnixNs),
            timeOffsetsMicroseconds: message.timeOffsetUs,
            latitudesDegrees: message.latitudeDeg, longitudesDegrees: message.longitudeDeg,
            altitudesMetres: message.altitudeM,
            horizontalAccuraciesMetres: message.horizontalAccuracyM, bandNames: message.bandID,
            rssDbm: message.rssDbm, qualities: message.quality, detections: message.detected,
            noiseFloorsDbm: message.noiseFloorDbm, altitudeDatum: .meanSeaLevel,
            takeoffAltitudeMetres: 101.5)
        #expect(try decoder.rssFrame(bytes(message)) == frame)
        #expect(
            try Ethermap_V1_RssFrame(
                serializedBytes: WireEncoder.bytes(of: frame, checksum: false)) == message)

        // A sensor appends the checksum to what its library made.
        var finished = try bytes(message)
        Checksum.append(to: &finished)
        #expect(try decoder.rssFrame(finished, requireChecksum: true) == frame)
        message.crc32C = Checksum.crc32c(WireEncoder.bytes(of: frame, checksum: false))
        #expect(
            try Ethermap_V1_RssFrame(serializedBytes: WireEncoder.bytes(of: frame)) == message)
    }

    @Test func `a frame whose numbers are not packed`() throws {
        // What an encoder of proto2, or a careless one, writes: one field a value.
        var payload: [UInt8] = [0x08, 1, 0x12, 1, 0x61, 0x20, 1]
        for _ in 0..<2 { payload += [0x39, 0, 0, 0, 0, 0, 0, 0x48, 0x40] }
        for _ in 0..<2 { payload += [0x41, 0, 0, 0, 0, 0, 0, 0x26, 0x40] }
        for _ in 0..<2 { payload += [0x4D, 0, 0, 0xF0, 0x41] }
        payload += [0x5A, 1, 0x62]
        for _ in 0..<2 { payload += [0x65, 0, 0, 0xB4, 0xC2] }
        let frame = try decoder.rssFrame(payload)
        #expect(frame.latitudesDegrees == [48, 48])
        #expect(frame.longitudesDegrees == [11, 11])
        #expect(frame.altitudesMetres == [30, 30])
        #expect(frame.rssDbm == [-90, -90])
        let message = try Ethermap_V1_RssFrame(serializedBytes: payload)
        #expect(message.rssDbm == frame.rssDbm)
    }

    @Test func `a frame of cosets`() throws {
        var message = Ethermap_V1_CosetFrame()
        message.schemaVersion = 1
        message.sensorID = "ground-9"
        message.bootID = 7
        message.sequence = 12
        message.timeUnixNs = 1_760_000_000
        message.latitudeDeg = 45.5
        message.longitudeDeg = -120.25
        message.altitudeM = 33
        message.centerFrequencyHz = 2.44e9
        message.nyquistRateHz = 8e7
        message.downsamplingFactor = 5
        message.cosetOffsets = [1, 4]
        message.samplesPerCoset = 3
        message.blockCount = 2
        message.iq = Data(0..<48)
        message.iqScale = 1.5e-7
        let frame = CosetFrame(
            sensor: "ground-9", bootID: 7, sequence: 12,
            time: UnixTime(nanoseconds: 1_760_000_000),
            position: GeodeticPosition(
                latitudeDegrees: 45.5, longitudeDegrees: -120.25, altitudeMetres: 33),
            centerFrequencyHz: 2.44e9, nyquistRateHz: 8e7, downsamplingFactor: 5,
            cosetOffsets: [1, 4], samplesPerCoset: 3, blockCount: 2, iq: Array(0..<48),
            iqScale: 1.5e-7)
        #expect(try decoder.cosetFrame(bytes(message)) == frame)
        message.crc32C = Checksum.crc32c(WireEncoder.bytes(of: frame, checksum: false))
        #expect(
            try Ethermap_V1_CosetFrame(serializedBytes: WireEncoder.bytes(of: frame)) == message)
    }

    @Test func `a sensor's birth and state`() throws {
        var birth = Ethermap_V1_SensorBirth()
        birth.schemaVersion = 1
        birth.sensorID = "uav-1"
        birth.bootID = 9
        birth.platform = .uav
        birth.antennaHeightM = 1.5
        birth.antennaGainDbi = 2.25
        birth.calibrationOffsetDb = -3.5
        birth.calibrationStandardDeviationDb = 0.75
        birth.bandID = ["b2412", "b2437"]
        birth.capability = ["rss", "coset"]
        let value = SensorBirth(
            sensor: "uav-1", bootID: 9, platform: .uav, antennaHeightMetres: 1.5,
            antennaGainDbi: 2.25, calibrationOffsetDb: -3.5, calibrationStandardDeviationDb: 0.75,
            bands: ["b2412", "b2437"], capabilities: ["rss", "coset"])
        #expect(try decoder.sensorBirth(bytes(birth)) == value)
        #expect(
            try Ethermap_V1_SensorBirth(serializedBytes: WireEncoder.bytes(of: value)) == birth)

        var state = Ethermap_V1_SensorState()
        state.schemaVersion = 1
        state.sensorID = "uav-1"
        state.bootID = 9
        state.status = .offline
        state.timeUnixNs = 5
        state.final = true
        let said = SensorState(
            sensor: "uav-1", bootID: 9, status: .offline, time: UnixTime(nanoseconds: 5),
            isFinal: true)
        #expect(try decoder.sensorState(bytes(state)) == said)
        #expect(
            try Ethermap_V1_SensorState(serializedBytes: WireEncoder.bytes(of: said)) == state)
    }

    @Test func `an acknowledgement with every reason`() throws {
        let reasons: [(Ethermap_V1_Rejection.Reason, RejectionReason)] = [
            (.malformed, .malformed), (.checksum, .checksum), (.sensorMismatch, .sensorMismatch),
            (.schemaVersion, .schemaVersion), (.unknownTopic, .unknownTopic),
            (.oversize, .oversize), (.shape, .shape), (.notFinite, .notFinite),
            (.powerRange, .powerRange), (.outsideRegion, .outsideRegion),
            (.futureTime, .futureTime), (.unknownBand, .unknownBand),
            (.cosetPattern, .cosetPattern), (.tooManySensors, .tooManySensors),
        ]
        #expect(
            reasons.map(\.1).sorted { $0.rawValue < $1.rawValue }
                == RejectionReason.allCases.sorted { $0.rawValue < $1.rawValue })
        var message = Ethermap_V1_SensorAck()
        message.sensorID = "uav-1"
        message.bootID = 9
        message.throughSequence = 1 << 40
        message.rejectedCount = 14
        message.lostCount = 3
        message.epoch = 2
        var ack = SensorAck(
            sensor: "uav-1", bootID: 9, throughSequence: 1 << 40, rejectedCount: 14, lostCount: 3,
            epoch: 2)
        for (index, (wire, reason)) in reasons.enumerated() {
            var part = Ethermap_V1_Rejection()
            part.bootID = 9
            part.sequence = UInt64(index)
            part.reason = wire
            part.detail = "größer"
            part.timeUnixNs = 77
            message.rejections.append(part)
            ack.rejections.append(
                Rejection(
                    bootID: 9, sequence: UInt64(index), reason: reason, detail: "größer",
                    time: UnixTime(nanoseconds: 77)))
        }
        #expect(try decoder.sensorAck(bytes(message)) == ack)
        #expect(
            try Ethermap_V1_SensorAck(serializedBytes: WireEncoder.bytes(of: ack)) == message)
    }
}
