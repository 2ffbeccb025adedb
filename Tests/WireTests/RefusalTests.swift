import Model
import Testing

@testable import Wire

@Suite struct RefusalTests {
    let decoder = WireDecoder()

    /// A small valid frame by hand, whose single fields can be spoilt.
    private func frame(
        sensor: [UInt8] = Array("uav-1".utf8), band: [UInt8] = Array("b1".utf8),
        extra: (inout WireBytes) -> Void = { _ in }
    ) -> [UInt8] {
        var bytes = WireBytes()
        bytes.field(1, varint: 1)
        bytes.field(2, bytes: sensor)
        bytes.field(3, fixed64: 7)
        bytes.field(4, varint: 12)
        bytes.field(7, bytes: [0, 0, 0, 0, 0, 0, 0, 0])
        bytes.field(8, bytes: [0, 0, 0, 0, 0, 0, 0, 0])
        bytes.field(9, bytes: [0, 0, 0, 0])
        bytes.field(11, bytes: band)
        bytes.field(12, bytes: [0, 0, 0, 0])
        extra(&bytes)
        return bytes.bytes
    }

    private func refusal(of payload: [UInt8]) -> WireError? {
        #expect(throws: WireError.self) { try decoder.rssFrame(payload) }
    }

    @Test func `the frame by hand is valid`() throws {
        let frame = try decoder.rssFrame(frame())
        #expect(frame.sensor == "uav-1")
        #expect(frame.bandNames == ["b1"])
    }

    @Test func `a name that hides something behind a NUL is malformed`() {
        let error = refusal(of: frame(sensor: Array("uav-1\0evil".utf8)))
        #expect(error?.reason == .malformed)
        #expect(error?.detail.contains("sensor_id") == true)
        #expect(refusal(of: frame(sensor: Array("uav-1\0".utf8)))?.reason == .malformed)
        #expect(refusal(of: frame(band: Array("b1\0".utf8)))?.reason == .malformed)
    }

    @Test func `a NUL inside a nested message is malformed`() {
        var counter = WireBytes()
        counter.field(1, text: "frames\0evil")
        var health = WireBytes()
        health.field(1, text: "campus")
        health.field(6, bytes: counter.bytes)
        let error = #expect(throws: WireError.self) { try decoder.engineHealth(health.bytes) }
        #expect(error?.reason == .malformed)
    }

    @Test(arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82]])
    func `text that is not UTF-8 is malformed`(bytes: [UInt8]) {
        #expect(refusal(of: frame(band: bytes))?.reason == .malformed)
    }

    @Test(arguments: ["", "UAV", "a.b", "a/b", "+", "#", "a b", String(repeating: "a", count: 33)])
    func `a sensor that no topic can name is malformed`(name: String) {
        let error = refusal(of: frame(sensor: Array(name.utf8)))
        #expect(error?.reason == .malformed)
    }

    @Test func `a refusal names boot and sequence so that they can be passed over`() {
        let error = refusal(of: frame(sensor: Array("UAV".utf8)))
        #expect(error?.bootID == 7)
        #expect(error?.sequence == 12)
    }

    @Test func `boot and sequence are read even where the rest is torn off`() {
        var payload = frame()
        payload.removeLast()
        let error = refusal(of: payload)
        #expect(error?.reason == .malformed)
        #expect(error?.bootID == 7)
        #expect(error?.sequence == 12)
        #expect(refusal(of: [0x0A])?.sequence == nil)
    }

    @Test func `an altitude datum from the future is malformed`() {
        #expect(refusal(of: frame { $0.field(17, varint: 9) })?.reason == .malformed)
        #expect(refusal(of: frame { $0.field(17, varint: .max) })?.reason == .malformed)
    }

    @Test func `unknown fields of any kind are passed over`() throws {
        let payload = frame { bytes in
            bytes.field(500, varint: 1)
            bytes.field(501, text: "any\0thing")
            bytes.field(502, fixed32: 1)
            bytes.field(503, fixed64: 1)
        }
        #expect(try decoder.rssFrame(payload).sensor == "uav-1")
    }

    @Test(arguments: [0, 2, UInt64(UInt32.max)])
    func `only the schema that we speak is taken`(version: UInt64) {
        #expect(refusal(of: frame { $0.field(1, varint: version) })?.reason == .schemaVersion)
    }

    @Test func `every array that does not fit is a wrong shape`() {
        let spoilt: [(inout RssFrame) -> Void] = [
            { $0.sequence = 0 }, { $0.timeOffsetsMicroseconds = [1] },
            { $0.longitudesDegrees.removeLast() }, { $0.altitudesMetres.append(0) },
            { $0.horizontalAccuraciesMetres = [1] }, { $0.bandNames = [] },
            { $0.bandNames.append("b9") }, { $0.rssDbm.removeLast() }, { $0.qualities = [1] },
            { $0.detections.removeLast() }, { $0.noiseFloorsDbm = [1] },
            { $0.latitudesDegrees = [] },
        ]
        for spoil in spoilt {
            var frame = Samples.rss
            spoil(&frame)
            #expect(refusal(of: WireEncoder.bytes(of: frame))?.reason == .shape)
        }
    }

    @Test func `an impossible coset pattern is refused`() {
        let spoilt: [(RejectionReason, (inout CosetFrame) -> Void)] = [
            (.shape, { $0.sequence = 0 }), (.cosetPattern, { $0.cosetOffsets = [] }),
            (.cosetPattern, { $0.cosetOffsets = [4, 1] }),
            (.cosetPattern, { $0.cosetOffsets = [1, 1] }),
            (.cosetPattern, { $0.cosetOffsets = [1, 5] }),
            (.cosetPattern, { $0.downsamplingFactor = 0 }), (.shape, { $0.samplesPerCoset = 0 }),
            (.shape, { $0.blockCount = 0 }), (.shape, { $0.iq.removeLast() }),
            (
                .shape,
                {
                    $0.samplesPerCoset = .max
                    $0.blockCount = .max
                }
            ),
        ]
        for (reason, spoil) in spoilt {
            var frame = Samples.coset
            spoil(&frame)
            let error = #expect(throws: WireError.self) {
                try decoder.cosetFrame(WireEncoder.bytes(of: frame))
            }
            #expect(error?.reason == reason)
        }
    }
}
