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
}
