import Glibc
import Numerics

/// One hypothesis of the shadowing: its standard deviation and its correlation length.
///
/// K_ij = σ² exp(−|q_i − q_j| / d_cor) + σ_c² [same sensor] + δ_ij v_i   (Gudmundson 1991; eq. (1) of
/// the IMNet paper), with v_i what fading and the receiver leave in each level.
struct ShadowingHypothesis: Sendable {
    let deviationDb: Double
    let correlationMetres: Double
    let logPrior: Double
    let factor: WhiteningFactor
    /// The hypothesis-free columns whitened [fixedCount × M]: levels, ones, deaf.
    let fixed: [Float]

    /// Scalar products among them [fixedCount × fixedCount].
    private let fixedProducts: [Double]

    static let fixedCount = 3

    init?(
        _ field: EmissionField, deviationDb: Double, correlationMetres: Double, prior: Double,
        configuration: LocalisationConfiguration, fixedColumns: [Float]
    ) {
        let heard = field.heard
        let count = heard.count
        var covariance = [Float](repeating: 0, count: count * count)
        let variance = Float(deviationDb * deviationDb)
        let scale = Float(-1 / correlationMetres)
        let sensor = Float(configuration.sensorDeviationDb * configuration.sensorDeviationDb)
        let east = heard.map { Float($0.place.position.eastMetres) }
        let north = heard.map { Float($0.place.position.northMetres) }
        let up = heard.map { Float($0.place.position.upMetres) }
        let sensors = heard.map(\.place.sensorIndex)
        for column in 0..<count {
            for row in column..<count {
                let x = east[row] - east[column]
                let y = north[row] - north[column]
                let z = up[row] - up[column]
                var value = variance * exp(scale * (x * x + y * y + z * z).squareRoot())
                if sensors[row] == sensors[column] { value += sensor }
                covariance[column * count + row] = value
            }
            covariance[column * count + column] += Float(heard[column].varianceDb2)
        }
        guard let factor = WhiteningFactor(covariance, order: count) else { return nil }
        self.deviationDb = deviationDb
        self.correlationMetres = correlationMetres
        self.factor = factor
        logPrior = log(prior)
        var fixed = fixedColumns
        factor.whiten(&fixed, columnCount: Self.fixedCount)
        self.fixed = fixed
        let n = Self.fixedCount
        fixedProducts = (0..<n * n).map { index in
            WhiteningFactor.product(
                fixed, at: index / n * count, fixed, at: index % n * count, count: count)
        }
    }

    /// The scalar product of two of the fixed columns.
    func fixedProduct(_ i: Int, _ j: Int) -> Double { fixedProducts[i * Self.fixedCount + j] }
}
