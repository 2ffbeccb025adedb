import Glibc
import Model

/// What ``ResidualNet`` said, turned into decibels, deviations and places.
public struct ResidualAnswer: Sendable {
    /// What to add to the prior, dB [cell].
    public let correctionsDb: [Float]
    /// Probability-like presence of an emitter, 0 to 1 [cell].
    public let presences: [Float]
    /// Calibrated standard deviation of the corrected map, dB [cell].
    public let deviationsDb: [Float]
    /// What to add to D̂, dB [cell].
    public let desiredCorrectionsDb: [Float]

    // Beyond e^±5 a deviation is no longer one of a radio map.
    private static let logDeviationMax: Float = 5

    /// An answer from the network's output, `[4, ny, nx]`.
    public init(_ maps: [Float], weights: ResidualWeights) {
        self.init(maps, calibration: weights.calibration)
    }

    /// An answer from the network's output, `[4, ny, nx]`, and its deviations' calibration.
    public init(_ maps: [Float], calibration: DeviationCalibration) {
        let count = maps.count / ResidualNet.outputCount
        correctionsDb = maps[0..<count].map { $0 * ResidualNet.correctionScaleDb }
        desiredCorrectionsDb = maps[3 * count..<4 * count].map {
            $0 * ResidualNet.correctionScaleDb
        }
        presences = maps[count..<2 * count].map { 1 / (1 + exp(-$0)) }
        deviationsDb = maps[2 * count..<3 * count].map { logarithm in
            let bounded = min(max(logarithm, -Self.logDeviationMax), Self.logDeviationMax)
            return calibration.deviationDb(
                predictedDb: ResidualNet.correctionScaleDb * exp(bounded))
        }
    }

    /// The estimate: the corrected prior, and the presences' peaks as emitters.
    func estimate(
        over prior: InterferencePrior, _ evidence: InterferenceEvidence, presenceMin: Float
    ) -> InterferenceEstimate {
        let emitters = emitters(
            beside: prior.emitters, on: evidence.grid, presenceMin: presenceMin,
            heightMetres: evidence.emitterHeightMetres)
        let noise = Float(evidence.noiseDbm)
        return InterferenceEstimate(
            issDbm: zip(prior.issDbm, correctionsDb).map { max($0 + $1, noise) },
            deviationsDb: deviationsDb, emitters: emitters,
            desiredDbm: zip(evidence.desiredDbm, desiredCorrectionsDb).map {
                max($0 + $1, InterferenceEvidence.floorDbm)
            })
    }

    /// The presences' peaks as emitters.
    ///
    /// A peak next to an emitter of the prior is that emitter: its place, refined by all samples, is
    /// the finer one, and its power is known.
    public func emitters(
        beside prior: [InterferenceEstimate.Emitter], on grid: Grid, presenceMin: Float,
        heightMetres: Double
    ) -> [InterferenceEstimate.Emitter] {
        let peaks = HeatPlane.peaks(
            of: presences, on: grid, threshold: presenceMin,
            apartMetres: ResidualMapper.apartMetres, heightMetres: heightMetres)
        var left = prior
        return peaks.map { peak in
            let near = left.indices.min { a, b in
                left[a].position.horizontalDistanceMetres(to: peak.place)
                    < left[b].position.horizontalDistanceMetres(to: peak.place)
            }
            guard let near,
                left[near].position.horizontalDistanceMetres(to: peak.place)
                    <= ResidualMapper.sameMetres
            else {
                return InterferenceEstimate.Emitter(
                    position: peak.place, confidence: peak.presence)
            }
            var emitter = left.remove(at: near)
            emitter.confidence = peak.presence
            return emitter
        }
    }
}
