import CProtocol
import Model

extension WireEncoder {
    /// The head's message.
    public static func bytes(of head: MapHead) -> [UInt8] {
        packed(Ethermap__V1__MapHead.self) { message, arena in
            message.region = arena.text(head.region.rawValue)
            message.product = arena.text(head.key.product.rawValue)
            message.band_id = arena.text(head.key.band.rawValue)
            message.unit = arena.text(head.key.product.unit.rawValue)
            message.revision = head.revision
            message.valid_time_unix_ns = head.validTime.nanoseconds
            message.epoch = head.epoch
            message.origin_latitude_deg = head.grid.origin.latitudeDegrees
            message.origin_longitude_deg = head.grid.origin.longitudeDegrees
            message.origin_altitude_m = head.grid.origin.altitudeMetres
            message.cell_east_m = head.grid.cellEastMetres
            message.cell_north_m = head.grid.cellNorthMetres
            message.nx = UInt32(clamping: head.grid.nx)
            message.ny = UInt32(clamping: head.grid.ny)
            message.nz = UInt32(clamping: head.grid.nz)
            message.n_z_level_m = head.grid.nz
            message.z_level_m = arena.array(head.grid.zLevelsMetres)
            message.tile_side_cells = UInt32(TileLayout.side)
            message.scale = head.quantisation.step
            message.offset = head.quantisation.offset
            message.n_tiles = head.tiles.count
            message.tiles = arena.messages(
                head.tiles.map { entry in
                    var tile = Ethermap__V1__MapHead__Tile.empty()
                    tile.z = UInt32(clamping: entry.address.z)
                    tile.y = UInt32(clamping: entry.address.y)
                    tile.x = UInt32(clamping: entry.address.x)
                    tile.revision = entry.revision
                    return tile
                })
            message.method = arena.text(head.method)
            message.model_id = arena.text(head.modelID)
            message.model_hash = arena.text(head.modelHash)
        }
    }

    /// The tile's message: four bytes a cell and at most 100 more.
    public static func bytes(of tile: MapTile) -> [UInt8] {
        packed(Ethermap__V1__MapTile.self) { message, arena in
            message.z = UInt32(clamping: tile.address.z)
            message.y = UInt32(clamping: tile.address.y)
            message.x = UInt32(clamping: tile.address.x)
            message.revision = tile.revision
            message.valid_time_unix_ns = tile.validTime.nanoseconds
            message.epoch = tile.epoch
            message.column_count = UInt32(clamping: tile.columnCount)
            message.row_count = UInt32(clamping: tile.rowCount)
            message.scale = tile.quantisation.step
            message.offset = tile.quantisation.offset
            message.values = arena.data(tile.codes)
            message.standard_deviations = arena.data(tile.standardDeviationCodes)
            message.ages = arena.data(tile.ageCodes)
        }
    }
}
