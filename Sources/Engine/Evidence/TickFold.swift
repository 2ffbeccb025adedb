import Glibc
import Interference
import Model

/// Folds the slices of closing ticks into cells, in canonical order.
///
/// Consecutive points of one sensor in one cell are averaged in power into one visit for each band:
/// fading averages out, and a hovering sensor does not count its stay a thousand times at full cost.
/// Cost: one exponential a value, and one logarithm a visit.
struct TickFold {
    let configuration: EvidenceConfiguration

    /// Doublings of power in a decibel: `watts = 2^(k (dBm - 30))`.
    private static let doublingsPerDb = log2(10.0) / 10

    /// A sensor's facts, taken out of the registry for the length of a slice.
    private struct Reader {
        var sensorIndex: Int32
        var calibrationOffsetDb: Double
        var bias: SensorBias
        var biasTime: UnixTime
        /// What to add to its readings, decibels.
        var correctionDb: Double { calibrationOffsetDb - bias.offsetDb }
    }

    /// Folds one slice; returns how many values went in.
    func fold(
        _ slice: PendingSamples.Slice, sensorIndex: Int, sensors: inout SensorRegistry,
        bands: inout [BandEstimator]
    ) -> UInt64 {
        let batch = slice.batch
        let record = sensors.records[sensorIndex]
        var reader = Reader(
            sensorIndex: Int32(sensorIndex), calibrationOffsetDb: record.calibrationOffsetDb,
            bias: record.bias, biasTime: record.biasTime)
        for (column, band) in batch.bandIndices.enumerated() where !batch.noiseFloorsDbm.isEmpty {
            bands[band].noise.learn(Double(batch.noiseFloorsDbm[column]) + reader.correctionDb)
        }
        var values: UInt64 = 0
        var start = slice.points.lowerBound
        while start < slice.points.upperBound {
            let cell = batch.cells[start]
            var time = batch.times[start]
            var end = start + 1
            while end < slice.points.upperBound, batch.cells[end] == cell {
                time = max(time, batch.times[end])
                end += 1
            }
            hear(batch, points: start..<end, reader: reader, bands: &bands)
            if cell != SampleBatch.outside {
                for (column, band) in batch.bandIndices.enumerated() {
                    var visit = visit(
                        of: batch, points: start..<end, column: column,
                        correctionDb: reader.correctionDb)
                    visit.sensorIndex = reader.sensorIndex
                    visit.time = time
                    visit.biasVarianceDb2 = reader.bias.varianceDb2
                    enter(visit, cell: Int(cell), reader: &reader, evidence: &bands[band].evidence)
                }
                values += UInt64((end - start) * batch.bandIndices.count)
            }
            start = end
        }
        sensors.update(sensorIndex) { record in
            record.bias = reader.bias
            record.biasTime = reader.biasTime
        }
        return values
    }

    /// Hands the samples to the bands' localisers, each with its true place.
    private func hear(
        _ batch: SampleBatch, points: Range<Int>, reader: Reader, bands: inout [BandEstimator]
    ) {
        let bandCount = batch.bandIndices.count
        for point in points {
            let position = batch.position(ofPoint: point)
            for (column, band) in batch.bandIndices.enumerated() {
                let index = point * bandCount + column
                bands[band].hear(
                    PlacedSample(
                        position: position, sensorIndex: reader.sensorIndex,
                        time: batch.times[point],
                        powerDbm: Double(batch.rssDbm[index]) + reader.correctionDb,
                        isCensored: !batch.detections.isEmpty && !batch.detections[index]))
            }
        }
    }

    /// Averages one band's values over consecutive points.
    private func visit(
        of batch: SampleBatch, points: Range<Int>, column: Int, correctionDb: Double
    ) -> CellVisit {
        let bandCount = batch.bandIndices.count
        let isAllDetected = batch.detections.isEmpty
        var visit = CellVisit(sensorIndex: 0, time: .zero)
        var sumWatts = 0.0
        var sumLimitDbm = 0.0
        var position = points.lowerBound * bandCount + column
        for _ in points {
            let dbm = Double(batch.rssDbm[position]) + correctionDb
            if isAllDetected || batch.detections[position] {
                visit.count += 1
                sumWatts += exp2((dbm - 30) * Self.doublingsPerDb)
            } else {
                visit.censoredCount += 1
                sumLimitDbm += dbm
            }
            position += bandCount
        }
        if visit.count > 0 { visit.meanWatts = sumWatts / Double(visit.count) }
        if visit.censoredCount > 0 {
            visit.censoredLimitDbm = sumLimitDbm / Double(visit.censoredCount)
        }
        return visit
    }

    /// Lets the sensor's bias learn from what others found in the cell, then takes the visit in.
    private func enter(
        _ visit: CellVisit, cell index: Int, reader: inout Reader, evidence: inout EvidenceGrid
    ) {
        let slot = evidence.open(index, at: visit.time, configuration: configuration)
        let known = evidence.cells[slot]
        let residualDb = known.residualDb(of: visit)
        if let residualDb, known.soleSensor != visit.sensorIndex {
            let noise =
                known.dispersionDb2 * (1 + 1 / max(known.weight, 0.1))
                + configuration.floorDeviationDb * configuration.floorDeviationDb
            reader.bias.learn(
                residualDb: residualDb, varianceDb2: noise,
                othersVarianceDb2: known.biasVarianceDb2,
                seconds: visit.time.seconds(since: reader.biasTime))
            reader.biasTime = max(reader.biasTime, visit.time)
        }
        evidence.absorb(visit, residualDb: residualDb, slot: slot, configuration: configuration)
    }
}
