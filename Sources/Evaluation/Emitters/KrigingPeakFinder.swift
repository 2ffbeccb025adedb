import Interference
import Interpolation
import Model

/// Baseline: CFAR peaks of the interfering signal strength, interpolated by ordinary kriging.
public struct KrigingPeakFinder: EmitterFinder {
    /// The method's name.
    public var name: String { isPosteriorMean ? "cfar-kriging-posterior" : "cfar-kriging" }
    /// How peaks are told from the rest.
    public let detector: CellAveragingDetector
    /// Whether the interference of a sample is the paper's |R - D̂| or our posterior mean.
    public let isPosteriorMean: Bool

    /// A finder; tuned by ``CFARTuning`` unless said otherwise.
    public init(configuration: CFARConfiguration? = nil, isPosteriorMean: Bool = false) {
        detector = CellAveragingDetector(
            configuration: configuration
                ?? (isPosteriorMean ? CFARTuning.tunedPosterior : CFARTuning.tuned))
        self.isPosteriorMean = isPosteriorMean
    }

    /// The peaks' cells.
    public func emitters(in survey: EmitterSurvey) -> [LocalPosition] {
        peaks(of: map(of: survey), grid: survey.grid)
    }

    /// The places of a map's peaks, at the ground.
    func peaks(of map: [Float], grid: Grid) -> [LocalPosition] {
        detector.peaks(valuesDbm: map, nx: grid.nx, ny: grid.ny).map { peak in
            var place = grid.centre(of: Grid.Cell(x: peak.x, y: peak.y, z: 0))
            place.upMetres = 0
            return place
        }
    }

    /// Interference at every cell, dBm.
    func map(of survey: EmitterSurvey) -> [Float] {
        var field = ScatteredField()
        // Estimators keep a table for each deviation; there are two laws at most.
        var estimators: [Double: any IssEstimator] = [:]
        for sample in survey.samples {
            let desired = survey.station.power(at: sample.position)
            let estimator =
                estimators[desired.deviationDb]
                ?? estimator(deviationDb: desired.deviationDb, noiseDbm: survey.noiseDbm)
            estimators[desired.deviationDb] = estimator
            let estimate = estimator.estimate(
                rssWatts: Decibels.watts(fromDbm: sample.powerDbm), dssWatts: desired.watts)
            let deviation = isPosteriorMean ? estimate.standardDeviationDb : 0
            field.append(
                at: sample.position, valueDb: estimate.valueDbm,
                varianceDb2: deviation * deviation)
        }
        var kriging = OrdinaryKrigingInterpolator()
        _ = kriging.fit(field, budget: 20)
        let grid = survey.grid
        let places = (0..<grid.cellCount).map { grid.centre(of: grid.cell(at: $0)) }
        return kriging.predict(at: places).map { Float($0.valueDb) }
    }

    private func estimator(deviationDb: Double, noiseDbm: Double) -> any IssEstimator {
        let noise = IssNoise(dssDeviationDb: deviationDb, noiseFloorDbm: noiseDbm)
        return isPosteriorMean
            ? PosteriorIssEstimator(noise: noise) : AbsoluteIssEstimator(noise: noise)
    }
}
