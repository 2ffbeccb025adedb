/// One step of reweighted least squares on (1, 10 log10 d), with the prior's pull.
///
/// Newton's own step, with no curvature where a loss is bounded, would take fewer; from a start that
/// all samples are far from, it leaps out of the world. This one never overshoots.
struct PathLossStep {
    private var aa: Double
    private var an = 0.0
    private var nn: Double
    private var ga: Double
    private var gn: Double
    private let model: PathLossModel
    private let prior: PathLossPrior

    /// Begins at a model, with the prior counted against samples of the model's scatter.
    init(at model: PathLossModel, prior: PathLossPrior) {
        let variance = model.standardDeviationDb * model.standardDeviationDb
        self.model = model
        self.prior = prior
        aa = variance / (prior.interceptDeviationDb * prior.interceptDeviationDb)
        nn = variance / (prior.exponentDeviation * prior.exponentDeviation)
        ga = -aa * (model.interceptDb - prior.interceptDb)
        gn = -nn * (model.exponent - prior.exponent)
    }

    /// Counts a sample.
    mutating func add(logDistance: Double, residual: Double, weight: Double) {
        let slope = 10 * logDistance
        aa += weight
        an += weight * slope
        nn += weight * slope * slope
        ga += weight * residual
        gn += weight * residual * slope
    }

    /// The model after the step, its exponent within the prior's limits.
    func stepped() -> PathLossModel {
        let determinant = aa * nn - an * an
        let limits = prior.exponentLimits
        let free = model.exponent + (aa * gn - an * ga) / determinant
        let exponent = min(max(free, limits.lowerBound), limits.upperBound)
        // The intercept for the exponent as clamped, so that a clamp does not shift the level.
        let intercept = model.interceptDb + (ga - an * (exponent - model.exponent)) / aa
        return PathLossModel(
            interceptDb: intercept, exponent: exponent,
            standardDeviationDb: model.standardDeviationDb)
    }
}

extension PathLossModel {
    /// The greatest change of loss between two models from 1 m to 1 km, dB.
    func changeDb(to other: PathLossModel) -> Double {
        max(
            abs(lossDb(distanceMetres: 1) - other.lossDb(distanceMetres: 1)),
            abs(lossDb(distanceMetres: 1_000) - other.lossDb(distanceMetres: 1_000)))
    }

    /// The samples' losses above the model's, dB.
    func residualsDb(_ samples: PathLossSamples) -> [Double] {
        samples.lossesDb.indices.map { i in
            samples.lossesDb[i] - interceptDb - 10 * exponent * samples.logDistances[i]
        }
    }
}
