/// Tells when a loss sinks no more: means over ten iterations, of which three in a row save nothing.
///
/// Means and three of them, because Adam's loss rises for a while where it turns a corner.
struct DescentWatch: Hashable, Sendable {
    private static let span = 10
    private static let patience = 3

    /// The share of the least mean so far that a mean has to save.
    let tolerance: Double
    private var sum = 0.0
    private var count = 0
    private var least = Double.infinity
    private var staleCount = 0

    /// A watch before the first iteration.
    init(tolerance: Double) { self.tolerance = tolerance }

    /// Iterations until it can say so again.
    var remainingCount: Int { Self.span - count }

    /// Takes in the loss of one iteration and says whether it has settled.
    mutating func hasSettled(_ loss: Double) -> Bool {
        sum += loss
        count += 1
        guard count == Self.span else { return false }
        let mean = sum / Double(Self.span)
        sum = 0
        count = 0
        staleCount = mean > least * (1 - tolerance) ? staleCount + 1 : 0
        least = min(least, mean)
        return staleCount == Self.patience && tolerance > 0
    }

    /// Forgets the losses, because another one is watched from here on.
    mutating func restart() { self = DescentWatch(tolerance: tolerance) }
}
