import Geometry
import Interference
import Model

/// D̂: an own station's signal, fitted to calibration samples that were free of interference.
///
/// One log-distance law where the city is unknown, else one for clear and one for blocked links
/// (IMNet, eq. 6b). Each fit has a prior of 10 dB and 0.5 about its law, without which the blocked
/// one is ill-conditioned.
public struct StationSignal: Sendable {
    /// The station.
    public let emission: StationEmission
    private let clear: PathLossModel
    private let blocked: PathLossModel
    private let horizon: Horizon?

    /// Fits the law or laws to samples of the station alone.
    public init(
        emission: StationEmission, samples: [PlacedSample], lineOfSight: LineOfSight?
    ) {
        self.emission = emission
        let horizon = lineOfSight?.horizon(from: emission.position)
        self.horizon = horizon
        func fitted(
            _ chosen: [PlacedSample], interceptDb: Double, exponent: Double
        ) -> PathLossModel {
            var fit = LogDistancePathLossFit(
                prior: PathLossPrior(interceptDb: interceptDb, exponent: exponent),
                loss: .symmetric)
            let eirpDbm = Decibels.dbm(fromWatts: emission.eirpWatts)
            _ = fit.fit(
                PathLossSamples(
                    distancesMetres: chosen.map {
                        $0.position.distanceMetres(to: emission.position)
                    },
                    lossesDb: chosen.map { eirpDbm - $0.powerDbm }), budget: 50)
            return fit.model
        }
        guard let horizon else {
            clear = fitted(samples, interceptDb: 28, exponent: 2.5)
            blocked = clear
            return
        }
        let seen = samples.map { horizon.sees($0.position) }
        clear = fitted(
            zip(samples, seen).filter(\.1).map(\.0), interceptDb: 28, exponent: 2.2)
        blocked = fitted(
            zip(samples, seen).filter { !$0.1 }.map(\.0), interceptDb: 24, exponent: 3.6)
    }

    /// The station's power at a place, with its deviation.
    public func power(at place: LocalPosition) -> ExplainedPower {
        let law = horizon?.sees(place) ?? true ? clear : blocked
        let loss = law.lossDb(distanceMetres: place.distanceMetres(to: emission.position))
        return ExplainedPower(
            watts: emission.eirpWatts * Decibels.ratio(fromDb: -loss),
            deviationDb: law.standardDeviationDb)
    }
}
