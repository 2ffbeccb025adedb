import Interference
import Model
import Numerics
import Scenario

/// One map as ``ResidualTask`` shows it: sampled, its prior made, all planes ready to be turned.
struct PreparedMap: Sendable {
    /// ``ResidualPlanes`` [plane × cell].
    let planes: [Float]
    /// What the network should add to the prior, over the scale of its output [cell].
    let corrections: [Float]
    /// What it should add to D̂, likewise [cell].
    let desiredCorrections: [Float]
    /// Where emitters are [cell].
    let presences: [Float]
    /// Emitters of the prior.
    let priorEmitters: [InterferenceEstimate.Emitter]
    /// Where the emitters truly are.
    let truths: [LocalPosition]
    /// The cells.
    let grid: Grid
    /// Whether the cell's truth counts: it does not inside buildings, where nobody flies [cell].
    let weights: [Float]

    /// A map under one mask.
    ///
    /// - Parameters:
    ///   - scene: the map.
    ///   - evidence: what is told of it, every cell received.
    ///   - sampledDbm: what is shown, NaN where nothing is [cell].
    ///   - source: makes the prior.
    ///   - table: what samples say.
    /// - Throws: what the prior's source throws.
    init(
        _ scene: InterferenceScene, evidence: InterferenceEvidence, sampledDbm: [Float],
        source: any InterferencePriorSource, table: SampleInterferenceTable
    ) throws {
        var shown = evidence
        shown.receivedDbm = sampledDbm
        var source = source
        let prior = try source.prior(of: shown)
        planes = ResidualPlanes(shown, prior: prior, table: table).values
        priorEmitters = prior.emitters
        truths = scene.emitters.map(\.position)
        grid = scene.grid
        corrections = zip(scene.interferenceDbm, prior.issDbm).map {
            ($0 - $1) / ResidualNet.correctionScaleDb
        }
        desiredCorrections = zip(scene.desiredDbm, evidence.desiredDbm).map {
            ($0 - $1) / ResidualNet.correctionScaleDb
        }
        presences = HeatPlane.truth(
            of: scene.emitters.map(\.position), on: scene.grid,
            deviationMetres: ResidualPlanes.markDeviationMetres)
        weights = (0..<scene.grid.cellCount).map { scene.isOpen($0) ? 1 : 0 }
    }
}
