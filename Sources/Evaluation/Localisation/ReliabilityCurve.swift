/// How often the truth lay within a method's circles of each nominal level: the diagonal is honest.
public struct ReliabilityCurve: Hashable, Sendable {
    /// One nominal level.
    public struct Point: Hashable, Sendable {
        /// The level that the method states, 0 to 1.
        public var nominal: Double
        /// How often the truth lay within.
        public var coverage: LocalisationSummary.Coverage
    }

    /// The nominal levels: 5 to 95 %, every 5 %.
    public static let levels = (1...19).map { Double($0) / 20 }

    /// The curve, ascending.
    public let points: [Point]

    /// The curve of some rows of one method; without any stated radius it is empty.
    ///
    /// Where every row knows its truth's level, all ``levels``; else 0.5 and 0.9 by the stated
    /// radii. A row without an answer counts as a miss.
    public init(of rows: [LocalisationRow]) {
        let answered = rows.filter { $0.errorMetres != nil }
        guard !answered.isEmpty, answered.contains(where: { $0.ce90Metres != nil }) else {
            points = []
            return
        }
        if answered.allSatisfy({ $0.level != nil }) {
            points = Self.levels.map { level in
                Point(
                    nominal: level,
                    coverage: .init(
                        heldCount: answered.count { $0.level ?? 1 <= level }, count: rows.count))
            }
        } else {
            points = [
                Point(
                    nominal: 0.5,
                    coverage: .init(
                        heldCount: answered.count { $0.isCovered50 == true }, count: rows.count)),
                Point(
                    nominal: 0.9,
                    coverage: .init(
                        heldCount: answered.count { $0.isCovered == true }, count: rows.count)),
            ]
        }
    }
}
