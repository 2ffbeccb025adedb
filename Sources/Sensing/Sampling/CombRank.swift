/// How well a pattern tells the rows of a comb apart.
///
/// The L / d columns of A at the rows l = r + d i have as many dimensions as there are distinct
/// offsets modulo L / d (deeprm.md 2.2): fewer than there are rows, where L is composite.
public struct CombRank: Hashable, Sendable, Codable {
    /// d: the distance of the comb's rows, a divisor of L, 1 ≤ d < L.
    public let step: Int
    /// L / d: rows of the comb.
    public let rowCount: Int
    /// Distinct offsets modulo L / d.
    public let rank: Int
}
