/// What a method's rows at one instant come to.
public struct LocalisationSummary: Hashable, Sendable {
    /// How often something held, with the standard error of that share.
    public struct Coverage: Hashable, Sendable {
        /// How often it held.
        public var heldCount: Int
        /// Of how many.
        public var count: Int

        /// Coverage from its counts.
        public init(heldCount: Int, count: Int) {
            self.heldCount = heldCount
            self.count = count
        }

        /// Share, 0 to 1; NaN of none.
        public var share: Double { Double(heldCount) / Double(count) }
        /// Binomial standard error of the share, √(p (1 − p) / n); NaN of none.
        public var standardError: Double { (share * (1 - share) / Double(count)).squareRoot() }
    }

    /// The method's name.
    public var method: String
    /// The kind of the flights; `nil` for all kinds together.
    public var kind: String?
    /// The instant.
    public var instant: LocalisationInstant
    /// Flights in all.
    public var flightCount: Int
    /// Median error, metres; infinite where most flights have no answer.
    public var medianErrorMetres: Double
    /// Greatest error, metres; infinite where a flight has no answer.
    public var worstErrorMetres: Double
    /// Median of the method's 90 % radii, metres; `nil` where it states none.
    public var medianCE90Metres: Double?
    /// How often the 50 % radius held the truth; `nil` where the method states none.
    public var coverage50: Coverage?
    /// How often the 90 % radius held the truth; `nil` where the method states none.
    public var coverage90: Coverage?
    /// Time spent by the method on all flights, seconds.
    public var seconds: Double

    /// Sums up rows of one method and one instant; `nil` of none.
    public init?(of rows: [LocalisationRow], kind: String? = nil) {
        guard let first = rows.first else { return nil }
        method = first.method
        instant = first.instant
        self.kind = kind
        flightCount = rows.count
        let errors = rows.map { $0.errorMetres ?? .infinity }
        medianErrorMetres = Self.median(errors)
        worstErrorMetres = errors.max() ?? .infinity
        let radii = rows.compactMap(\.ce90Metres)
        medianCE90Metres = radii.isEmpty ? nil : Self.median(radii)
        coverage50 = Self.coverage(rows.map(\.isCovered50))
        coverage90 = Self.coverage(rows.map(\.isCovered))
        seconds = rows.reduce(0) { $0 + $1.seconds }
    }

    /// Summaries of rows by method and instant, in the order in which the methods first appear.
    ///
    /// - Parameter rows: Rows of any methods, instants and kinds.
    /// - Returns: All kinds together first, then, where there are several, each kind.
    public static func all(of rows: [LocalisationRow]) -> [LocalisationSummary] {
        var methods: [String] = []
        for row in rows where !methods.contains(row.method) { methods.append(row.method) }
        let kinds = Set(rows.map(\.kind)).sorted()
        let groups: [String?] = [nil] + (kinds.count > 1 ? kinds.map { Optional($0) } : [])
        return groups.flatMap { kind in
            methods.flatMap { method in
                LocalisationInstant.allCases.compactMap { instant in
                    LocalisationSummary(
                        of: rows.filter {
                            $0.method == method && $0.instant == instant
                                && (kind == nil || $0.kind == kind)
                        }, kind: kind)
                }
            }
        }
    }

    /// The median; of an even number the mean of the middle two; NaN of none.
    public static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return .nan }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// A method that states radii anywhere is held to account everywhere: no answer is a miss.
    private static func coverage(_ held: [Bool?]) -> Coverage? {
        guard held.contains(where: { $0 != nil }) else { return nil }
        return Coverage(heldCount: held.count { $0 == true }, count: held.count)
    }
}
