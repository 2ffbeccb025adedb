/// A network as a method that maps interference window by window.
protocol WindowNetwork: Sendable {
    /// The method's name.
    var name: String { get }
    /// Name of the prior that it corrects; `nil` where it needs none.
    var priorName: String? { get }
    /// Maps that are blended: those of ``maps(_:of:)``.
    var mapCount: Int { get }

    /// What the network is shown of a window.
    func inputs(
        _ evidence: InterferenceEvidence, prior: InterferencePrior?
    ) -> [String: [Float]]

    /// Name of the output that counts.
    var output: String { get }

    /// What of a window's output is blended with its neighbours', `[mapCount, side, side]`.
    func maps(_ output: [Float], of evidence: InterferenceEvidence) -> [Float]

    /// The estimate over an area, by its blended maps.
    func estimate(
        _ maps: [Float], _ evidence: InterferenceEvidence, prior: InterferencePrior?
    ) -> InterferenceEstimate
}

/// ``ResidualNet`` by windows: what it adds to the prior, presence and deviation are blended as the
/// network says them.
struct ResidualWindows: WindowNetwork {
    let weights: ResidualWeights

    var name: String { ResidualNet.name }
    var priorName: String? { weights.priorName }
    var mapCount: Int { ResidualNet.outputCount }
    var output: String { ResidualNet.output }

    func inputs(_ evidence: InterferenceEvidence, prior: InterferencePrior?) -> [String: [Float]] {
        guard let prior else { return [:] }
        let planes = ResidualPlanes(evidence, prior: prior, table: weights.table)
        return [ResidualNet.input: planes.values]
    }

    func maps(_ output: [Float], of evidence: InterferenceEvidence) -> [Float] { output }

    func estimate(
        _ maps: [Float], _ evidence: InterferenceEvidence, prior: InterferencePrior?
    ) -> InterferenceEstimate {
        guard let prior else { return InterferenceEstimate(issDbm: []) }
        return ResidualAnswer(maps, weights: weights)
            .estimate(over: prior, evidence, presenceMin: weights.presenceMin)
    }
}

/// ``IMNet`` by windows: each is normalised and calibrated by itself, as the paper's maps are; what is
/// blended is decibels.
struct IMNetWindows: WindowNetwork {
    let network: IMNet
    let detector: any PeakDetector

    init(_ network: IMNet, detector: any PeakDetector = CellAveragingDetector()) {
        self.network = network
        self.detector = detector
    }

    var name: String { network.name }
    var priorName: String? { nil }
    var mapCount: Int { 1 }
    var output: String { IMNet.output }

    func inputs(_ evidence: InterferenceEvidence, prior: InterferencePrior?) -> [String: [Float]] {
        let planes = MagnitudePlanes(evidence)
        var inputs = [IMNet.magnitudeInput: planes.magnitude]
        if network.isCorrected { inputs[IMNet.indicatorInput] = planes.indicator }
        return inputs
    }

    func maps(_ output: [Float], of evidence: InterferenceEvidence) -> [Float] {
        MagnitudeCalibration(normalised: output, planes: MagnitudePlanes(evidence)).issDbm(output)
    }

    func estimate(
        _ maps: [Float], _ evidence: InterferenceEvidence, prior: InterferencePrior?
    ) -> InterferenceEstimate {
        let grid = evidence.grid
        return InterferenceEstimate(
            issDbm: maps,
            emitters: detector.peaks(valuesDbm: maps, nx: grid.nx, ny: grid.ny).map { peak in
                var place = grid.centre(of: .init(x: peak.x, y: peak.y, z: 0))
                place.upMetres = evidence.emitterHeightMetres
                return InterferenceEstimate.Emitter(
                    position: place,
                    confidence: min(max(peak.excessDb / (2 * peak.thresholdDb), 0), 1))
            })
    }
}
