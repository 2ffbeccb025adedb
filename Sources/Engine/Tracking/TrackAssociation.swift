import Interference
import Model
import Numerics

/// Which estimate belongs to which track: the least sum of costs (Hungarian method).
///
/// The cost of a pair within `gateDeviations` is its squared Mahalanobis distance over the gate's,
/// 0 to 1, under both covariances; of one only within `gateMetres` it is 1 plus the share of that
/// distance, 1 to 2 (a posterior may be surer than it should be; nobody wants two names for one
/// emitter). An estimate that begins a track costs 1; a track that goes without costs 1.5 where it is
/// active, so that no new track takes an interferer's estimate away, and 0.5 where it is not.
struct TrackAssociation {
    /// What no estimate can be surer of, metres: keeps a needle's distance from being infinite.
    static let floorMetres = 3.0
    static let beginCost = 1.0

    /// For each estimate its track, as an index into `tracks`.
    private(set) var trackOfEstimate: [Int?]

    /// - Parameters:
    ///   - estimates: one band's.
    ///   - tracks: those that may take one, with their indices.
    ///   - now: the instant to which the tracks are moved on.
    ///   - configuration: the gates.
    init(
        _ estimates: [EmitterEstimate], to tracks: [(index: Int, track: InterfererTrack)],
        at now: UnixTime, configuration: TrackingConfiguration
    ) {
        trackOfEstimate = Array(repeating: nil, count: estimates.count)
        guard !estimates.isEmpty, !tracks.isEmpty else { return }
        let predictions = tracks.map { $0.track.predicted(at: now, configuration: configuration) }
        let costs = estimates.indices.map { row -> [Double] in
            let pairs = tracks.indices.map { column in
                Self.cost(
                    of: estimates[row], to: predictions[column],
                    isDormant: tracks[column].track.phase == .dormant, configuration: configuration
                )
                .map { $0 - (tracks[column].track.phase == .active ? 1.5 : 0.5) }
                    ?? LinearAssignment.forbidden
            }
            // Every estimate may begin a track of its own.
            let begin = estimates.indices.map { column in
                column == row ? Self.beginCost : LinearAssignment.forbidden
            }
            return pairs + begin
        }
        for (row, column) in LinearAssignment.columns(costs: costs).enumerated() {
            guard let column, column < tracks.count else { continue }
            trackOfEstimate[row] = tracks[column].index
        }
    }

    /// - Returns: `nil` where the two cannot be the same.
    private static func cost(
        of estimate: EmitterEstimate,
        to prediction: (position: LocalPosition, covariance: PlaneCovariance), isDormant: Bool,
        configuration: TrackingConfiguration
    ) -> Double? {
        let east = estimate.position.eastMetres - prediction.position.eastMetres
        let north = estimate.position.northMetres - prediction.position.northMetres
        let distance = (east * east + north * north).squareRoot()
        let isNear = distance <= configuration.gateMetres
        // Whoever is gone has no claim on what is far away, however little is known of it.
        if isDormant, !isNear { return nil }
        let spread =
            prediction.covariance + PlaneCovariance(of: estimate)
            + PlaneCovariance(circular: floorMetres * floorMetres)
        let share =
            spread.squaredDeviations(east, north)
            / (configuration.gateDeviations * configuration.gateDeviations)
        if share <= 1 { return share }
        return isNear ? 1 + distance / configuration.gateMetres : nil
    }
}
