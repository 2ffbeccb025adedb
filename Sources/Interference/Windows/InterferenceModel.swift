import NeuralNet

/// A trained network with its weights' file: what a configuration names, checked and ready to run.
///
/// Two are equal whose file is the same to the byte.
public struct InterferenceModel: Hashable, Sendable {
    /// Methods that need weights, by name.
    public static let names = [ResidualNet.name, IMNet().name, IMNet(isCorrected: false).name]

    /// The network's name: `residual`, `imnet` or `unet`.
    public let name: String
    /// SHA-256 of the weights' file, 64 hexadecimal digits.
    public let hash: String
    /// What the weights were learnt for.
    public let scope: WeightsScope
    /// What a sample says of the interference in the channel that was learnt; `nil` where the network
    /// has no such table.
    public let table: SampleInterferenceTable?
    private let method: any WindowNetwork
    private let graph: NetworkGraph
    private let parameters: ParameterSet

    /// A network by its name and its weights' file.
    ///
    /// - Throws: `NeuralNetError`, with the file's path, where the file is not of this network.
    public init(_ name: String, weights file: WeightsFile) throws {
        self.name = name
        hash = file.hash
        scope = try WeightsScope(file)
        if let cell = scope.cellMetres, cell != PlaneResampling.cellMetres {
            throw NeuralNetError(
                "\(file.path): the weights are for cells of \(cell) m, planes have cells of "
                    + "\(PlaneResampling.cellMetres) m")
        }
        if name == ResidualNet.name {
            let weights = try ResidualWeights(file)
            table = weights.table
            method = ResidualWindows(weights: weights)
            graph = weights.network.graph
            parameters = weights.parameters
            return
        }
        let networks = [IMNet(), IMNet(isCorrected: false)]
        guard let network = networks.first(where: { $0.name == name }) else {
            throw NeuralNetError("there is no network '\(name)'")
        }
        table = nil
        method = IMNetWindows(network)
        graph = network.graph
        parameters = try file.parameters(for: graph.parameterLayout)
    }

    /// A residual network by weights that need not be in a file.
    public init(_ weights: ResidualWeights, scope: WeightsScope = WeightsScope()) {
        name = ResidualNet.name
        self.scope = scope
        table = weights.table
        hash = weights.hash
        method = ResidualWindows(weights: weights)
        graph = weights.network.graph
        parameters = weights.parameters
    }

    /// Name of the prior that the network corrects; `nil` where it needs none.
    public var priorName: String? { method.priorName }

    /// The first digits of the hash, as maps' methods show it.
    public var shortHash: String { String(hash.prefix(8)) }

    /// The network, to be shared by all planes.
    public func network(threadCount: Int = 1) -> BatchedNetwork {
        BatchedNetwork(graph: graph, parameters: parameters, threadCount: threadCount)
    }

    /// A mapper of one plane.
    ///
    /// - Parameters:
    ///   - network: what ``network(threadCount:)`` gave.
    ///   - source: the plane's prior; `nil` where the network needs none.
    /// - Returns: a mapper that has seen nothing.
    /// - Throws: `NeuralNetError` where the weights were learnt over another prior.
    public func mapper(
        sharing network: BatchedNetwork, over source: (any WarmPriorSource)? = nil
    ) throws -> WindowedMapper {
        try WindowedMapper(method, network: network, source: source)
    }

    /// Whether two are of the same file.
    public static func == (left: InterferenceModel, right: InterferenceModel) -> Bool {
        left.name == right.name && left.hash == right.hash
    }

    /// Hashes the name and the file's hash.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(hash)
    }
}

extension InterferenceModel: CustomStringConvertible {
    /// The name and the hash's first digits: a million weights tell nobody anything.
    public var description: String { "\(name) \(shortHash)" }
}
