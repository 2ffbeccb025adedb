import Model

/// Remembers which alerts have been seen, so that each is handed on once.
struct AlertHistory: Sendable {
    /// The most identifiers remembered; the oldest are forgotten first.
    private let countMax: Int
    private var seen: Set<String> = []
    private var order: [String] = []
    private var oldest = 0

    /// A history of at most so many alerts.
    init(countMax: Int) {
        precondition(countMax > 0, "a history holds something")
        self.countMax = countMax
    }

    /// Notes an alert; returns whether it is new.
    mutating func insert(_ id: String) -> Bool {
        guard seen.insert(id).inserted else { return false }
        if order.count < countMax {
            order.append(id)
        } else {
            seen.remove(order[oldest])
            order[oldest] = id
            oldest = (oldest + 1) % countMax
        }
        return true
    }
}
