import Interference
import Scenario

/// One scene with everybody who is to map it, prepared for its city.
struct InterferenceRound {
    /// The scene.
    let scene: InterferenceScene
    private let blank: InterferenceEvidence
    private let prepared: [any InterferenceContender]

    /// Prepares all contenders; they themselves stay as they are.
    init(scene: InterferenceScene, contenders: [any InterferenceContender]) throws {
        self.scene = scene
        let blank = scene.blankEvidence()
        self.blank = blank
        prepared = try contenders.map { contender in
            var contender = contender
            try contender.prepare(for: blank)
            return contender
        }
    }

    /// What methods are told where a share of the cells is sampled.
    func evidence(_ pattern: SamplingPattern, share: Double) -> InterferenceEvidence {
        var evidence = blank
        evidence.receivedDbm = scene.sampledDbm(pattern, share: share)
        return evidence
    }

    /// A contender's map and the seconds that it took; nothing stays warm from one to the next.
    func estimate(
        _ index: Int, _ evidence: InterferenceEvidence
    ) throws -> (estimate: InterferenceEstimate, seconds: Double) {
        var contender = prepared[index]
        let clock = ContinuousClock()
        let start = clock.now
        let estimate = try contender.estimate(evidence, scene: scene)
        return (estimate, (clock.now - start) / .seconds(1))
    }
}
