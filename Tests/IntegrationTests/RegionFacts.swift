import Model
import Store

/// All that an engine has concluded, to be compared bit by bit.
struct RegionFacts: Equatable {
    /// One map, its numbers as bits, so that NaN equals NaN and -0 differs from 0.
    struct MapBits: Equatable {
        var key: MapKey
        var revision: UInt64
        var validTime: UnixTime
        var method: String
        var values: [UInt32]
        var deviations: [UInt32]
        var evidenceTimes: [UnixTime]

        init(_ map: RadioMap) {
            key = map.key
            revision = map.revision
            validTime = map.validTime
            method = map.method
            values = map.values.map(\.bitPattern)
            deviations = map.standardDeviationsDb.map(\.bitPattern)
            evidenceTimes = map.evidenceTimes
        }
    }

    /// One revision in a map's history.
    struct Step: Equatable {
        var key: MapKey
        var revision: UInt64
        var round: UInt64
        var validTime: UnixTime
        var changedCellCount: Int
    }

    var maps: [MapBits]
    var history: [Step] = []
    var alerts: [Alert]
    var interferers: [InterfererState]

    init(maps: [RadioMap], alerts: [Alert], interferers: [InterfererState]) {
        self.maps = maps.filter { $0.revision > 0 }.map { MapBits($0) }
            .sorted { $0.key < $1.key }
        self.alerts = alerts
        self.interferers = interferers
    }

    /// What a store tells.
    init(store: StoreReader) throws {
        let keys = try store.maps().map(\.key)
        self.init(
            maps: try keys.compactMap { try store.map($0) },
            alerts: try store.alerts(limit: 10_000),
            interferers: try store.interferers(includeCleared: true))
        history = try keys.flatMap { key in
            try store.revisions(key).map {
                Step(
                    key: key, revision: $0.revision, round: $0.round, validTime: $0.validTime,
                    changedCellCount: $0.changedCellCount)
            }
        }
    }

    /// In a sentence, where two differ; `nil` where they do not.
    func difference(from other: RegionFacts) -> String? {
        if alerts != other.alerts {
            return "alerts: \(alerts.map(\.id)) and \(other.alerts.map(\.id))"
        }
        if interferers != other.interferers { return "interferers differ" }
        if let step = zip(history, other.history).first(where: { $0 != $1 }) {
            return "histories part at \(step)"
        }
        if history.count != other.history.count {
            return "\(history.count) and \(other.history.count) revisions"
        }
        if maps.map(\.key) != other.maps.map(\.key) { return "other maps" }
        for (mine, theirs) in zip(maps, other.maps) where mine != theirs {
            let cells = mine.values.indices.filter { mine.values[$0] != theirs.values[$0] }
            return "map \(mine.key): revisions \(mine.revision) and \(theirs.revision), "
                + "\(cells.count) values, first \(cells.prefix(4))"
        }
        return nil
    }
}
