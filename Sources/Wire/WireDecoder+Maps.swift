import CProtocol
import Model

extension WireDecoder {
    /// The head in a payload: its grid is one that can be allocated, its tiles lie in it.
    public func mapHead(_ payload: [UInt8]) throws(WireError) -> MapHead {
        try decode(
            payload, as: Ethermap__V1__MapHead.self, budgetBytes: limits.outputBytesMax
        ) { pointer, envelope throws(WireError) in
            let message = pointer.pointee
            guard let product = MapProduct(rawValue: CValues.text(message.product)) else {
                throw envelope.refusal(.malformed, "product is not one that we know")
            }
            try envelope.require(
                CValues.text(message.unit) == product.unit.rawValue, .malformed,
                "unit is not the product's")
            try envelope.require(
                Int(message.tile_side_cells) == TileLayout.side, .malformed,
                "tiles are not \(TileLayout.side) cells wide")
            let grid = try Self.grid(of: message, envelope)
            return MapHead(
                region: try envelope.name(message.region, "region"),
                key: MapKey(
                    product: product, band: try envelope.name(message.band_id, "band_id")),
                revision: message.revision,
                validTime: UnixTime(nanoseconds: message.valid_time_unix_ns),
                epoch: message.epoch,
                grid: grid,
                quantisation: try Self.quantisation(
                    scale: message.scale, offset: message.offset, envelope),
                tiles: try Self.tiles(of: message, in: TileLayout(grid: grid), envelope),
                method: CValues.text(message.method),
                modelID: CValues.text(message.model_id),
                modelHash: CValues.text(message.model_hash)
            )
        }
    }

    /// Checks all that `Grid` demands of its maker, and that its cells can be counted and held.
    private static func grid(
        of message: Ethermap__V1__MapHead, _ envelope: Envelope
    ) throws(WireError) -> Grid {
        let levels = CValues.array(message.z_level_m, message.n_z_level_m)
        try envelope.require(
            message.nx > 0 && message.ny > 0 && message.nz > 0, .malformed, "grid has no cells")
        try envelope.require(
            levels.count == Int(message.nz), .malformed, "z_level_m does not hold nz levels")
        let (cells, overflow) = (UInt64(message.nx) * UInt64(message.ny))
            .multipliedReportingOverflow(by: UInt64(message.nz))
        try envelope.require(
            !overflow && cells <= UInt64(Grid.cellCountMax), .oversize,
            "grid has more than \(Grid.cellCountMax) cells")
        try envelope.require(
            [message.cell_east_m, message.cell_north_m].allSatisfy { $0.isFinite && $0 > 0 },
            .malformed, "cells have no size")
        try envelope.require(
            levels.allSatisfy(\.isFinite) && zip(levels, levels.dropFirst()).allSatisfy { $0 < $1 },
            .malformed, "levels do not ascend")
        return Grid(
            origin: try envelope.position(
                latitude: message.origin_latitude_deg, longitude: message.origin_longitude_deg,
                altitude: message.origin_altitude_m),
            cellEastMetres: message.cell_east_m,
            cellNorthMetres: message.cell_north_m,
            nx: Int(message.nx),
            ny: Int(message.ny),
            zLevelsMetres: levels
        )
    }

    private static func tiles(
        of message: Ethermap__V1__MapHead, in layout: TileLayout, _ envelope: Envelope
    ) throws(WireError) -> [MapHead.TileRevision] {
        let tiles = CValues.messages(message.tiles, message.n_tiles).map { pointer in
            let tile = pointer.pointee
            return MapHead.TileRevision(
                address: TileAddress(z: Int(tile.z), y: Int(tile.y), x: Int(tile.x)),
                revision: tile.revision)
        }
        try envelope.require(
            tiles.allSatisfy { layout.contains($0.address) }, .malformed,
            "a tile lies outside the grid")
        try envelope.require(
            zip(tiles, tiles.dropFirst()).allSatisfy { $0.address < $1.address }, .malformed,
            "tiles do not ascend")
        return tiles
    }

    /// The tile in a payload: its planes are as large as it says, and no larger than a tile.
    public func mapTile(_ payload: [UInt8]) throws(WireError) -> MapTile {
        try decode(
            payload, as: Ethermap__V1__MapTile.self, budgetBytes: limits.outputBytesMax
        ) { pointer, envelope throws(WireError) in
            let message = pointer.pointee
            let sides = 1...UInt32(TileLayout.side)
            try envelope.require(
                sides.contains(message.column_count) && sides.contains(message.row_count),
                .malformed, "tile is not 1 to \(TileLayout.side) cells wide and high")
            let cells = Int(message.column_count * message.row_count)
            try envelope.require(
                message.values.len == 2 * cells && message.standard_deviations.len == cells
                    && message.ages.len == cells,
                .malformed, "planes do not hold \(cells) cells each")
            return MapTile(
                address: TileAddress(z: Int(message.z), y: Int(message.y), x: Int(message.x)),
                revision: message.revision,
                validTime: UnixTime(nanoseconds: message.valid_time_unix_ns),
                epoch: message.epoch,
                columnCount: Int(message.column_count),
                rowCount: Int(message.row_count),
                quantisation: try Self.quantisation(
                    scale: message.scale, offset: message.offset, envelope),
                codes: CValues.int16s(message.values),
                standardDeviationCodes: CValues.bytes(message.standard_deviations),
                ageCodes: CValues.bytes(message.ages)
            )
        }
    }

    private static func quantisation(
        scale: Float, offset: Float, _ envelope: Envelope
    ) throws(WireError) -> TileQuantisation {
        try envelope.require(
            scale.isFinite && scale > 0 && offset.isFinite, .malformed,
            "scale and offset are not numbers to count with")
        return TileQuantisation(step: scale, offset: offset)
    }
}
