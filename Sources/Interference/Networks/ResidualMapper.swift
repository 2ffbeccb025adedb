import Glibc
import Model
import NeuralNet

/// Ours: a physical prior, corrected by ``ResidualNet``, with its error and who is behind it.
public struct ResidualMapper: InterferenceMapper {
    /// The method's name.
    public let name = ResidualNet.name
    /// What was learnt.
    public let weights: ResidualWeights
    /// Presence from which a peak counts as an emitter.
    public var presenceMin: Float
    private var source: any InterferencePriorSource
    private let compiled: CompiledNetwork

    /// Least distance between two emitters found, metres.
    static let apartMetres = 24.0
    /// Reach within which a peak is taken for the prior's emitter, metres.
    static let sameMetres = 24.0

    /// A mapper by weights and the prior that they were learnt over.
    ///
    /// - Parameters:
    ///   - weights: as `ethermap train residual` wrote them.
    ///   - source: makes the prior.
    ///   - side: side of the planes, cells.
    ///   - threadCount: cores to use.
    /// - Throws: `NeuralNetError` where the weights belong to another prior or plane.
    public init(
        weights: ResidualWeights, source: any InterferencePriorSource, side: Int = 128,
        threadCount: Int = 1
    ) throws {
        guard source.name == weights.priorName else {
            throw NeuralNetError(
                "the weights were learnt over the prior \(weights.priorName), not \(source.name)")
        }
        self.weights = weights
        self.source = source
        presenceMin = weights.presenceMin
        compiled = try CompiledNetwork(
            weights.network.graph, batch: 1, extent: [side, side], threadCount: threadCount)
        try compiled.load(weights.parameters)
    }

    /// Maps the interference behind the evidence.
    public mutating func map(_ evidence: InterferenceEvidence) throws -> InterferenceEstimate {
        let prior = try source.prior(of: evidence)
        let planes = ResidualPlanes(evidence, prior: prior, table: weights.table)
        let maps = try compiled.forward([ResidualNet.input: planes.values])[ResidualNet.output]
        return ResidualAnswer(maps ?? [], weights: weights)
            .estimate(over: prior, evidence, presenceMin: presenceMin)
    }
}
