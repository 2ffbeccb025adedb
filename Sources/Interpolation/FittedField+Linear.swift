import Model

extension FittedField {
    /// Predictions of a method that weighs the nearest observations of each place on its own.
    ///
    /// `weigh` fills in the weights of a sample of at least one neighbour; their sum must be 1.
    @inline(__always)
    func linearPredictions(
        at targets: [LocalPosition], _ configuration: InterpolationConfiguration,
        neighbourCount: Int, balanced: Bool = false, weigh: (inout LocalSample) -> Void
    ) -> [Prediction] {
        var list = NeighbourList(
            capacity: neighbourCount * (balanced ? NeighbourIndex.candidatesPerNeighbour : 1))
        var sample = LocalSample(capacity: neighbourCount)
        let variogram = variogram
        return targets.map { target in
            let up = target.upMetres * configuration.verticalScale
            guard target.eastMetres.isFinite, target.northMetres.isFinite, up.isFinite else {
                return .unknown
            }
            if balanced {
                index.searchBalanced(
                    east: target.eastMetres, north: target.northMetres, scaledUp: up,
                    wanted: neighbourCount, radius: configuration.radiusMetres, into: &list)
            } else {
                index.search(
                    east: target.eastMetres, north: target.northMetres, scaledUp: up,
                    wanted: neighbourCount, radius: configuration.radiusMetres, into: &list)
            }
            guard list.count > 0 else { return .unknown }
            sample.load(list, self, target.eastMetres, target.northMetres, up)
            weigh(&sample)
            return sample.prediction(under: variogram)
        }
    }
}
