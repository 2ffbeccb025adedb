import Geometry
import Model

extension InterferenceEvidence {
    /// Standard deviation of a measured power about its mean where nobody says, dB: ten snapshots of
    /// Rayleigh fading scatter by 1.4 dB, of Rician fading with K = 10 by 0.6 dB.
    public static let receivedDeviationDbDefault: Float = 1.2

    /// Evidence from measurements: the laws fitted to the own stations' calibration, D̂ in every cell.
    ///
    /// D̂ depends on the calibration alone, not on what was received. Where it shows that the city is
    /// other than believed, a single station's D̂ follows it (``StationSightBelief``).
    ///
    /// - Parameters:
    ///   - grid: The cells: one level.
    ///   - receivedDbm: What was received in each cell, dBm; NaN where nothing was.
    ///   - calibration: Powers received from the stations alone, dBm, in the middles of cells.
    ///   - stations: The band's own stations; none leaves D̂ at its floor.
    ///   - lineOfSight: The city as it is believed to be.
    ///   - noiseDbm: Receivers' noise power.
    ///   - emitterHeightMetres: Height at which interfering nodes are believed to stand.
    ///   - receivedDeviationDb: Standard deviation of R about the cell's true mean power.
    public init(
        grid: Grid, receivedDbm: [Float], calibration: [(cell: Int, dbm: Double)],
        stations: [StationEmission], lineOfSight: LineOfSight, noiseDbm: Double,
        emitterHeightMetres: Double,
        receivedDeviationDb: Float = InterferenceEvidence.receivedDeviationDbDefault
    ) {
        var known: [LocalPosition: [UInt64]] = [:]
        let visibility = StationVisibility(
            lineOfSight: lineOfSight, stations: stations.map(\.position), grid: grid,
            known: &known)
        let model = CalibrationFit(
            grid: grid, stations: stations, visibility: visibility, noiseDbm: noiseDbm,
            deviationDb: Double(receivedDeviationDb)
        ).laws(calibration)
        let desired = CityDesiredSignal(stations: stations, visibility: visibility, model: model)
        var desiredDbm = [Float](repeating: Self.floorDbm, count: grid.cellCount)
        var deviationsDb = [Float](repeating: 0, count: grid.cellCount)
        for cell in 0..<grid.cellCount {
            let power = desired.power(inCell: cell, at: grid.centre(of: grid.cell(at: cell)))
            guard power.watts > 0 else { continue }
            desiredDbm[cell] = max(Float(Decibels.dbm(fromWatts: power.watts)), Self.floorDbm)
            deviationsDb[cell] = Float(power.deviationDb)
        }
        if stations.count == 1 {
            Self.correct(
                &desiredDbm, &deviationsDb, desired, grid: grid,
                samples: calibration.map { .init(cell: $0.cell, dbm: $0.dbm) })
        }
        self.init(
            grid: grid, receivedDbm: receivedDbm,
            receivedDeviationsDb: [Float](repeating: receivedDeviationDb, count: grid.cellCount),
            desiredDbm: desiredDbm, desiredDeviationsDb: deviationsDb,
            stations: stations.map(\.position), lineOfSight: lineOfSight, pathLoss: model,
            noiseDbm: noiseDbm, emitterHeightMetres: emitterHeightMetres)
    }

    /// Puts the mean of both laws where the samples doubt which one holds, weighted by how probable
    /// each is, and says so in the deviation.
    private static func correct(
        _ desiredDbm: inout [Float], _ deviationsDb: inout [Float], _ desired: CityDesiredSignal,
        grid: Grid, samples: [StationSightBelief.Sample]
    ) {
        let station = desired.stations[0]
        let eirpDbm = Decibels.dbm(fromWatts: station.eirpWatts)
        let isClear = (0..<grid.cellCount).map { desired.visibility.isClear(station: 0, cell: $0) }
        // What the other class's law would put there.
        var other = [Double](repeating: 0, count: grid.cellCount)
        for cell in 0..<grid.cellCount {
            let place = grid.centre(of: grid.cell(at: cell))
            other[cell] =
                eirpDbm
                - desired.model.lossDb(
                    distanceMetres: place.distanceMetres(to: station.position),
                    isClear: !isClear[cell])
        }
        let belief = StationSightBelief(
            grid: grid, isClear: isClear,
            clearDbm: isClear.indices.map { isClear[$0] ? Double(desiredDbm[$0]) : other[$0] },
            blockedDbm: isClear.indices.map { isClear[$0] ? other[$0] : Double(desiredDbm[$0]) },
            clearDeviationDb: desired.model.clearScatterDb,
            blockedDeviationDb: desired.model.blockedScatterDb)
        let clear = belief.clearProbabilities(samples)
        for cell in 0..<grid.cellCount {
            let wrong = isClear[cell] ? 1 - clear[cell] : clear[cell]
            guard wrong > 0.01 else { continue }
            let apart = other[cell] - Double(desiredDbm[cell])
            let deviation = Double(deviationsDb[cell])
            desiredDbm[cell] = Float(Double(desiredDbm[cell]) + wrong * apart)
            deviationsDb[cell] = Float(
                (deviation * deviation + wrong * (1 - wrong) * apart * apart).squareRoot())
        }
    }
}

/// The two laws from powers received of the own stations alone.
private struct CalibrationFit {
    let grid: Grid
    let stations: [StationEmission]
    let visibility: StationVisibility
    let noiseDbm: Double
    let deviationDb: Double

    private static let stepCountMax = 20

    /// The laws; the prior's where there is no station.
    func laws(_ calibration: [(cell: Int, dbm: Double)]) -> CityPathLoss {
        var fit = CityPathLossFit()
        guard !stations.isEmpty else { return fit.model }
        var samples = CityPathLossSamples(stations: stations)
        let noise = Decibels.watts(fromDbm: noiseDbm)
        for sample in calibration {
            // The noise is no part of the stations' power; where it is most of a sample, what is
            // left says little.
            let watts = Decibels.watts(fromDbm: sample.dbm)
            guard watts > 2 * noise else { continue }
            let share = watts / (watts - noise)
            let place = grid.centre(of: grid.cell(at: sample.cell))
            samples.append(
                receivedDbm: Decibels.dbm(fromWatts: watts - noise),
                varianceDb2: deviationDb * deviationDb * share * share,
                links: stations.indices.map { station in
                    (
                        place.distanceMetres(to: stations[station].position),
                        visibility.isClear(station: station, cell: sample.cell)
                    )
                })
        }
        _ = fit.fit(samples, budget: Self.stepCountMax)
        return fit.model
    }
}
