/// How power goes along the bins of a spectrum: in bands of a level, with vacant bins between them.
public struct LevelLaw: Hashable, Sendable {
    /// Probability that a vacant bin's neighbour is occupied.
    public var enter: Float
    /// Probability that an occupied bin's neighbour is not at its level.
    public var leave: Float
    /// Share of those neighbours that are at another level; the others are vacant.
    public var hop: Float
    /// Exponent of the likelihoods, in (0, 1]: less where they are overconfident.
    public var temper: Float
    /// Probability that the neighbour of a bin as before is not as before.
    public var change: Float
    /// Probability that the neighbour of a changed bin is as before.
    public var settle: Float

    /// A law from its parts.
    public init(
        enter: Float = 1 / 60, leave: Float = 0.1, hop: Float = 0.5, temper: Float = 0.7,
        change: Float = 1e-3, settle: Float = 0.05
    ) {
        let shares = [enter, leave, hop, change, settle]
        precondition(shares.allSatisfy { $0 > 0 && $0 < 1 }, "probabilities lie within (0, 1)")
        precondition(temper > 0 && temper <= 1, "likelihoods are tempered by (0, 1]")
        self.enter = enter
        self.leave = leave
        self.hop = hop
        self.temper = temper
        self.change = change
        self.settle = settle
    }
}
