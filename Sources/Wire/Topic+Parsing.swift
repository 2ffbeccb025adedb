import Model

extension Topic {
    /// Reads a topic; `nil` where it is none of ours, to the letter.
    public init?(_ text: String) {
        let levels = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { Substring($0) }
        guard (5...9).contains(levels.count), levels[0] == "spectrum", levels[1] == "v1",
            let region = RegionID(rawValue: String(levels[3]))
        else { return nil }
        let rest = levels[4...]
        let topic: Topic? =
            switch levels[2] {
            case "in": Self.input(region, rest)
            case "out": Self.output(region, rest)
            case "ctl": Self.control(region, rest)
            default: nil
            }
        guard let topic else { return nil }
        self = topic
    }

    private static func input(_ region: RegionID, _ rest: ArraySlice<Substring>) -> Topic? {
        guard rest.count == 2, let sensor = name(rest.first, as: SensorID.self) else { return nil }
        return switch rest.last {
        case "birth": .birth(region, sensor)
        case "rss": .rss(region, sensor)
        case "coset": .coset(region, sensor)
        case "state": .state(region, sensor)
        default: nil
        }
    }

    private static func output(_ region: RegionID, _ rest: ArraySlice<Substring>) -> Topic? {
        switch (rest.first, rest.count) {
        case ("alert", 1): .alert(region)
        case ("health", 1): .health(region)
        case ("spectrum", 2): name(rest.last, as: SensorID.self).map { .spectrum(region, $0) }
        case ("interferer", 2):
            name(rest.last, as: InterfererID.self).map { .interferer(region, $0) }
        case ("map", 4...5): map(region, rest.dropFirst())
        case ("json", 2...3): json(region, rest.dropFirst())
        default: nil
        }
    }

    private static func map(_ region: RegionID, _ rest: ArraySlice<Substring>) -> Topic? {
        let levels = Array(rest)
        guard let product = MapProduct(rawValue: String(levels[0])),
            let band = name(levels[1], as: BandID.self)
        else { return nil }
        let key = MapKey(product: product, band: band)
        if levels.count == 3, levels[2] == "head" { return .mapHead(region, key) }
        guard levels.count == 4, levels[2] == "tile", let tile = address(levels[3]) else {
            return nil
        }
        return .mapTile(region, key, tile)
    }

    private static func json(_ region: RegionID, _ rest: ArraySlice<Substring>) -> Topic? {
        switch (rest.first, rest.count) {
        case ("alert", 1): .jsonAlert(region)
        case ("summary", 1): .jsonSummary(region)
        case ("interferer", 2):
            name(rest.last, as: InterfererID.self).map { .jsonInterferer(region, $0) }
        default: nil
        }
    }

    private static func control(_ region: RegionID, _ rest: ArraySlice<Substring>) -> Topic? {
        switch (rest.first, rest.count) {
        case ("owner", 1): .owner(region)
        case ("ack", 2): name(rest.last, as: SensorID.self).map { .ack(region, $0) }
        default: nil
        }
    }

    private static func name<Name: TopicSegment>(_ level: Substring?, as: Name.Type) -> Name? {
        level.flatMap { Name(rawValue: String($0)) }
    }

    /// Reads "z-y-x"; one number has one spelling, so that one tile has one topic.
    private static func address(_ level: Substring) -> TileAddress? {
        let parts = level.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            Int(part).flatMap { String($0) == part && $0 <= Grid.cellCountMax ? $0 : nil }
        }
        guard parts.count == 3, numbers.count == 3 else { return nil }
        return TileAddress(z: numbers[0], y: numbers[1], x: numbers[2])
    }
}
