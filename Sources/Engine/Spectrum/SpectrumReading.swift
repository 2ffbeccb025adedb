import Model

/// What one tick came to for one tuning of a sensor: its newest frame, and the spectrum as of it.
struct SpectrumReading: Sendable {
    /// The newest frame of the tick.
    let source: PendingCosets.Source
    /// The spectrum; `nil` where there is none.
    let update: SpectrumUpdate?

    /// The powers of the region's bands that the spectrum holds, as one RSS point where the sensor was.
    ///
    /// A band that no occupied bin touches is a failed detection: its value is the threshold's power,
    /// which says how little there was.
    func samples(bands: [Band]) -> SampleBatch {
        let frame = source.batch
        var batch = SampleBatch(
            sensor: frame.sensor, bootID: frame.bootID, sequence: frame.sequence,
            times: [frame.time], cells: [frame.cell], localMetres: frame.localMetres,
            bandIndices: [], rssDbm: [], detections: [], noiseFloorsDbm: [],
            lastPosition: frame.position)
        guard let update else { return batch }
        for (index, band) in bands.enumerated() {
            guard
                let (first, shares) = update.axis.shares(
                    ofCenterHz: band.centerFrequencyHz, bandwidthHz: band.bandwidthHz)
            else { continue }
            var (power, threshold) = (0.0, 0.0)
            var isOccupied = false
            for (place, share) in shares.enumerated() {
                power += share * update.binWatts[first + place]
                threshold += share * update.thresholdWatts[first + place]
                // A bin of which less than half is in the band speaks of its neighbour.
                if update.occupied[first + place], share >= 0.5 || shares.count == 1 {
                    isOccupied = true
                }
            }
            batch.bandIndices.append(index)
            batch.detections.append(isOccupied)
            batch.rssDbm.append(Self.dbm(isOccupied ? power : threshold))
            if update.noiseWatts.isFinite, update.noiseWatts > 0 {
                batch.noiseFloorsDbm.append(
                    Self.dbm(update.noiseWatts * band.bandwidthHz / update.axis.binWidthHz))
            }
        }
        return batch
    }

    private static func dbm(_ watts: Double) -> Float {
        let range = FrameValidator.rssDbmRange
        return min(max(Float(Decibels.dbm(fromWatts: watts)), range.lowerBound), range.upperBound)
    }
}
