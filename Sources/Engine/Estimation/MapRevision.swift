import Model

/// Collects new contents of a map's cells and keeps only what a reader would see change.
///
/// A cell changes when its value or its standard deviation falls on another step of the wire's
/// quantisation, or when its evidence is renewed by more than `freshnessSeconds`. What does not
/// change keeps its stored number, so the map, the store and the tiles hold one and the same value.
struct MapRevision {
    /// Evidence newer by less than this is not worth a tile, seconds.
    static let freshnessSeconds = 5.0

    private let quantisation: TileQuantisation
    private var change: MapChange

    /// Begins the next revision of a map.
    init(of map: RadioMap, validTime: UnixTime, method: String) {
        quantisation = TileQuantisation(unit: map.key.product.unit)
        change = MapChange(
            key: map.key, revision: map.revision + 1, validTime: validTime, method: method)
    }

    /// Offers new contents of a cell; cells must come in ascending order.
    mutating func offer(
        _ index: Int, value: Float, standardDeviationDb: Float, evidenceTime: UnixTime,
        to map: RadioMap
    ) {
        let sameValue =
            quantisation.code(ofValue: value) == quantisation.code(ofValue: map.values[index])
        let sameDeviation =
            TileQuantisation.code(ofStandardDeviationDb: standardDeviationDb)
            == TileQuantisation.code(ofStandardDeviationDb: map.standardDeviationsDb[index])
        let sameAge =
            evidenceTime.seconds(since: map.evidenceTimes[index]) < Self.freshnessSeconds
        if sameValue, sameDeviation, sameAge { return }
        change.append(
            index: UInt32(index), value: value, standardDeviationDb: standardDeviationDb,
            evidenceTime: evidenceTime)
    }

    /// Puts the change into the map.
    ///
    /// - Returns: the change; `nil` where nothing changed, and the revision stays.
    func apply(to map: inout RadioMap) -> MapChange? {
        guard !change.indices.isEmpty else { return nil }
        map.apply(change)
        return change
    }
}
