import ArgumentParser
import Geometry
import Model
import Store

extension MapProduct: ExpressibleByArgument {}

/// `ethermap maps value`.
struct MapsValueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "value", abstract: "Print a map's value at a place.",
        discussion: """
            The value is that of the cell that holds the place, on the level nearest to its height; \
            it is rounded as on the bus, so that it equals the tile's.

            Example: ethermap maps value 50.0890 14.4230 --product sinr --band b2440 --at -5m
            """)

    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp(
            "Degrees north, degrees east (WGS 84), and metres above the ellipsoid; without a height "
                + "the lowest level counts.", valueName: "latitude longitude [altitude]"))
    var place: [String]

    @Option(name: .customLong("product"), help: "The map's product.")
    var product = MapProduct.rss

    @Option(
        name: .customLong("band"),
        help: ArgumentHelp("The band; not needed in a region of one band.", valueName: "band"))
    var bandName: String?

    @Option(
        name: .customLong("at"), parsing: .unconditional,
        help: ArgumentHelp("The map as it was: \(TimeArgument.forms).", valueName: "time"))
    var instant: TimeArgument?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (2...3).contains(place.count) else {
            throw ValidationError("give a latitude, a longitude and, if you like, an altitude")
        }
        let bounds = [90.0, 180, 1_000_000]
        for (text, bound) in zip(place, bounds) {
            guard let number = Double(text), abs(number) <= bound else {
                throw ValidationError(
                    "'\(text)' is not a number from -\(Int(bound)) to \(Int(bound))")
            }
        }
    }

    func run() throws {
        let reader = try store.open()
        let key = MapKey(product: product, band: try band(of: try reader.region()))
        guard let map = try reader.map(key, at: instant?.time) else {
            let names = try reader.maps().map { "\($0.key.product.rawValue)/\($0.key.band)" }
            throw CommandError(
                .badData,
                "there is no map \(key.product.rawValue)/\(key.band)"
                    + (instant.map { " at \(TimeText.text(of: $0.time))" } ?? "")
                    + "; there are: \(names.isEmpty ? "none" : names.joined(separator: ", "))")
        }
        let frame = LocalFrame(origin: map.grid.origin)
        let value = try MapValue(map, in: try cell(of: map.grid, frame), frame: frame)
        if output.isJSON { return try JSONText.write(value) }
        Terminal.write(value.text)
    }

    private func band(of region: Region) throws -> BandID {
        let names = region.bands.map(\.id)
        if let bandName {
            guard let band = names.first(where: { $0.rawValue == bandName }) else {
                throw CommandError(
                    .badData,
                    "region \(region.id) has no band '\(bandName)'; it has: "
                        + names.map(\.rawValue).joined(separator: ", "))
            }
            return band
        }
        guard let only = names.first, names.count == 1 else {
            throw ValidationError(
                "give --band, one of: \(names.map(\.rawValue).joined(separator: ", "))")
        }
        return only
    }

    private func cell(of grid: Grid, _ frame: LocalFrame) throws -> Grid.Cell {
        let numbers = place.compactMap(Double.init)
        let lowest = grid.origin.altitudeMetres + grid.zLevelsMetres[0]
        let local = frame.local(
            of: GeodeticPosition(
                latitudeDegrees: numbers[0], longitudeDegrees: numbers[1],
                altitudeMetres: numbers.count > 2 ? numbers[2] : lowest))
        guard let cell = grid.cell(holding: local) else {
            throw CommandError(
                .badData,
                "the place lies outside the region: \(NumberText.fixed(local.eastMetres, 0)) m east "
                    + "and \(NumberText.fixed(local.northMetres, 0)) m north of its south-west corner, "
                    + "which is \(NumberText.fixed(grid.extentEastMetres, 0)) m by "
                    + "\(NumberText.fixed(grid.extentNorthMetres, 0)) m")
        }
        return cell
    }
}
