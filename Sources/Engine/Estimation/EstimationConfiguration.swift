/// How evidence becomes maps, and how much work a round may do.
public struct EstimationConfiguration: Hashable, Codable, Sendable {
    /// The interpolator of RSS and ISS maps: nearest, idw, knn, rbf or kriging.
    public var interpolator = "kriging"
    /// The estimator of ISS samples: absolute (as in the paper) or posterior (ours).
    public var issEstimator = "posterior"
    /// What maps the interference of bands with stations in a known city: `InterferenceChoice`.
    public var interference = InterferenceChoice.standard.rawValue
    /// Cores that a network may use.
    public var networkThreads = 1
    /// The path-loss fit of own stations: ridge (links in line of sight) or log-distance (all).
    public var pathLossEstimator = "ridge"
    /// The receivers' noise, dBm: interference is never below it.
    public var noiseFloorDbm: Double = -110
    /// Windows inferred in a round at most; a window is `WindowLayout.side` cells square.
    public var windowBudget = 64
    /// Iterations that fitting (path loss, variogram) may take in a round.
    public var fitBudget = 8
    /// How far evidence reaches: windows within it of a changed cell are inferred anew, metres.
    public var reachMetres: Double = 80
    /// Age at which a window is inferred anew although nothing changed, so that its standard
    /// deviation grows with its age, seconds.
    public var refreshSeconds: Double = 20
    /// How much a metre up counts against a metre along when distances are taken.
    public var verticalScale: Double = 2

    /// The defaults.
    public init() {}
}
