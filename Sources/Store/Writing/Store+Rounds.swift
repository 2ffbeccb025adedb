import Foundation
import GRDB
import Model

extension Store {
    /// Commits a round in one transaction: decision, map history, outbox, interferers, sensors.
    public func commit(_ round: RoundRecord) throws {
        let operation = "commit round \(round.number)"
        let number = try round.number.ordered("round", operation: operation)
        try transaction(operation) { db, state in
            if let last = state.lastRound, number <= last {
                throw StoreError(
                    operation: operation, code: .conflict,
                    message: "round \(last) is committed already",
                    hint: "replay stored rounds without committing them")
            }
            try requireJournaled(round.journalThrough, operation, state)
            try db.cachedStatement(sql: "INSERT INTO decision VALUES (?, ?, ?, ?, ?)")
                .execute(arguments: [
                    number, round.tick.nanoseconds.stored, round.journalThrough,
                    state.epoch.stored, Data(round.decision),
                ])
            try write(round.changes, round: number, db, &state)
            try enqueue(round.alerts, muted: round.mutedAlerts, round: number, db)
            for interferer in round.interferers {
                try write(interferer, round: number, tick: round.tick, db)
            }
            for sensor in round.sensors { try write(sensor, db) }
            state.lastRound = number
            state.lastTick = max(state.lastTick, round.tick)
            try Meta.lastRound.set(number, db)
            try Meta.lastTick.set(state.lastTick.nanoseconds.stored, db)
        }
    }

    /// Refuses a watermark beyond the journal's end.
    func requireJournaled(
        _ watermark: Int64, _ operation: String, _ state: WriterState
    ) throws {
        guard watermark > state.lastJournalID else { return }
        throw StoreError(
            operation: operation, code: .conflict,
            message: "journal row \(watermark) does not exist; the last is \(state.lastJournalID)")
    }

    private func write(
        _ changes: [MapChange], round: Int64, _ db: Database, _ state: inout WriterState
    ) throws {
        guard !changes.isEmpty else { return }
        for change in changes {
            var live =
                try state.maps.removeValue(forKey: change.key)
                ?? LiveMap(
                    key: change.key, grid: state.grid, generation: state.generation, db)
            let bytes = try live.commit(
                change, round: round, keyframeInterval: configuration.keyframeInterval, db)
            state.history.add(rows: 1, payloadBytes: bytes)
            state.bytesSinceCheckpoint += Int64(bytes)
            state.maps[change.key] = live
        }
        try state.history.save(db)
    }

    /// The decisions of the rounds after one, ascending.
    public func decisions(after round: UInt64) throws -> [DecisionRow] {
        try reading("read the decisions") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT round, tick, journal_through, decision FROM decision
                    WHERE round > ? ORDER BY round
                    """, arguments: [Int64(clamping: round)]
            ).map { row in
                let number: Int64 = row[0]
                let tick: Int64 = row[1]
                let decision: Data = row[3]
                return DecisionRow(
                    round: number.unsigned, tick: UnixTime(nanoseconds: tick.unsigned),
                    journalThrough: row[2], decision: [UInt8](decision))
            }
        }
    }

    /// A map of the present generation as it was after a round; nil where there was none yet.
    public func map(_ key: MapKey, atRound round: UInt64) throws -> RadioMap? {
        let operation = "read map \(key.product.rawValue)/\(key.band)"
        let (generation, grid) = try peek(operation) { ($0.generation, $0.grid) }
        return try reading(operation) { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT map.id, revision FROM map JOIN map_revision ON map_revision.map = map.id
                    WHERE product = ? AND band = ? AND generation = ? AND round <= ?
                    ORDER BY round DESC, revision DESC LIMIT 1
                    """,
                arguments: [
                    key.product.rawValue, key.band.rawValue, generation,
                    Int64(clamping: round),
                ])
            guard let row else { return nil }
            return try MapChain.replay(
                map: row[0], key: key, grid: grid, through: row[1], db)
        }
    }
}
