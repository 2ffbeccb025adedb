import Model

/// What physics alone says of the interference over a plane, before a network corrects it.
public struct InterferencePrior: Sendable {
    /// Interference and noise, dBm [cell].
    public var issDbm: [Float]
    /// Standard deviation of the truth about it, dB [cell].
    public var deviationsDb: [Float]
    /// The emitters behind it.
    public var emitters: [InterferenceEstimate.Emitter]

    /// A prior from its parts, one value a cell.
    public init(
        issDbm: [Float], deviationsDb: [Float], emitters: [InterferenceEstimate.Emitter]
    ) {
        precondition(issDbm.count == deviationsDb.count, "a prior holds one value a cell")
        self.issDbm = issDbm
        self.deviationsDb = deviationsDb
        self.emitters = emitters
    }
}

/// One way of making a prior.
public protocol InterferencePriorSource: Sendable {
    /// Its name, which a network's weights carry: they are learnt over one prior.
    var name: String { get }

    /// The prior behind some evidence.
    mutating func prior(of evidence: InterferenceEvidence) throws -> InterferencePrior
}
