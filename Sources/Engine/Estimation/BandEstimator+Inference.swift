import Glibc
import Interference
import Interpolation
import Model

extension BandEstimator {
    /// Infers some windows anew from the present evidence.
    ///
    /// - Parameters:
    ///   - chosen: the windows.
    ///   - fitBudget: iterations that each fit may take.
    ///   - tick: the tick that has been closed.
    ///   - now: the instant that the maps speak of.
    ///   - emitters: what has been located in the band.
    /// - Returns: what changed, map by map.
    /// - Throws: `EngineStateError` where the configuration names an unknown method.
    mutating func infer(
        windows chosen: [Int], fitBudget: Int, tick: UInt64, at now: UnixTime,
        emitters: [ExpectedInterference.Emitter] = []
    ) throws -> [MapChange] {
        guard !chosen.isEmpty else { return [] }
        windows.markInferred(chosen, tick: tick)
        let grid = configuration.region.grid
        let observations = Observations(
            of: evidence, grid: grid, at: now, by: configuration.evidence)
        guard observations.count > 0 else { return [] }
        let cells = chosen.flatMap { windows.layout.cells(of: $0) }.sorted()
        let places = cells.map { grid.centre(of: grid.cell(at: $0)) }
        _ = rssInterpolator.fit(
            observations.field(
                valuesDbm: observations.valuesDbm, variancesDb2: observations.variancesDb2),
            budget: fitBudget)
        let rss = rssInterpolator.predict(at: places)
        var changes: [MapChange] = []
        put(
            rss, of: observations, cells: cells, into: 0, at: now,
            method: configuration.estimation.interpolator, changes: &changes)
        guard !stations.isEmpty else { return changes }

        let iss: [Prediction]
        // D̂ as the samples correct it, where the method of interference says so.
        var desiredDbm: [Double?] = []
        if let visibility {
            fitCityPathLoss(observations, visibility, budget: fitBudget)
            renewCityDesiredSignal(visibility, at: now, changes: &changes)
            if mapping == nil {
                iss = try krigedInterference(
                    observations, visibility, at: places, emitters: emitters, budget: fitBudget)
            } else {
                let mapped = try mappedInterference(
                    MappingRound(
                        observations: observations, visibility: visibility, windows: chosen,
                        cells: cells, nearest: rss.map(\.nearest), emitters: emitters,
                        budget: fitBudget, now: now))
                iss = mapped.map(\.iss)
                desiredDbm = mapped.map(\.desiredDbm)
            }
        } else {
            fitPathLoss(observations, budget: fitBudget)
            try renewDesiredSignal(at: now, changes: &changes)
            let samples = interferenceSamples(observations)
            iss = interpolated(samples, of: observations, at: places, budget: fitBudget)
        }
        put(
            iss, of: observations, cells: cells, into: 2, at: now, method: interferenceMethod,
            changes: &changes)
        let sinr = cells.indices.map { position in
            let cell = cells[position]
            let interference = iss[position]
            let corrected = desiredDbm.isEmpty ? nil : desiredDbm[position]
            let estimate = SinrEstimate(
                dssWatts: Decibels.watts(fromDbm: corrected ?? Double(maps[1].values[cell])),
                dssDeviationDb: Double(maps[1].standardDeviationsDb[cell]),
                issDbm: interference.valueDb, issDeviationDb: interference.standardDeviationDb)
            return Prediction(
                valueDb: estimate.valueDb, standardDeviationDb: estimate.standardDeviationDb,
                nearest: interference.nearest)
        }
        put(
            sinr, of: observations, cells: cells, into: 3, at: now, method: interferenceMethod,
            changes: &changes)
        return changes
    }

    /// Interference over a known city, interpolated.
    mutating func krigedInterference(
        _ observations: Observations, _ visibility: StationVisibility, at places: [LocalPosition],
        emitters: [ExpectedInterference.Emitter], budget: Int
    ) throws -> [Prediction] {
        guard configuration.estimation.issEstimator == PosteriorIssEstimator.name else {
            let samples = try cityInterferenceSamples(observations, visibility)
            return interpolated(samples, of: observations, at: places, budget: budget)
        }
        return expectedInterference(
            observations, visibility, at: places, emitters: emitters, budget: budget)
    }

    /// Interference between samples of it.
    private mutating func interpolated(
        _ samples: [IssEstimate], of observations: Observations, at places: [LocalPosition],
        budget: Int
    ) -> [Prediction] {
        _ = issInterpolator.fit(
            observations.field(
                valuesDbm: samples.map(\.valueDbm),
                variancesDb2: zip(samples, observations.variancesDb2).map { sample, variance in
                    sample.standardDeviationDb * sample.standardDeviationDb + variance
                }),
            budget: budget)
        return issInterpolator.predict(at: places)
    }

    private mutating func put(
        _ predictions: [Prediction], of observations: Observations, cells: [Int], into map: Int,
        at now: UnixTime, method: String, changes: inout [MapChange]
    ) {
        var revision = MapRevision(of: maps[map], validTime: now, method: method)
        for (cell, prediction) in zip(cells, predictions) where prediction.nearest >= 0 {
            let spread = prediction.standardDeviationDb
            let bias = observations.biasVariancesDb2[prediction.nearest]
            let deviation = max(
                (spread * spread + bias).squareRoot(), configuration.evidence.floorDeviationDb)
            revision.offer(
                cell, value: Float(prediction.valueDb), standardDeviationDb: Float(deviation),
                evidenceTime: observations.times[prediction.nearest], to: maps[map])
        }
        if let change = revision.apply(to: &maps[map]) { changes.append(change) }
    }

    /// Fits the path loss of own stations to what was observed.
    private mutating func fitPathLoss(_ observations: Observations, budget: Int) {
        let desired = DesiredSignal(stations: stations, model: pathLoss.model)
        var samples = PathLossSamples()
        for index in 0..<observations.count {
            let sample = desired.pathLossSample(
                rssWatts: Decibels.watts(fromDbm: observations.valuesDbm[index]),
                at: observations.positions[index])
            guard let sample else { continue }
            // 4 dB of shadowing stay however well a cell is measured.
            samples.append(
                logDistance: sample.logDistance, lossDb: sample.lossDb,
                weight: 16 / (observations.variancesDb2[index] + 16))
        }
        _ = pathLoss.fit(samples, budget: budget)
        var squares = 0.0
        for index in samples.lossesDb.indices {
            let distance = pow(10, samples.logDistances[index])
            // Stronger than the model is interference; it says nothing about the path loss.
            let residual = max(
                samples.lossesDb[index] - pathLoss.model.lossDb(distanceMetres: distance), 0)
            squares += residual * residual
        }
        lossSpreadDb = (squares / Double(max(samples.count, 1))).squareRoot()
    }

    /// Makes the DSS map anew where the path-loss model has moved by what a reader would see.
    private mutating func renewDesiredSignal(
        at now: UnixTime, changes: inout [MapChange]
    ) throws {
        let model = pathLoss.model
        if let mapped = mappedModel,
            [10.0, 100, 1_000].allSatisfy({ distance in
                abs(
                    mapped.gainDb(distanceMetres: distance) - model.gainDb(distanceMetres: distance)
                )
                    < 0.1
            }), abs(mapped.standardDeviationDb - model.standardDeviationDb) < 0.25
        {
            return
        }
        mappedModel = model
        issEstimator = try configuration.estimation.makeIssEstimator(
            dssDeviationDb: model.standardDeviationDb)
        let desired = DesiredSignal(stations: stations, model: model)
        let grid = configuration.region.grid
        var revision = MapRevision(of: maps[1], validTime: now, method: "log-distance")
        for cell in 0..<grid.cellCount {
            let watts = desired.watts(at: grid.centre(of: grid.cell(at: cell)))
            revision.offer(
                cell, value: Float(Decibels.dbm(fromWatts: watts)),
                standardDeviationDb: Float(max(lossSpreadDb, model.standardDeviationDb)),
                evidenceTime: now,
                to: maps[1])
        }
        if let change = revision.apply(to: &maps[1]) { changes.append(change) }
    }

    /// The ISS of each observed cell, under the model of the present DSS map.
    private func interferenceSamples(_ observations: Observations) -> [IssEstimate] {
        let desired = DesiredSignal(
            stations: stations, model: mappedModel ?? pathLoss.model)
        return (0..<observations.count).map { index in
            issEstimator.estimate(
                rssWatts: Decibels.watts(fromDbm: observations.valuesDbm[index]),
                dssWatts: desired.watts(at: observations.positions[index]))
        }
    }
}
