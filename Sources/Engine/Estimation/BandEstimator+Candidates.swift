import Interference
import Interpolation
import Model

extension BandEstimator {
    /// The peaks of the detection map that samples speak for, strongest first.
    func candidates(at now: UnixTime) -> [PeakCandidate] {
        let map = detectionMap
        // What own stations explain is known only once they have been seen from enough places.
        guard map.revision > 0,
            stations.isEmpty || evidence.indices.count >= configuration.detection.settledCellMin
        else { return [] }
        let grid = map.grid
        let rule = supportRule
        var found: [PeakCandidate] = []
        for z in 0..<grid.nz {
            let start = z * grid.levelCellCount
            let plane = Array(map.values[start..<start + grid.levelCellCount])
            for peak in detector.peaks(valuesDbm: plane, nx: grid.nx, ny: grid.ny)
            where peak.valueDbm >= configuration.detection.floorDbm {
                if let candidate = candidate(peak, level: z, plane: plane, rule, at: now) {
                    found.append(candidate)
                }
            }
        }
        // One emitter shows on several levels: its strongest appearance speaks for it.
        var kept: [PeakCandidate] = []
        for candidate in found.sorted(by: { $0.excessDb > $1.excessDb })
        where kept.allSatisfy({
            $0.position.horizontalDistanceMetres(to: candidate.position)
                > configuration.detection.suppressionMetres
        }) {
            kept.append(candidate)
        }
        return kept
    }

    /// What a cell's power must exceed to speak for an interferer.
    private struct SupportRule {
        let desired: DesiredSignal?
        let excessDb: Double
        let model: PathLossModel

        func admits(_ cell: EvidenceCell, at place: LocalPosition) -> Bool {
            guard cell.weight > 0 else { return false }
            guard let desired else { return true }
            return cell.meanDbm > Decibels.dbm(fromWatts: desired.watts(at: place)) + excessDb
        }
    }

    /// More than own stations explain; without stations, any power.
    private var supportRule: SupportRule {
        let model = mappedModel ?? pathLoss.model
        return SupportRule(
            desired: stations.isEmpty ? nil : DesiredSignal(stations: stations, model: model),
            excessDb: max(
                6, configuration.detection.excessDeviations * model.standardDeviationDb),
            model: model)
    }

    private func candidate(
        _ peak: Peak, level: Int, plane: [Float], _ rule: SupportRule, at now: UnixTime
    ) -> PeakCandidate? {
        let grid = configuration.region.grid
        let reach = configuration.detection.suppressionMetres
        let top = grid.centre(of: Grid.Cell(x: peak.x, y: peak.y, z: level))
        let freshSeconds = 2 * configuration.evidence.halfLifeSeconds
        var near: [EvidenceCell] = []
        forEachCell(within: reach, of: top) { cell, place in
            if now.seconds(since: cell.time) <= freshSeconds, rule.admits(cell, at: place) {
                near.append(cell)
            }
        }
        guard near.count >= configuration.detection.supportCellMin else { return nil }
        let oldest = near.map(\.time).min() ?? .zero
        let newest = near.map(\.time).max() ?? .zero
        let shape = shape(of: peak, plane: plane, reach: reach)
        // A transmitter on the ground under the peak, for want of anything better.
        let position = LocalPosition(
            eastMetres: shape.east, northMetres: shape.north, upMetres: 1.5)
        let loss = -rule.model.gainDb(distanceMetres: max(top.distanceMetres(to: position), 1))
        let sensors = Set(near.map(\.soleSensor))
        return PeakCandidate(
            position: position, varianceSquareMetres: shape.variance, peakDbm: peak.valueDbm,
            excessDb: peak.excessDb, eirpDbm: peak.valueDbm + loss,
            sensorIndices: sensors.filter { $0 >= 0 }.sorted(),
            sampleCount: Int(near.reduce(0) { $0 + $1.weight }.rounded()),
            firstHeard: oldest, lastHeard: newest,
            isPassed: isPassed(top, newest: newest, reach: reach))
    }

    /// Whether sensors have gone past a peak: fresh evidence lies around it, not on one side only.
    ///
    /// A sensor on its way to an emitter makes a peak wherever it happens to be, at the head of its
    /// trail. The mean of the unit vectors to the fresh cells is long there and short in passing.
    private func isPassed(
        _ top: LocalPosition, newest: UnixTime, reach: Double
    ) -> Bool {
        var east = 0.0
        var north = 0.0
        var count = 0.0
        forEachCell(within: reach, of: top) { cell, centre in
            let distance = centre.horizontalDistanceMetres(to: top)
            guard distance > 0,
                newest.seconds(since: cell.time) <= configuration.detection.passageSeconds
            else { return }
            east += (centre.eastMetres - top.eastMetres) / distance
            north += (centre.northMetres - top.northMetres) / distance
            count += 1
        }
        guard count > 0 else { return false }
        let resultant = (east * east + north * north).squareRoot() / count
        return resultant <= configuration.detection.resultantMax
    }

    /// Centroid and spread of the peak's top 3 dB, by power.
    private func shape(
        of peak: Peak, plane: [Float], reach: Double
    ) -> (east: Double, north: Double, variance: Double) {
        let grid = configuration.region.grid
        let columns = Int(reach / grid.cellEastMetres)
        let rows = Int(reach / grid.cellNorthMetres)
        let floorWatts = Decibels.watts(fromDbm: peak.valueDbm - 3)
        var sum = 0.0
        var first = (east: 0.0, north: 0.0)
        var second = 0.0
        for y in max(peak.y - rows, 0)...min(peak.y + rows, grid.ny - 1) {
            for x in max(peak.x - columns, 0)...min(peak.x + columns, grid.nx - 1) {
                let value = Double(plane[y * grid.nx + x])
                guard value > peak.valueDbm - 3 else { continue }
                let weight = Decibels.watts(fromDbm: value) - floorWatts
                let east = (Double(x) + 0.5) * grid.cellEastMetres
                let north = (Double(y) + 0.5) * grid.cellNorthMetres
                sum += weight
                first.east += weight * east
                first.north += weight * north
                second += weight * (east * east + north * north)
            }
        }
        let cell = grid.cellEastMetres * grid.cellNorthMetres
        guard sum > 0 else {
            return (
                (Double(peak.x) + 0.5) * grid.cellEastMetres,
                (Double(peak.y) + 0.5) * grid.cellNorthMetres, cell
            )
        }
        let east = first.east / sum
        let north = first.north / sum
        let spread = max(second / sum - east * east - north * north, 0)
        // Half of the spread an axis, the grid's own rounding, and 10 m for what shadowing moves.
        return (east, north, spread / 2 + cell / 12 + 100)
    }

    /// The peaks as the tracker takes them.
    func estimates(at now: UnixTime) -> [EmitterEstimate] {
        candidates(at: now).map { candidate in
            let reach = configuration.detection.suppressionMetres
            // A peak that sensors only approach lies somewhere ahead of them, and may be none.
            let variance = candidate.isPassed ? candidate.varianceSquareMetres : reach * reach
            return EmitterEstimate(
                position: candidate.position, eastVarianceSquareMetres: variance,
                northVarianceSquareMetres: variance, eastNorthCovarianceSquareMetres: 0,
                // For a circular normal law, P(r < 1.177 σ) = 0.5 and P(r < 2.146 σ) = 0.9.
                ce50Metres: 1.177 * variance.squareRoot(),
                ce90Metres: 2.146 * variance.squareRoot(), eirpDbm: candidate.eirpDbm,
                eirpDeviationDb: 10, confidence: candidate.isPassed ? 0.9 : 0.3,
                peakAboveBackgroundDb: candidate.excessDb, firstHeard: candidate.firstHeard,
                lastHeard: candidate.lastHeard, sensorIndices: candidate.sensorIndices,
                sampleCount: candidate.sampleCount)
        }
    }
}
