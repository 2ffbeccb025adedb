import ArgumentParser
import Engine
import Geometry
import Model
import Store

/// `ethermap interferers known add`.
struct InterferersKnownAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a known emitter, or replace the one of its name.",
        discussion: """
            An interferer that turns out to be the emitter is cleared, with that reason.

            Example: ethermap interferers known add --name relay-3 --band b2440 --lat 50.0871 \
            --lon 14.4203 --eirp 20
            """)

    /// The farthest from the region that an emitter can be meant, metres.
    private static let distanceMaxMetres = 100_000.0

    @Option(name: .customLong("region"), help: "The region; must be the store's.")
    var region: String?

    @Option(name: .customLong("name"), help: "Its name: 1 to 32 characters a-z, 0-9 and -.")
    var name: String

    @Option(name: .customLong("band"), help: "The band it transmits in.")
    var band: String

    @Option(
        name: .customLong("lat"), parsing: .unconditional,
        help: ArgumentHelp("Degrees north.", valueName: "deg"))
    var latitude: Double

    @Option(
        name: .customLong("lon"), parsing: .unconditional,
        help: ArgumentHelp("Degrees east.", valueName: "deg"))
    var longitude: Double

    @Option(
        name: .customLong("height"), parsing: .unconditional,
        help: ArgumentHelp("Height of its antenna above the region's origin.", valueName: "m"))
    var height = 1.5

    @Option(
        name: .customLong("eirp"), parsing: .unconditional,
        help: ArgumentHelp("Its EIRP, where it is known.", valueName: "dbm"))
    var eirp: Double?

    @Option(
        name: .customLong("radius"),
        help: ArgumentHelp("Within this of it nothing is alerted.", valueName: "m"))
    var radius = KnownEmitter.radiusMetresDefault

    @OptionGroup var operatorOptions: OperatorOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard RegionID.isValid(name) else {
            throw ValidationError("--name is 1 to 32 characters a-z, 0-9 and -, not '\(name)'")
        }
        guard abs(latitude) <= 90, abs(longitude) <= 180 else {
            throw ValidationError("--lat is -90 to 90, --lon -180 to 180")
        }
        guard abs(height) <= 100_000 else {
            throw ValidationError("--height is a number from -100000 to 100000")
        }
        guard eirp.map({ abs($0) <= 200 }) ?? true else {
            throw ValidationError("--eirp is a number from -200 to 200")
        }
        guard (0...100_000).contains(radius) else {
            throw ValidationError("--radius is a number from 0 to 100000")
        }
    }

    func run() throws {
        let reader = try store.open()
        let region = try reader.region()
        try region.require(self.region)
        let band = try region.require(band: band)
        let emitter = KnownEmitter(
            name: name, band: band, position: try place(in: region), eirpDbm: eirp,
            radiusMetres: radius)
        let view = try OperatorView(reader)
        let isNew = !view.knownEmitters.contains { $0.record.value.name == name }
        guard !isNew || view.knownEmitters.count < OperatorBook.countMax else {
            throw CommandError(
                .badData, "there are \(OperatorBook.countMax) known emitters already")
        }
        let delivery = try operatorOptions.deliver(.addKnownEmitter(emitter), to: reader)
        if output.isJSON {
            return try JSONText.write(
                KnownEmitterJSON(emitter, region: region.id, state: delivery))
        }
        Terminal.write(
            "\(isNew ? "added" : "replaced") known emitter \(name) in \(band) at "
                + "\(NumberText.fixed(latitude, 6)), \(NumberText.fixed(longitude, 6)), "
                + "radius \(NumberText.fixed(radius, 0)) m")
        OperatorOptions.explain(delivery)
    }

    private func place(in region: Region) throws -> GeodeticPosition {
        let frame = LocalFrame(origin: region.grid.origin)
        let place = GeodeticPosition(
            latitudeDegrees: latitude, longitudeDegrees: longitude,
            altitudeMetres: region.grid.origin.altitudeMetres + height)
        let local = frame.local(of: place)
        let distance = (local.eastMetres * local.eastMetres + local.northMetres * local.northMetres)
            .squareRoot()
        // A wrong sign, mostly, or latitude and longitude in each other's place.
        guard distance <= Self.distanceMaxMetres else {
            throw CommandError(
                .badData,
                "\(NumberText.fixed(latitude, 6)), \(NumberText.fixed(longitude, 6)) is "
                    + "\(NumberText.fixed(distance / 1_000, 0)) km from region '\(region.id)'")
        }
        return place
    }
}

extension Region {
    /// Refuses another region's name.
    func require(_ name: String?) throws {
        guard let name, name != id.rawValue else { return }
        throw CommandError(.badData, "the store is of region '\(id)', not '\(name)'")
    }

    /// The band of a name.
    func require(band name: String) throws -> BandID {
        guard let band = bands.first(where: { $0.id.rawValue == name }) else {
            throw CommandError(
                .badData,
                "region '\(id)' has no band '\(name)'; it has "
                    + bands.map(\.id.rawValue).joined(separator: ", "))
        }
        return band.id
    }
}
