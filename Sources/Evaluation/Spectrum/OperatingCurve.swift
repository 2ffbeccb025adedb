/// What a threshold on rows' powers finds and what it lets through, over all thresholds.
///
/// A threshold's false-alarm share is that of the pooled vacant rows above it, its detection share
/// that of the pooled touched ones. Many answers are exactly nought: equal values pass together.
public struct OperatingCurve: Hashable, Sendable {
    /// One threshold's shares.
    public struct Point: Hashable, Sendable {
        /// The power that a row must have; infinite where none passes.
        public var threshold: Float
        /// Share of the vacant rows above it.
        public var falseAlarmShare: Double
        /// Share of the touched rows above it.
        public var detectionShare: Double

        static let none = Point(threshold: .infinity, falseAlarmShare: 0, detectionShare: 0)
    }

    /// The curve from the highest threshold to the lowest, (0, 0) and (1, 1) included.
    public let points: [Point]

    /// The curve of some rows' powers; neither is empty.
    public init(touched: [Float], vacant: [Float]) {
        precondition(!touched.isEmpty && !vacant.isEmpty, "there are rows of both kinds")
        let high = touched.map { $0.isFinite ? $0 : 0 }.sorted(by: >)
        let low = vacant.map { $0.isFinite ? $0 : 0 }.sorted(by: >)
        var points = [Point.none]
        var (found, passed) = (0, 0)
        while found < high.count || passed < low.count {
            let value = max(
                found < high.count ? high[found] : -.infinity,
                passed < low.count ? low[passed] : -.infinity)
            while found < high.count, high[found] >= value { found += 1 }
            while passed < low.count, low[passed] >= value { passed += 1 }
            points.append(
                Point(
                    threshold: value, falseAlarmShare: Double(passed) / Double(low.count),
                    detectionShare: Double(found) / Double(high.count)))
        }
        self.points = points
    }

    /// Area under the curve: the chance that a touched row lies above a vacant one, ties half.
    public var area: Double {
        zip(points, points.dropFirst()).reduce(0) { sum, pair in
            sum + (pair.1.falseAlarmShare - pair.0.falseAlarmShare)
                * (pair.0.detectionShare + pair.1.detectionShare) / 2
        }
    }

    /// The lowest threshold that lets at most such a share of the vacant rows through.
    public func point(falseAlarmShareMax: Double) -> Point {
        points.last { $0.falseAlarmShare <= falseAlarmShareMax } ?? Point.none
    }
}
