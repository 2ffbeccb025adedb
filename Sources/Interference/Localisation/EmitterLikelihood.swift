import Glibc
import Model
import Numerics

/// The likelihood of one emitter's position, everything else about it marginalised.
///
/// At place i, with ℓ_i = log10(d_i / d_ref) for a candidate position,
///
///     y_i = a − 10 n ℓ_i + α G(ε_i) + δ s_i + e_i,    e ~ N(0, K)
///
/// a: level at the reference distance (EIRP and receiver together); n: path-loss exponent; G: a
/// dipole's pattern at elevation ε, α ∈ {0, 1, 2}; δ: the deaf
/// state's offset where s_i = 1; K: shadowing, sensors' constants, fading. a, n and δ are normal and
/// marginalised in closed form; the shadowing's deviation and correlation length
/// and α are summed over. Where the emitter is not heard, log Φ((limit − predicted) / deviation) is
/// added, neighbours sharing one vote.
struct EmitterLikelihood {
    /// Candidates whitened at once.
    static let chunkCount = 128
    /// Weights of the dipole's pattern: none, at one end of the link, at both.
    static let patternWeights = [0.0, 1, 2]

    /// What is computed of one candidate.
    struct Score {
        /// log p(levels | hypothesis, candidate) [hypotheses × patterns].
        var logLikelihoods: [Double]
        /// Level at the reference distance under the most likely of them, dBm.
        var levelDbm = 0.0
        /// Path-loss exponent under it.
        var exponent = 0.0
        /// Which hypothesis and which pattern that is.
        var best = (hypothesis: 0, pattern: 0)
        /// log p(silence | candidate).
        var silence = 0.0
    }

    let configuration: LocalisationConfiguration
    let field: EmissionField
    let lattice: CandidateLattice
    private(set) var hypotheses: [ShadowingHypothesis] = []
    /// Distance at which levels are told, metres.
    let referenceMetres: Double
    private let centreDbm: Double
    private let geometry: LinkGeometry
    private let silentGeometry: LinkGeometry
    private let silentWeights: [Double]

    /// - Returns: `nil` where the emitter is heard nowhere.
    init?(
        _ field: EmissionField, lattice: CandidateLattice,
        configuration: LocalisationConfiguration
    ) {
        guard !field.heard.isEmpty else { return nil }
        self.configuration = configuration
        self.field = field
        self.lattice = lattice
        func geometry(_ places: [Place]) -> LinkGeometry {
            LinkGeometry(
                eastMetres: places.map { Float($0.position.eastMetres) },
                northMetres: places.map { Float($0.position.northMetres) },
                upMetres: places.map { Float($0.position.upMetres) })
        }
        self.geometry = geometry(field.heard.map(\.place))
        silentGeometry = geometry(field.silent.map(\.place))
        silentWeights = Self.votes(
            of: field.silent.map(\.place.position), radiusMetres: 2.5 * configuration.placeMetres)
        let diagonal =
            (lattice.area.widthMetres * lattice.area.widthMetres
            + lattice.area.depthMetres * lattice.area.depthMetres).squareRoot()
        referenceMetres = max(min(100, diagonal / 4), 1)
        let sorted = field.heard.map(\.levelDbm).sorted()
        centreDbm = sorted[sorted.count / 2]
        let columns =
            field.heard.map {
                Float(
                    $0.levelDbm - centreDbm
                        + ($0.place.isDeaf ? configuration.deafOffsetDb : 0))
            } + field.heard.map { _ in Float(1) }
            + field.heard.map { $0.place.isDeaf ? Float(1) : 0 }
        for (index, deviation) in configuration.shadowingDeviationsDb.enumerated() {
            for correlation in configuration.correlationsMetres {
                let hypothesis = ShadowingHypothesis(
                    field, deviationDb: deviation, correlationMetres: correlation,
                    prior: configuration.shadowingWeights[index]
                        / Double(configuration.correlationsMetres.count),
                    configuration: configuration, fixedColumns: columns)
                if let hypothesis { hypotheses.append(hypothesis) }
            }
        }
        guard !hypotheses.isEmpty else { return nil }
    }

    /// Keeps the shadowing hypotheses that still matter.
    mutating func keep(_ isKept: [Bool]) {
        hypotheses = zip(hypotheses, isKept).filter(\.1).map(\.0)
    }

    /// One over the number of places within a radius: neighbours share one vote.
    static func votes(of positions: [LocalPosition], radiusMetres: Double) -> [Double] {
        positions.map { place in
            1 / Double(max(positions.count { $0.distanceMetres(to: place) <= radiusMetres }, 1))
        }
    }

    /// Scores candidates.
    func scores(of cells: [CandidateLattice.Cell]) -> [Score] {
        var scores: [Score] = []
        scores.reserveCapacity(cells.count)
        for start in stride(from: 0, to: cells.count, by: Self.chunkCount) {
            scores += chunk(Array(cells[start..<min(start + Self.chunkCount, cells.count)]))
        }
        return scores
    }

    private func chunk(_ cells: [CandidateLattice.Cell]) -> [Score] {
        let order = geometry.count
        let kinds = 2
        let block = cells.count * order
        var columns = candidateColumns(cells)
        var best = Array(
            repeating: (log: -Double.infinity, hypothesis: 0, pattern: 0, beta: [Double]()),
            count: cells.count)
        var scores = Array(repeating: Score(logLikelihoods: []), count: cells.count)
        let raw = columns
        for (number, hypothesis) in hypotheses.enumerated() {
            if number > 0 { columns = raw }
            hypothesis.factor.whiten(&columns, columnCount: kinds * cells.count)
            for index in cells.indices {
                let products = Products(
                    hypothesis: hypothesis, columns: columns, order: order,
                    offsets: (0..<kinds).map { $0 * block + index * order })
                for (pattern, weight) in Self.patternWeights.enumerated() {
                    let fit = fit(products, patternWeight: weight)
                    let value =
                        fit.logLikelihood - hypothesis.factor.halfLogDeterminant
                        + hypothesis.logPrior
                    scores[index].logLikelihoods.append(value)
                    if value > best[index].log {
                        best[index] = (value, number, pattern, fit.coefficients)
                    }
                }
            }
        }
        for index in cells.indices {
            let beta = best[index].beta
            scores[index].best = (best[index].hypothesis, best[index].pattern)
            scores[index].levelDbm = centreDbm + configuration.levelDeviationDb * beta[0]
            scores[index].exponent =
                configuration.exponent - configuration.exponentDeviation * beta[2]
            scores[index].silence = silence(
                cells[index], score: scores[index],
                patternWeight: Self.patternWeights[best[index].pattern])
        }
        return scores
    }

    /// ℓ and G, each [candidates × places].
    private func candidateColumns(_ cells: [CandidateLattice.Cell]) -> [Float] {
        let order = geometry.count
        let block = cells.count * order
        var logs = [Float](repeating: 0, count: block)
        var cosines = logs
        for (number, cell) in cells.enumerated() {
            let place = lattice.position(of: cell)
            geometry.links(
                toEastMetres: Float(place.eastMetres), northMetres: Float(place.northMetres),
                upMetres: Float(place.upMetres), limitDb: Float(configuration.dipoleLimitDb),
                logDistances: &logs, cosinesDb: &cosines, at: number * order)
        }
        let reference = Float(log10(referenceMetres))
        for index in logs.indices { logs[index] -= reference }
        return logs + cosines
    }

    /// What is left of the levels at one candidate under its most likely hypothesis, decibels, with
    /// that hypothesis.
    func residuals(
        of cell: CandidateLattice.Cell
    ) -> (residualsDb: [Float], hypothesis: ShadowingHypothesis)? {
        guard let score = scores(of: [cell]).first else { return nil }
        let order = geometry.count
        let columns = candidateColumns([cell])
        let weight = Float(Self.patternWeights[score.best.pattern])
        let deaf = Float(configuration.deafOffsetDb)
        var residuals: [Float] = []
        for index in 0..<order {
            let heard = field.heard[index]
            var predicted =
                Float(score.levelDbm) - 10 * Float(score.exponent) * columns[index]
                + weight * columns[order + index]
            if heard.place.isDeaf { predicted -= deaf }
            residuals.append(Float(heard.levelDbm) - predicted)
        }
        return (residuals, hypotheses[score.best.hypothesis])
    }

    private func fit(_ p: Products, patternWeight: Double) -> LinearGaussian {
        // r = y + 10 n ℓ − α G over the basis (y, 1, s, ℓ, G).
        let residual = [1, 0, 0, 10 * configuration.exponent, -patternWeight]
        // Z = (level 1, deaf s, exponent ℓ), each scaled to a unit prior.
        let regressors = [
            (1, configuration.levelDeviationDb), (2, configuration.deafOffsetDeviationDb),
            (3, 10 * configuration.exponentDeviation),
        ]
        var squares = 0.0
        var projected = [Double](repeating: 0, count: p.count)
        for i in 0..<p.count {
            var sum = 0.0
            for (j, weight) in residual.enumerated() where weight != 0 { sum += weight * p[i, j] }
            projected[i] = sum
        }
        for (i, weight) in residual.enumerated() { squares += weight * projected[i] }
        return LinearGaussian(
            squareSum: squares, moments: regressors.map { $0.1 * projected[$0.0] },
            gram: regressors.flatMap { row in
                regressors.map { row.1 * $0.1 * p[row.0, $0.0] }
            })
    }

    private func silence(
        _ cell: CandidateLattice.Cell, score: Score, patternWeight: Double
    ) -> Double {
        let count = silentGeometry.count
        guard count > 0 else { return 0 }
        var logs = [Float](repeating: 0, count: count)
        var cosines = logs
        let place = lattice.position(of: cell)
        silentGeometry.links(
            toEastMetres: Float(place.eastMetres), northMetres: Float(place.northMetres),
            upMetres: Float(place.upMetres), limitDb: Float(configuration.dipoleLimitDb),
            logDistances: &logs, cosinesDb: &cosines, at: 0)
        let reference = log10(referenceMetres)
        let deviation = configuration.shadowingDeviationsDb.last ?? 6
        var sum = 0.0
        for index in 0..<count {
            let logDistance = Double(logs[index]) - reference
            let predicted =
                score.levelDbm - 10 * score.exponent * logDistance
                + patternWeight * Double(cosines[index])
            let silent = field.silent[index]
            let spread =
                (deviation * deviation + silent.deviationDb * silent.deviationDb).squareRoot()
            let margin = (silent.limitDbm - predicted) / spread
            guard margin < 4 else { continue }
            // log Φ by the logistic law, within 0.1 of the normal's in the middle.
            sum -= silentWeights[index] * log1p(exp(min(-1.702 * margin, 60)))
        }
        return sum
    }

    /// log p(levels) without any emitter's geometry: one level and shadowing, as wide as need be.
    func nullLogLikelihood() -> Double {
        var total = -Double.infinity
        let order = geometry.count
        for deviation in [4.0, 8, 14] {
            for correlation in configuration.correlationsMetres.map({ $0 * 3 }) {
                let columns =
                    field.heard.map { Float($0.levelDbm - centreDbm) }
                    + field.heard.map { _ in Float(1) }
                    + field.heard.map { $0.place.isDeaf ? Float(1) : 0 }
                guard
                    let hypothesis = ShadowingHypothesis(
                        field, deviationDb: deviation, correlationMetres: correlation,
                        prior: 1.0 / 6, configuration: configuration, fixedColumns: columns)
                else { continue }
                let products = Products(
                    hypothesis: hypothesis, columns: [], order: order, offsets: [])
                let scale = configuration.levelDeviationDb
                let fit = LinearGaussian(
                    squareSum: products[0, 0], moments: [scale * products[1, 0]],
                    gram: [scale * scale * products[1, 1]])
                let value =
                    fit.logLikelihood - hypothesis.factor.halfLogDeterminant
                    + hypothesis.logPrior
                total = LogSum.of(total, value)
            }
        }
        return total
    }
}
