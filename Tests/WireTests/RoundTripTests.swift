import Model
import Testing

@testable import Wire

@Suite struct RoundTripTests {
    let decoder = WireDecoder()

    @Test(arguments: AnyMessage.allCases)
    func `the sample of a message sets every field of its schema`(kind: AnyMessage) throws {
        #expect(try AnyMessage.fieldNumbers(in: kind.payload) == kind.fieldNumbers)
    }

    @Test(arguments: AnyMessage.allCases)
    func `what is read is written again byte for byte`(kind: AnyMessage) throws {
        #expect(try kind.recoded(kind.payload, by: decoder) == kind.payload)
    }

    @Test func `every value comes back equal`() throws {
        #expect(try decoder.sensorBirth(AnyMessage.birth.payload) == Samples.birth)
        #expect(try decoder.sensorState(AnyMessage.state.payload) == Samples.state)
        #expect(try decoder.sensorAck(AnyMessage.ack.payload) == Samples.ack)
        #expect(try decoder.rssFrame(AnyMessage.rss.payload) == Samples.rss)
        #expect(try decoder.cosetFrame(AnyMessage.coset.payload) == Samples.coset)
        #expect(try decoder.spectrumEstimate(AnyMessage.spectrum.payload) == Samples.spectrum)
        #expect(try decoder.mapHead(AnyMessage.head.payload) == Samples.head)
        #expect(try decoder.mapTile(AnyMessage.tile.payload) == Samples.tile)
        #expect(try decoder.engineHealth(AnyMessage.health.payload) == Samples.health)
        #expect(try decoder.engineOwner(AnyMessage.owner.payload) == Samples.owner)
        let (state, stateEpoch) = try decoder.interfererState(AnyMessage.interferer.payload)
        #expect(state == Samples.interferer)
        #expect(stateEpoch == 5)
        let (alert, alertEpoch) = try decoder.alert(AnyMessage.alert.payload)
        #expect(alert == Samples.alert)
        #expect(alertEpoch == 5)
    }

    @Test func `a frame without its optional arrays comes back without them`() throws {
        var frame = Samples.rss
        frame.timeOffsetsMicroseconds = []
        frame.horizontalAccuraciesMetres = []
        frame.qualities = []
        frame.detections = []
        frame.noiseFloorsDbm = []
        #expect(try decoder.rssFrame(WireEncoder.bytes(of: frame, checksum: false)) == frame)
    }

    @Test func `an alert about a sensor has no interferer`() throws {
        let alert = Alert(
            id: "campus/uav-1/lost/7", kind: .sensorLost, region: "campus", time: .zero,
            sensor: "uav-1", message: "uav-1 has fallen silent")
        #expect(try decoder.alert(WireEncoder.bytes(of: alert, epoch: 1)).alert == alert)
    }

    @Test func `an unknown EIRP stays unknown`() throws {
        var state = Samples.interferer
        state.eirpDbm = .nan
        let (read, _) = try decoder.interfererState(WireEncoder.bytes(of: state, epoch: 1))
        #expect(read.eirpDbm.isNaN)
    }

    @Test func `a full tile is within the contract's 32 KiB`() {
        let cells = TileLayout.side * TileLayout.side
        var tile = Samples.tile
        tile.columnCount = TileLayout.side
        tile.rowCount = TileLayout.side
        tile.codes = Array(repeating: -12_345, count: cells)
        tile.standardDeviationCodes = Array(repeating: 200, count: cells)
        tile.ageCodes = Array(repeating: 200, count: cells)
        tile.revision = .max
        #expect(WireEncoder.bytes(of: tile).count <= 4 * cells + 100)
        #expect(4 * cells + 100 <= 32 << 10)
    }

    @Test func `a decoder reads on after it has refused`() throws {
        #expect(throws: WireError.self) { try decoder.rssFrame([0xFF]) }
        #expect(try decoder.rssFrame(AnyMessage.rss.payload) == Samples.rss)
    }
}
