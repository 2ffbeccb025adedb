import Interference
import Model
import Scenario

/// How good one estimate of one map is.
public struct InterferenceScore: Hashable, Sendable {
    /// Within this distance an emitter counts as found, metres.
    public static let foundMetres = 20.0

    /// Mean squared error of the interference, square decibels.
    public var issSquaredDb: Double
    /// ‖Î - I‖² / ‖I‖² of the maps in dBm.
    public var issRatio: Double
    /// Mean squared error of the SINR, square decibels.
    public var sinrSquaredDb: Double
    /// ‖Ŝ - S‖² / ‖S‖² of the maps in dB.
    public var sinrRatio: Double
    /// Mean distance from an estimated emitter to the nearest true one, metres.
    ///
    /// The paper's equation 12; `nil` where none is estimated or none is there.
    public var localisationErrorMetres: Double?
    /// OSPA with p = 1, c = 60 m, metres.
    public var ospaMetres: Double
    /// Emitters that there are.
    public var trueCount: Int
    /// Emitters that were estimated.
    public var estimatedCount: Int
    /// Pairs of both within ``foundMetres``.
    public var foundCount: Int
    /// Share of cells whose interference lies within one stated deviation; `nil` where none is stated.
    public var withinDeviationShare: Double?
    /// The same by how large the stated deviation is; `nil` where none is stated.
    public var coverage: DeviationCoverage?
    /// Time spent, seconds.
    public var seconds: Double

    /// Compares an estimate with the truth.
    public init(
        of estimate: InterferenceEstimate, evidence: InterferenceEvidence,
        scene: InterferenceScene, seconds: Double
    ) {
        (issSquaredDb, issRatio) = Self.errors(estimate.issDbm, scene.interferenceDbm)
        (sinrSquaredDb, sinrRatio) = Self.errors(
            estimate.sinrDb(over: evidence), scene.sinrDb)
        let places = estimate.emitters.map(\.position)
        let truths = scene.emitters.map(\.position)
        trueCount = truths.count
        estimatedCount = places.count
        foundCount = OSPADistance.pairCount(places, truths, withinMetres: Self.foundMetres)
        ospaMetres = OSPADistance().metres(from: places, to: truths)
        localisationErrorMetres = Self.localisationError(places, truths)
        withinDeviationShare = Self.withinShare(estimate, scene.interferenceDbm)
        coverage = Self.coverage(estimate, scene.interferenceDbm)
        self.seconds = seconds
    }

    /// Mean square of the errors, and their sum of squares over that of the truth.
    private static func errors(_ estimate: [Float], _ truth: [Float]) -> (Double, Double) {
        precondition(estimate.count == truth.count, "an estimate has the truth's cells")
        var squares = 0.0
        var power = 0.0
        for (value, actual) in zip(estimate, truth) {
            let error = Double(value) - Double(actual)
            squares += error * error
            power += Double(actual) * Double(actual)
        }
        return (squares / Double(truth.count), squares / power)
    }

    private static func localisationError(
        _ places: [LocalPosition], _ truths: [LocalPosition]
    ) -> Double? {
        let nearest = places.compactMap { place in
            truths.map { place.horizontalDistanceMetres(to: $0) }.min()
        }
        return nearest.isEmpty ? nil : nearest.reduce(0, +) / Double(nearest.count)
    }

    private static func withinShare(
        _ estimate: InterferenceEstimate, _ truth: [Float]
    ) -> Double? {
        guard estimate.deviationsDb.count == truth.count else { return nil }
        let count = truth.indices.count {
            abs(estimate.issDbm[$0] - truth[$0]) <= estimate.deviationsDb[$0]
        }
        return Double(count) / Double(truth.count)
    }

    private static func coverage(
        _ estimate: InterferenceEstimate, _ truth: [Float]
    ) -> DeviationCoverage? {
        guard estimate.deviationsDb.count == truth.count else { return nil }
        var coverage = DeviationCoverage()
        for cell in truth.indices {
            coverage.add(
                deviationDb: estimate.deviationsDb[cell],
                errorDb: estimate.issDbm[cell] - truth[cell])
        }
        return coverage
    }
}
