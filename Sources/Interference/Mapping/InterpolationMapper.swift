import Interpolation
import Model
import Synchronization

/// The baselines: what each sample says of the interference, interpolated, and its peaks.
public struct InterpolationMapper: InterferenceMapper {
    /// How a sample is turned into interference.
    public enum Reading: String, CaseIterable, Hashable, Sendable {
        /// The paper's 10 log10 |R - D̂|, every sample counting the same.
        case magnitude
        /// Ours: the posterior mean given R and D̂, each sample with its deviation.
        case posterior
    }

    /// What interpolates.
    public let choice: InterpolatorChoice
    /// How a sample is turned into interference.
    public let reading: Reading
    /// Finds the interfering nodes in the map.
    public var detector: any PeakDetector

    /// Steps of the variogram's fit.
    private static let fitBudget = 20

    /// A mapper from its parts.
    public init(
        _ choice: InterpolatorChoice, reading: Reading = .magnitude,
        detector: any PeakDetector = CellAveragingDetector()
    ) {
        self.choice = choice
        self.reading = reading
        self.detector = detector
    }

    /// The interpolator's name, `posterior-` before it where samples are read so.
    public var name: String {
        reading == .magnitude ? choice.rawValue : "\(reading.rawValue)-\(choice.rawValue)"
    }

    /// Maps the interference behind the evidence.
    public mutating func map(_ evidence: InterferenceEvidence) throws -> InterferenceEstimate {
        let grid = evidence.grid
        let noise = Float(evidence.noiseDbm)
        let field = field(evidence)
        guard field.count > 0 else {
            return InterferenceEstimate(
                issDbm: [Float](repeating: noise, count: grid.cellCount))
        }
        var interpolator = choice.make()
        _ = interpolator.fit(field, budget: Self.fitBudget)
        let predictions = interpolator.predict(
            at: (0..<grid.cellCount).map { grid.centre(of: grid.cell(at: $0)) })
        // Interference has the noise in it; a place out of every sample's reach has nothing else.
        let issDbm = predictions.map { $0.valueDb.isNaN ? noise : max(Float($0.valueDb), noise) }
        return InterferenceEstimate(
            issDbm: issDbm,
            deviationsDb: reading == .posterior
                ? predictions.map { Float(min($0.standardDeviationDb, 100)) } : [],
            emitters: detector.emitters(in: issDbm, evidence))
    }

    /// What the samples say, one observation each.
    private func field(_ evidence: InterferenceEvidence) -> ScatteredField {
        var field = ScatteredField()
        for cell in evidence.sampledCells.prefix(ScatteredField.observationCountMax) {
            let deviations = (
                desired: Double(evidence.desiredDeviationsDb[cell]),
                received: Double(evidence.receivedDeviationsDb[cell])
            )
            let estimator = Self.estimator(
                reading, desiredDeviationDb: deviations.desired,
                receivedDeviationDb: deviations.received, noiseDbm: evidence.noiseDbm)
            let estimate = estimator.estimate(
                rssWatts: Decibels.watts(fromDbm: Double(evidence.receivedDbm[cell])),
                dssWatts: Decibels.watts(fromDbm: Double(evidence.desiredDbm[cell])))
            let deviation = reading == .posterior ? estimate.standardDeviationDb : 0
            field.append(
                at: evidence.grid.centre(of: evidence.grid.cell(at: cell)),
                valueDb: estimate.valueDbm, varianceDb2: deviation * deviation)
        }
        return field
    }

    private static func estimator(
        _ reading: Reading, desiredDeviationDb: Double, receivedDeviationDb: Double,
        noiseDbm: Double
    ) -> any IssEstimator {
        // A table takes 10 ms: deviations are rounded to half decibels, and tables are kept.
        let key = TableKey(
            desired: Int((max(desiredDeviationDb, 0.5) * 2).rounded()),
            received: Int((max(receivedDeviationDb, 0.5) * 2).rounded()))
        let noise = IssNoise(
            dssDeviationDb: Double(key.desired) / 2, rssDeviationDb: Double(key.received) / 2,
            noiseFloorDbm: noiseDbm)
        guard reading == .posterior else { return AbsoluteIssEstimator(noise: noise) }
        if let known = tables.withLock({ $0[key] }) { return known.adapted(to: noise) }
        let made = PosteriorIssEstimator(noise: noise)
        tables.withLock { $0[key] = made }
        return made
    }

    private struct TableKey: Hashable {
        var desired: Int
        var received: Int
    }

    /// Estimators by their deviations: the same whoever makes them, some dozens at most.
    private static let tables = Mutex<[TableKey: PosteriorIssEstimator]>([:])
}

extension PeakDetector {
    /// The peaks of a map of interference as emitters, the one that stands out most first.
    public func emitters(
        in issDbm: [Float], _ evidence: InterferenceEvidence
    ) -> [InterferenceEstimate.Emitter] {
        let grid = evidence.grid
        return peaks(valuesDbm: issDbm, nx: grid.nx, ny: grid.ny).map { peak in
            var place = grid.centre(of: Grid.Cell(x: peak.x, y: peak.y, z: 0))
            place.upMetres = evidence.emitterHeightMetres
            return InterferenceEstimate.Emitter(
                position: place,
                confidence: min(max(peak.excessDb / (2 * peak.thresholdDb), 0), 1))
        }
    }
}
