/// What a method's rows over many scenes come to.
public struct EmitterMapSummary: Hashable, Sendable {
    /// The method's name.
    public var method: String
    /// Whether the method was told the city's plan.
    public var isCityKnown: Bool
    /// The scenes' seed.
    public var seed: UInt64
    /// Scenes.
    public var sceneCount: Int
    /// Mean OSPA, metres.
    public var ospaMetres: Double
    /// Standard error of the mean OSPA, metres.
    public var ospaStandardError: Double
    /// Share of the estimated emitters that are there; NaN where none was estimated.
    public var precision: Double
    /// Share of the emitters that were found.
    public var recall: Double
    /// Share of the scenes whose number of emitters is right.
    public var countShare: Double
    /// Time spent, seconds.
    public var seconds: Double

    /// Sums up rows of one method; `nil` of none.
    public init?(of rows: [EmitterMapRow]) {
        guard let first = rows.first else { return nil }
        let count = Double(rows.count)
        func sum(_ part: (EmitterMapRow) -> Double) -> Double { rows.reduce(0) { $0 + part($1) } }
        method = first.method
        isCityKnown = first.isCityKnown
        seed = first.seed
        sceneCount = rows.count
        let mean = sum(\.ospaMetres) / count
        let squares = sum { ($0.ospaMetres - mean) * ($0.ospaMetres - mean) }
        ospaMetres = mean
        ospaStandardError = (squares / max(count - 1, 1) / count).squareRoot()
        let found = sum { Double($0.foundCount) }
        precision = found / sum { Double($0.estimatedCount) }
        recall = found / sum { Double($0.trueCount) }
        countShare = sum { $0.estimatedCount == $0.trueCount ? 1 : 0 } / count
        seconds = sum(\.seconds)
    }

    /// Summaries by method and knowledge of the city, in the order in which they first appear.
    public static func all(of rows: [EmitterMapRow]) -> [EmitterMapSummary] {
        var summaries: [EmitterMapSummary] = []
        for row in rows
        where !summaries.contains(where: {
            $0.method == row.method && $0.isCityKnown == row.isCityKnown
        }) {
            let own = rows.filter {
                $0.method == row.method && $0.isCityKnown == row.isCityKnown
            }
            if let summary = EmitterMapSummary(of: own) { summaries.append(summary) }
        }
        return summaries
    }
}
