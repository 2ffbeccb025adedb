import ArgumentParser
import Model
import Store

/// `ethermap maps list`.
struct MapsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the maps.",
        discussion: "Example: ethermap maps list --state-dir ethermap-state --at -10m")

    private struct Row: Encodable {
        let product: String
        let band: String
        let unit: String
        let revision: UInt64
        let validTime: String?
        let validTimeUnixNanoseconds: UInt64
        let method: String
        let knownCells: Int
        let cells: Int

        private enum CodingKeys: String, CodingKey {
            case product
            case band
            case unit
            case revision
            case validTime = "valid_time"
            case validTimeUnixNanoseconds = "valid_time_unix_ns"
            case method
            case knownCells = "known_cells"
            case cells
        }

        init(_ listing: MapListing) {
            product = listing.key.product.rawValue
            band = listing.key.band.rawValue
            unit = listing.key.product.unit.rawValue
            revision = listing.revision
            validTime = TimeText.json(of: listing.validTime)
            validTimeUnixNanoseconds = listing.validTime.nanoseconds
            method = listing.method
            knownCells = listing.knownCellCount
            cells = listing.cellCount
        }
    }

    @Option(
        name: .customLong("at"), parsing: .unconditional,
        help: ArgumentHelp("The maps as they were: \(TimeArgument.forms).", valueName: "time"))
    var instant: TimeArgument?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let reader = try store.open()
        let listings = try reader.maps().compactMap { try Self.past($0, at: instant?.time, reader) }
        if output.isJSON { return try JSONText.write(listings.map(Row.init)) }
        guard !listings.isEmpty else { return Terminal.complain("no maps") }
        var table = TextTable([
            .text("PRODUCT"), .text("BAND"), .text("UNIT"), .number("REVISION"),
            .text("VALID AT (UTC)"), .number("KNOWN CELLS"), .number("CELLS"), .text("METHOD"),
        ])
        for row in listings.map(Row.init) {
            table.append([
                row.product, row.band, row.unit, "\(row.revision)", row.validTime ?? "-",
                "\(row.knownCells)", "\(row.cells)", row.method,
            ])
        }
        Terminal.write(table.text)
    }

    /// The listing as it was at an instant; `nil` where the map was not there yet.
    private static func past(
        _ listing: MapListing, at instant: UnixTime?, _ reader: StoreReader
    ) throws -> MapListing? {
        guard let instant, instant < listing.validTime else { return listing }
        guard let map = try reader.map(listing.key, at: instant) else { return nil }
        var past = listing
        past.revision = map.revision
        past.validTime = map.validTime
        past.method = map.method
        past.knownCellCount = map.values.count { !$0.isNaN }
        past.cellCount = map.grid.cellCount
        return past
    }
}
