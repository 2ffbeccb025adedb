import Interference
import Model

extension BandEstimator {
    /// Standard deviation of what a frame tells of its receiver's noise, decibels.
    private static let noiseDeviationDb = 1.0
    /// Greatest variance that a measurement has in the fit: evidence that has aged is no longer new,
    /// but it was as good as any when it was taken, square decibels.
    private static let fitVarianceDb2Max = 2.0
    /// Distance over which shadowing makes neighbouring cells say the same, metres.
    private static let shadowMetres = 40.0

    /// Power at a place that needs no unknown emitter: the stations' and, where frames tell it, noise.
    func explainedPower(at place: LocalPosition) -> ExplainedPower {
        withNoise(stationPower(at: place))
    }

    /// The same in the middle of a cell, at the cost of one lookup a station.
    func explainedPower(inCell cell: Int, at centre: LocalPosition) -> ExplainedPower {
        guard let visibility else { return explainedPower(at: centre) }
        return withNoise(cityDesired(visibility).power(inCell: cell, at: centre))
    }

    private func stationPower(at place: LocalPosition) -> ExplainedPower {
        if stations.isEmpty { return .none }
        if let visibility { return cityDesired(visibility).power(at: place) }
        let model = mappedModel ?? pathLoss.model
        return ExplainedPower(
            watts: DesiredSignal(stations: stations, model: model).watts(at: place),
            deviationDb: max(lossSpreadDb, model.standardDeviationDb))
    }

    private func withNoise(_ power: ExplainedPower) -> ExplainedPower {
        let noiseWatts = noise.watts
        guard noiseWatts > 0 else { return power }
        let watts = power.watts + noiseWatts
        let first = power.watts / watts * power.deviationDb
        let second = noiseWatts / watts * Self.noiseDeviationDb
        return ExplainedPower(
            watts: watts, deviationDb: (first * first + second * second).squareRoot())
    }

    /// The desired signal under the laws of the present DSS map.
    func cityDesired(_ visibility: StationVisibility) -> CityDesiredSignal {
        CityDesiredSignal(
            stations: stations, visibility: visibility, model: mappedLaws ?? cityPathLoss.model)
    }

    /// Fits the two laws to what was observed.
    mutating func fitCityPathLoss(
        _ observations: Observations, _ visibility: StationVisibility, budget: Int
    ) {
        let grid = configuration.region.grid
        let side = (grid.cellEastMetres * grid.cellNorthMetres).squareRoot()
        let stride =
            (observations.count + CityPathLossSamples.countMax - 1)
            / CityPathLossSamples.countMax
        var samples = CityPathLossSamples(stations: stations)
        for index in Swift.stride(from: 0, to: observations.count, by: max(stride, 1)) {
            let place = observations.positions[index]
            let links = stations.indices.map { station in
                (
                    distanceMetres: place.distanceMetres(to: stations[station].position),
                    isClear: visibility.isClear(station: station, cell: observations.cells[index])
                )
            }
            samples.append(
                receivedDbm: observations.valuesDbm[index],
                varianceDb2: min(observations.variancesDb2[index], Self.fitVarianceDb2Max),
                weight: min(side / Self.shadowMetres, 1) * Double(max(stride, 1)), links: links)
        }
        _ = cityPathLoss.fit(samples, budget: budget)
    }

    /// Makes the DSS map anew where the laws have moved by what a reader would see.
    mutating func renewCityDesiredSignal(
        _ visibility: StationVisibility, at now: UnixTime, changes: inout [MapChange]
    ) {
        if let mappedLaws, mappedLaws.isLike(cityPathLoss.model) { return }
        mappedLaws = cityPathLoss.model
        // What asks for a classless model gets the clear links' one.
        mappedModel = cityPathLoss.model.model(isClear: true)
        let desired = cityDesired(visibility)
        let grid = configuration.region.grid
        var revision = MapRevision(of: maps[1], validTime: now, method: CityPathLossFit.name)
        for cell in 0..<grid.cellCount {
            let power = desired.power(inCell: cell, at: grid.centre(of: grid.cell(at: cell)))
            revision.offer(
                cell, value: Float(Decibels.dbm(fromWatts: power.watts)),
                standardDeviationDb: Float(power.deviationDb), evidenceTime: now, to: maps[1])
        }
        if let change = revision.apply(to: &maps[1]) { changes.append(change) }
    }

    /// The ISS of each observed cell, each under the deviation of its own links.
    mutating func cityInterferenceSamples(
        _ observations: Observations, _ visibility: StationVisibility
    ) throws -> [IssEstimate] {
        let desired = cityDesired(visibility)
        var estimates: [IssEstimate] = []
        estimates.reserveCapacity(observations.count)
        for index in 0..<observations.count {
            let power = desired.power(
                inCell: observations.cells[index], at: observations.positions[index])
            estimates.append(
                try estimator(dssDeviationDb: power.deviationDb).estimate(
                    rssWatts: Decibels.watts(fromDbm: observations.valuesDbm[index]),
                    dssWatts: power.watts))
        }
        return estimates
    }

    /// The estimator of a deviation, rounded to half decibels: its table takes 10 ms to make.
    private mutating func estimator(dssDeviationDb: Double) throws -> any IssEstimator {
        let step = Int((min(max(dssDeviationDb, 1), 20) * 2).rounded())
        if let known = issEstimators[step] { return known }
        let made = try configuration.estimation.makeIssEstimator(dssDeviationDb: Double(step) / 2)
        issEstimators[step] = made
        return made
    }
}
