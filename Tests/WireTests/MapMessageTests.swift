import Model
import Testing

@testable import Wire

/// Heads and tiles that would stop a careless reader.
@Suite struct MapMessageTests {
    let decoder = WireDecoder()

    /// The sample head with one field written once more, which wins.
    private func refusal(_ spoil: (inout WireBytes) -> Void) -> WireError? {
        var field = WireBytes()
        spoil(&field)
        return #expect(throws: WireError.self) {
            try decoder.mapHead(AnyMessage.head.payload + field.bytes)
        }
    }

    @Test func `a grid that nobody can hold is oversize`() {
        #expect(refusal { $0.field(13, varint: 4_000_000_000) }?.reason == .oversize)
        let overflowing = refusal {
            $0.field(13, varint: UInt64(UInt32.max))
            $0.field(14, varint: UInt64(UInt32.max))
        }
        #expect(overflowing?.reason == .oversize)
    }

    @Test func `a grid that is none is malformed`() {
        #expect(refusal { $0.field(13, varint: 0) }?.reason == .malformed)
        #expect(refusal { $0.field(14, varint: 0) }?.reason == .malformed)
        #expect(refusal { $0.field(15, varint: 0) }?.reason == .malformed)
        #expect(refusal { $0.field(15, varint: 3) }?.reason == .malformed)
        for size in [Double.nan, 0, -1, .infinity] {
            #expect(refusal { $0.field(11, fixed64: size.bitPattern) }?.reason == .malformed)
            #expect(refusal { $0.field(12, fixed64: size.bitPattern) }?.reason == .malformed)
        }
        for latitude in [Double.nan, 90.1, -.infinity] {
            #expect(refusal { $0.field(8, fixed64: latitude.bitPattern) }?.reason == .malformed)
        }
        // A third level below the second, or not a number.
        for level in [1.0, .nan] {
            let error = refusal {
                $0.field(16, fixed64: level.bitPattern)
                $0.field(15, varint: 3)
            }
            #expect(error?.reason == .malformed)
        }
    }

    @Test func `a product, unit, tile size or scale that we do not know is malformed`() {
        #expect(refusal { $0.field(2, text: "noise") }?.reason == .malformed)
        #expect(refusal { $0.field(4, text: "dBm") }?.reason == .malformed)
        #expect(refusal { $0.field(17, varint: 32) }?.reason == .malformed)
        for scale in [Float.nan, 0, -1] {
            #expect(refusal { $0.field(18, fixed32: scale.bitPattern) }?.reason == .malformed)
        }
        #expect(refusal { $0.field(19, fixed32: Float.nan.bitPattern) }?.reason == .malformed)
    }

    @Test func `a tile outside the grid, or out of order, is malformed`() {
        for (z, y, x) in [(2, 0, 0), (1, 2, 0), (1, 1, 3), (1, 1, 0), (0, 0, 0)] {
            let error = refusal { bytes in
                var tile = WireBytes()
                tile.field(1, varint: UInt64(z))
                tile.field(2, varint: UInt64(y))
                tile.field(3, varint: UInt64(x))
                bytes.field(20, bytes: tile.bytes)
            }
            #expect(error?.reason == .malformed)
        }
    }

    @Test func `a tile whose planes do not fit its size is malformed`() {
        let spoilt: [(inout MapTile) -> Void] = [
            { $0.columnCount = 0 }, { $0.rowCount = 0 }, { $0.columnCount = 65 },
            { $0.columnCount = 3 }, { $0.codes.append(0) }, { $0.ageCodes = [] },
            { $0.standardDeviationCodes.append(0) }, { $0.quantisation.step = 0 },
            { $0.quantisation.offset = .infinity },
            {
                $0.columnCount = 65_536
                $0.rowCount = 65_536
            },
        ]
        for spoil in spoilt {
            var tile = Samples.tile
            spoil(&tile)
            let error = #expect(throws: WireError.self) {
                try decoder.mapTile(WireEncoder.bytes(of: tile))
            }
            #expect(error?.reason == .malformed)
        }
    }

    @Test func `an interferer needs a place and a covariance`() {
        let spoilt: [(inout InterfererState) -> Void] = [
            { $0.position.latitudeDegrees = .nan }, { $0.position.longitudeDegrees = 200 },
            { $0.position.altitudeMetres = .infinity }, { $0.covarianceSquareMetres = [] },
            { $0.covarianceSquareMetres.removeLast() },
        ]
        for spoil in spoilt {
            var state = Samples.interferer
            spoil(&state)
            var alert = Samples.alert
            alert.interferer = state
            #expect(throws: WireError.self) {
                try decoder.interfererState(WireEncoder.bytes(of: state, epoch: 1))
            }
            #expect(throws: WireError.self) {
                try decoder.alert(WireEncoder.bytes(of: alert, epoch: 1))
            }
        }
    }
}
