import Interference

/// A covariance in the plane: symmetric, 2 × 2, square metres.
struct PlaneCovariance: Hashable, Sendable {
    var east: Double
    var north: Double
    var eastNorth: Double

    init(east: Double, north: Double, eastNorth: Double) {
        self.east = east
        self.north = north
        self.eastNorth = eastNorth
    }

    /// The same in every direction.
    init(circular variance: Double) {
        self.init(east: variance, north: variance, eastNorth: 0)
    }

    /// That of an estimate, kept off what no position can be: 1 mm² at least, no more correlated
    /// than 0.999.
    init(of estimate: EmitterEstimate) {
        let east = max(estimate.eastVarianceSquareMetres, 1e-6)
        let north = max(estimate.northVarianceSquareMetres, 1e-6)
        let limit = 0.999 * (east * north).squareRoot()
        self.init(
            east: east, north: north,
            eastNorth: min(max(estimate.eastNorthCovarianceSquareMetres, -limit), limit))
    }

    var trace: Double { east + north }

    var determinant: Double { east * north - eastNorth * eastNorth }

    /// Whether it can be one: finite and positive definite.
    var isSound: Bool {
        east > 0 && north > 0 && east.isFinite && north.isFinite && eastNorth.isFinite
            && determinant > 0
    }

    /// The information matrix.
    var inverse: PlaneCovariance {
        let scale = 1 / determinant
        return PlaneCovariance(
            east: scale * north, north: scale * east, eastNorth: -scale * eastNorth)
    }

    static func + (left: PlaneCovariance, right: PlaneCovariance) -> PlaneCovariance {
        PlaneCovariance(
            east: left.east + right.east, north: left.north + right.north,
            eastNorth: left.eastNorth + right.eastNorth)
    }

    static func * (scale: Double, matrix: PlaneCovariance) -> PlaneCovariance {
        PlaneCovariance(
            east: scale * matrix.east, north: scale * matrix.north,
            eastNorth: scale * matrix.eastNorth)
    }

    /// The matrix times a vector.
    func times(_ east: Double, _ north: Double) -> (east: Double, north: Double) {
        (self.east * east + eastNorth * north, eastNorth * east + self.north * north)
    }

    /// Squared length of a displacement in standard deviations (Mahalanobis).
    func squaredDeviations(_ east: Double, _ north: Double) -> Double {
        let scaled = inverse.times(east, north)
        return max(east * scaled.east + north * scaled.north, 0)
    }
}
