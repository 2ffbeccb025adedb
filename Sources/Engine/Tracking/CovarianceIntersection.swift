/// How much an older and a newer position weigh where nobody knows what they have in common.
///
/// A posterior of the localiser speaks for all samples of its window: of two in succession nearly
/// all samples are the same, and a Kalman update, which takes its measurements to be independent,
/// would count them twice and end in a certainty that nobody has. Covariance intersection (Julier
/// and Uhlmann 1997), `P⁻¹ = w A⁻¹ + (1 − w) B⁻¹`, is right under any correlation: repeating a
/// posterior changes nothing, and a tight one that the window has forgotten is kept until process
/// noise has widened it.
///
/// The trace of P is convex in w. Of the weights that cost no more than 5 % of the least trace the
/// one with the most of the older is taken, within `1 − share`: inertia, where it is free.
struct CovarianceIntersection {
    /// Weight of the older one.
    let olderWeight: Double

    /// - Parameters:
    ///   - older: what was known, moved on to now.
    ///   - newer: the newest posterior.
    ///   - share: the least weight of the newer one, unless the older one is tighter.
    init(of older: PlaneCovariance, and newer: PlaneCovariance, share: Double) {
        let steps = 20
        let olderInverse = older.inverse
        let newerInverse = newer.inverse
        let traces = (0...steps).map { step -> Double in
            let weight = Double(step) / Double(steps)
            return (weight * olderInverse + (1 - weight) * newerInverse).inverse.trace
        }
        var best = 0
        for step in 1...steps where traces[step] < traces[best] { best = step }
        let inertia = Int(((1 - share) * Double(steps)).rounded(.down))
        var chosen = best
        while chosen < inertia, traces[chosen + 1] <= 1.05 * traces[best] { chosen += 1 }
        olderWeight = Double(chosen) / Double(steps)
    }

    /// The intersection's covariance.
    func covariance(of older: PlaneCovariance, and newer: PlaneCovariance) -> PlaneCovariance {
        (olderWeight * older.inverse + (1 - olderWeight) * newer.inverse).inverse
    }
}
