import Model
import Testing

@testable import Wire

/// Small payloads that grow when unpacked (docs: 60 times for empty messages, 44 for unknown fields).
@Suite struct BudgetTests {
    let decoder = WireDecoder()

    @Test func `a payload over the limit is oversize before it is read`() {
        let error = #expect(throws: WireError.self) {
            try decoder.rssFrame([UInt8](repeating: 0, count: 128 << 10 + 1))
        }
        #expect(error?.reason == .oversize)
    }

    @Test func `many unknown fields are oversize`() {
        var payload = WireBytes()
        for _ in 0..<5_000 { payload.field(500, varint: 1) }
        let error = #expect(throws: WireError.self) { try decoder.rssFrame(payload.bytes) }
        #expect(error?.reason == .oversize)
    }

    @Test func `many unpacked floats are oversize`() {
        var payload = WireBytes()
        for _ in 0..<3_200 { payload.field(12, fixed32: 0) }
        let error = #expect(throws: WireError.self) { try decoder.rssFrame(payload.bytes) }
        #expect(error?.reason == .oversize)
    }

    @Test func `many empty messages are oversize`() {
        var payload = WireBytes()
        payload.field(1, text: "campus")
        for _ in 0..<60_000 { payload.field(6, bytes: []) }
        let error = #expect(throws: WireError.self) { try decoder.engineHealth(payload.bytes) }
        #expect(error?.reason == .oversize)
    }

    @Test func `packed booleans that grow fourfold are oversize`() {
        var payload = WireBytes()
        payload.field(14, bytes: [UInt8](repeating: 1, count: 20_000))
        let error = #expect(throws: WireError.self) { try decoder.rssFrame(payload.bytes) }
        #expect(error?.reason == .oversize)
    }

    @Test func `a length of 4 GiB is malformed`() {
        let error = #expect(throws: WireError.self) {
            try decoder.rssFrame([0x62, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F])
        }
        #expect(error?.reason == .malformed)
    }

    @Test func `an honest frame of 12 000 values fits into the budget`() throws {
        var frame = Samples.rss
        frame.bandNames = (0..<100).map { "b\($0)" }
        frame.latitudesDegrees = Array(repeating: 48, count: 120)
        frame.longitudesDegrees = Array(repeating: 11, count: 120)
        frame.altitudesMetres = Array(repeating: 30, count: 120)
        frame.rssDbm = Array(repeating: -90, count: 12_000)
        frame.timeOffsetsMicroseconds = []
        frame.horizontalAccuraciesMetres = []
        frame.qualities = []
        frame.detections = []
        frame.noiseFloorsDbm = []
        #expect(try decoder.rssFrame(WireEncoder.bytes(of: frame)) == frame)
    }

    @Test func `a frame of four hundred bands fits into the budget`() throws {
        var frame = Samples.rss
        frame.bandNames = (0..<400).map { "band-\($0)" }
        frame.latitudesDegrees = [48]
        frame.longitudesDegrees = [11]
        frame.altitudesMetres = [30]
        frame.rssDbm = Array(repeating: -90, count: 400)
        frame.timeOffsetsMicroseconds = []
        frame.horizontalAccuraciesMetres = []
        frame.qualities = []
        frame.detections = []
        frame.noiseFloorsDbm = []
        #expect(try decoder.rssFrame(WireEncoder.bytes(of: frame)) == frame)
    }

    @Test func `the largest grid's head fits into payload and budget`() throws {
        var head = Samples.head
        head.grid.nx = 2_048
        head.grid.ny = 2_048
        head.grid.zLevelsMetres = [1.5]
        head.tiles = TileLayout(grid: head.grid).addresses.map {
            .init(address: $0, revision: 1_000_000)
        }
        #expect(try decoder.mapHead(WireEncoder.bytes(of: head)) == head)
    }
}
