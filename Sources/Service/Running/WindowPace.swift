import Engine

/// How many windows a round may infer so that rounds keep pace with time.
///
/// On the wall clock a round should take at most half of its interval: the budget follows the
/// measured cost of a window. On event time the budget is fixed, since a decision there must depend
/// on nothing but the frames. Either way the decision is journaled.
struct WindowPace {
    /// The least budget: some window is always served.
    static let budgetMin = 4

    private let budgetMax: Int
    private let secondsMax: Double
    private let isFixed: Bool
    private var secondsPerWindow = 0.0

    init(budgetMax: Int, roundSeconds: Double, isFixed: Bool) {
        self.budgetMax = budgetMax
        secondsMax = roundSeconds / 2
        self.isFixed = isFixed
    }

    /// Windows that the next round may infer.
    var budget: Int {
        guard !isFixed, secondsPerWindow > 0 else { return budgetMax }
        return min(max(Int(secondsMax / secondsPerWindow), Self.budgetMin), budgetMax)
    }

    /// Learns what a round cost.
    mutating func note(windows: Int, took duration: Duration) {
        guard windows > 0 else { return }
        let seconds =
            Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        let cost = seconds / Double(windows)
        secondsPerWindow = secondsPerWindow == 0 ? cost : 0.8 * secondsPerWindow + 0.2 * cost
    }
}
