import NeuralNet

/// Everything that ``ResidualMapper`` learnt, as one file holds it.
public struct ResidualWeights: Sendable {
    /// The network.
    public let network: ResidualNet
    /// Its parameters.
    public let parameters: ParameterSet
    /// What samples say in the channel that was learnt.
    public let table: SampleInterferenceTable
    /// What makes its deviations hold.
    public let calibration: DeviationCalibration
    /// Name of the prior that it corrects.
    public let priorName: String
    /// Presence from which a peak counts as an emitter, as found best on maps not trained on.
    public let presenceMin: Float
    /// SHA-256 of the file; empty for weights that no file holds yet.
    public let hash: String

    private static let widthKey = "width"
    private static let priorKey = "prior"
    private static let presenceKey = "presence_min"
    private static let tableMeans = "table.mean"
    private static let tableDeviations = "table.deviation"
    private static let knots = "calibration.log_deviation"
    private static let factors = "calibration.factor"

    /// Weights from their parts.
    public init(
        network: ResidualNet, parameters: ParameterSet, table: SampleInterferenceTable,
        calibration: DeviationCalibration, priorName: String, presenceMin: Float,
        hash: String = ""
    ) {
        self.network = network
        self.parameters = parameters
        self.table = table
        self.calibration = calibration
        self.priorName = priorName
        self.presenceMin = presenceMin
        self.hash = hash
    }

    /// Weights as a file has them.
    ///
    /// - Throws: `NeuralNetError` where a part is missing or of another shape.
    public init(_ file: WeightsFile) throws(NeuralNetError) {
        guard let width = file.metadata[Self.widthKey].flatMap(Int.init), width > 0, width <= 256,
            let priorName = file.metadata[Self.priorKey],
            let presenceMin = file.metadata[Self.presenceKey].flatMap(Float.init),
            presenceMin > 0, presenceMin < 1
        else {
            throw NeuralNetError(
                "\(file.path): the weights do not say width, prior and presence, as those of "
                    + "'\(ResidualNet.name)' do")
        }
        network = ResidualNet(width: width)
        let companions = [Self.tableMeans, Self.tableDeviations, Self.knots, Self.factors]
        parameters = try WeightsFile(
            tensors: file.tensors.filter { !companions.contains($0.name) }
        ).parameters(for: network.graph.parameterLayout)
        let bins =
            SampleInterferenceTable.excessesDb.count * SampleInterferenceTable.desiredDbm.count
        table = SampleInterferenceTable(
            meansDb: try Self.values(Self.tableMeans, of: file, count: bins),
            deviationsDb: try Self.values(Self.tableDeviations, of: file, count: bins))
        let knots = try Self.values(Self.knots, of: file)
        let factors = try Self.values(Self.factors, of: file, count: knots.count)
        guard zip(knots, knots.dropFirst()).allSatisfy({ $0 < $1 }), !knots.isEmpty else {
            throw NeuralNetError("\(file.path): the calibration's knots do not ascend")
        }
        calibration = DeviationCalibration(logDeviations: knots, factors: factors)
        self.priorName = priorName
        self.presenceMin = presenceMin
        hash = file.hash
    }

    private static func values(
        _ name: String, of file: WeightsFile, count: Int? = nil
    ) throws(NeuralNetError) -> [Float] {
        guard let tensor = file[name], count == nil || tensor.values.count == count,
            tensor.values.allSatisfy(\.isFinite)
        else {
            throw NeuralNetError("\(file.path): tensor '\(name)' is missing or of another shape")
        }
        return tensor.values
    }

    /// The tensors that stand in the file beside the network's parameters.
    public var companions: [WeightsTensor] {
        [
            WeightsTensor(
                name: Self.tableMeans,
                shape: [
                    SampleInterferenceTable.excessesDb.count,
                    SampleInterferenceTable.desiredDbm.count,
                ], values: table.meansDb),
            WeightsTensor(
                name: Self.tableDeviations,
                shape: [
                    SampleInterferenceTable.excessesDb.count,
                    SampleInterferenceTable.desiredDbm.count,
                ], values: table.deviationsDb),
            WeightsTensor(
                name: Self.knots, shape: [calibration.logDeviations.count],
                values: calibration.logDeviations),
            WeightsTensor(
                name: Self.factors, shape: [calibration.factors.count],
                values: calibration.factors),
        ]
    }

    /// What the file's metadata says for ``init(_:)``.
    public var metadata: [String: String] {
        [
            Self.widthKey: "\(network.width)", Self.priorKey: priorName,
            Self.presenceKey: "\(presenceMin)",
        ]
    }
}
