import GRDB
import Model

/// Something that an operator has said, with who said it and when.
public struct OperatorRecord<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What.
    public var value: Value
    /// When.
    public var time: UnixTime
    /// Who, as far as the system knows.
    public var author: String

    /// A record from its parts.
    public init(value: Value, time: UnixTime, author: String) {
        self.value = value
        self.time = time
        self.author = author
    }
}

/// What has become of an alert besides being raised.
public struct AlertAnnotation: Hashable, Sendable {
    /// When the broker had it; nil where it does not have it.
    public var publishedAt: UnixTime?
    /// The mute that kept it from being sent; nil where it was sent.
    public var mutedBy: String?
    /// Who has seen it, when, with what note; nil where nobody has.
    public var acknowledgement: OperatorRecord<String>?

    /// An annotation from its parts.
    public init(
        publishedAt: UnixTime? = nil, mutedBy: String? = nil,
        acknowledgement: OperatorRecord<String>? = nil
    ) {
        self.publishedAt = publishedAt
        self.mutedBy = mutedBy
        self.acknowledgement = acknowledgement
    }
}

extension StoreReader {
    /// The known emitters, by name.
    public func knownEmitters() throws -> [OperatorRecord<KnownEmitter>] {
        try records("SELECT body, since, author FROM known_emitter ORDER BY name")
    }

    /// The mutes, by key; those that have ended are among them.
    public func mutes() throws -> [OperatorRecord<Mute>] {
        try records("SELECT body, since, author FROM mute ORDER BY key")
    }

    private func records<Value: Decodable & Hashable & Sendable>(
        _ sql: String
    ) throws -> [OperatorRecord<Value>] {
        try reading("read what operators have said") { db in
            try Row.fetchAll(db, sql: sql).map { row in
                let time: Int64 = row[1]
                return OperatorRecord(
                    value: try StoredText.value(Value.self, fromJSON: row[0]),
                    time: UnixTime(nanoseconds: time.unsigned), author: row[2])
            }
        }
    }

    /// Whether the engine has taken a command.
    public func hasTaken(commandID: String) throws -> Bool {
        try reading("look for a command") { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM operator_command WHERE id = ?)",
                arguments: [commandID]) ?? false
        }
    }

    /// What has become of some alerts, by id; one that is not known is missing.
    public func annotations(of alertIDs: [String]) throws -> [String: AlertAnnotation] {
        try reading("read what has become of alerts") { db in
            var annotations: [String: AlertAnnotation] = [:]
            for id in alertIDs {
                let row = try Row.fetchOne(
                    db.cachedStatement(
                        sql: """
                            SELECT published_at, muted_by, acknowledgement.time,
                                acknowledgement.author, acknowledgement.note
                            FROM alert LEFT JOIN acknowledgement USING (alert_id)
                            WHERE alert_id = ?
                            """), arguments: [StoredText.clean(id)])
                if let row { annotations[id] = Self.annotation(row) }
            }
            return annotations
        }
    }

    /// The last round's instant on the region's clock; zero before the first round.
    public func lastTick() throws -> UnixTime {
        try reading("read the last round's time") { db in
            UnixTime(nanoseconds: (try Meta.lastTick.number(db) ?? 0).unsigned)
        }
    }

    /// The ids of an interferer's alerts, oldest first.
    public func alertIDs(of interferer: InterfererID) throws -> [String] {
        try reading("list the alerts of \(interferer)") { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT alert_id FROM alert WHERE body ->> '$.interferer.id' = ?
                    ORDER BY position
                    """, arguments: [interferer.rawValue])
        }
    }

    private static func annotation(_ row: Row) -> AlertAnnotation {
        let published: Int64? = row[0]
        let time: Int64? = row[2]
        var annotation = AlertAnnotation(
            publishedAt: published.map { UnixTime(nanoseconds: $0.unsigned) }, mutedBy: row[1])
        if let time {
            annotation.acknowledgement = OperatorRecord(
                value: row[4] ?? "", time: UnixTime(nanoseconds: time.unsigned),
                author: row[3] ?? "")
        }
        return annotation
    }
}
