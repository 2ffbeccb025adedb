import Model

/// Folds the slices of closing ticks into cells, in canonical order.
///
/// Consecutive points of one sensor in one cell are averaged in power into one visit for each band:
/// fading averages out, and a hovering sensor does not count its stay a thousand times at full cost.
struct TickFold {
    let configuration: EvidenceConfiguration
    /// Cells whose evidence changed, for each band.
    private(set) var changedCells: [Set<Int>]

    init(configuration: EvidenceConfiguration, bandCount: Int) {
        self.configuration = configuration
        changedCells = Array(repeating: [], count: bandCount)
    }

    /// Folds one slice; returns how many values went in.
    mutating func fold(
        _ slice: PendingSamples.Slice, sensorIndex: Int, sensors: inout SensorRegistry,
        bands: inout [BandEstimator]
    ) -> UInt64 {
        let batch = slice.batch
        var values: UInt64 = 0
        var start = slice.points.lowerBound
        while start < slice.points.upperBound {
            let cell = batch.cells[start]
            var end = start + 1
            while end < slice.points.upperBound, batch.cells[end] == cell { end += 1 }
            if cell != SampleBatch.outside {
                for (column, band) in batch.bandIndices.enumerated() {
                    let visit = visit(
                        of: batch, points: start..<end, column: column, sensorIndex: sensorIndex,
                        record: sensors.records[sensorIndex])
                    enter(
                        visit, cell: Int(cell), sensorIndex: sensorIndex, sensors: &sensors,
                        evidence: &bands[band].evidence)
                    changedCells[band].insert(Int(cell))
                }
                values += UInt64((end - start) * batch.bandIndices.count)
            }
            start = end
        }
        return values
    }

    /// Averages one band's values over consecutive points.
    private func visit(
        of batch: SampleBatch, points: Range<Int>, column: Int, sensorIndex: Int,
        record: SensorRecord
    ) -> CellVisit {
        let bandCount = batch.bandIndices.count
        let correctionDb = record.calibrationOffsetDb - record.bias.offsetDb
        var visit = CellVisit(sensorIndex: Int32(sensorIndex), time: .zero)
        var sumWatts = 0.0
        var sumLimitDbm = 0.0
        for point in points {
            let position = point * bandCount + column
            let dbm = Double(batch.rssDbm[position])
            if batch.detections.isEmpty || batch.detections[position] {
                visit.count += 1
                sumWatts += Decibels.watts(fromDbm: dbm)
            } else {
                visit.censoredCount += 1
                sumLimitDbm += dbm
            }
            visit.time = max(visit.time, batch.times[point])
        }
        if visit.count > 0 {
            visit.meanWatts =
                sumWatts / Double(visit.count) * Decibels.ratio(fromDb: correctionDb)
        }
        if visit.censoredCount > 0 {
            visit.censoredLimitDbm = sumLimitDbm / Double(visit.censoredCount) + correctionDb
        }
        return visit
    }

    /// Lets the sensor's bias learn from what others found in the cell, then takes the visit in.
    private func enter(
        _ visit: CellVisit, cell index: Int, sensorIndex: Int, sensors: inout SensorRegistry,
        evidence: inout EvidenceGrid
    ) {
        if visit.count > 0, let known = evidence[cell: index],
            known.weight > 0, known.soleSensor != visit.sensorIndex
        {
            let residual = Decibels.dbm(fromWatts: visit.meanWatts) - known.meanDbm
            let noise =
                known.dispersionDb2 * (1 + 1 / max(known.weight, 0.1))
                + configuration.floorDeviationDb * configuration.floorDeviationDb
            sensors.update(sensorIndex) { record in
                let seconds = visit.time.seconds(since: record.biasTime)
                record.bias.learn(residualDb: residual, varianceDb2: noise, seconds: seconds)
                record.biasTime = max(record.biasTime, visit.time)
            }
        }
        evidence.absorb(visit, into: index, configuration: configuration)
    }
}
