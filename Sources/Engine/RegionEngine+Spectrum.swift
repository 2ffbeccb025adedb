import Model

extension RegionEngine {
    /// What has been counted about spectra.
    public var spectrumCounters: SpectrumCounters { spectra.counters }

    /// Sensors of which a spectrum is kept.
    public var spectrumSensorCount: Int { spectra.sensorCount }

    /// Tunings of all sensors of which a spectrum is kept.
    public var spectrumTuningCount: Int { spectra.tuningCount }

    /// The lowest tick for which something waits.
    var firstPendingTick: UInt64? {
        guard let coset = pendingCosets.firstTick else { return pending.firstTick }
        return min(pending.firstTick ?? coset, coset)
    }

    /// The last journal row of which a snapshot taken now holds everything.
    public var snapshotJournalThrough: Int64 {
        let rows = [pending.firstJournalID, pendingCosets.firstJournalID].compactMap { $0 }
        return rows.min().map { $0 - 1 } ?? journalThrough
    }

    /// Takes in one journaled coset frame.
    mutating func accept(_ batch: CosetBatch, journalID: Int64, isKnown: Bool) {
        let isInTime = pendingCosets.add(
            batch, journalID: journalID, tick: pending.tick(of: batch.time), after: closedTick)
        if isKnown { return }
        newestTime = max(newestTime, batch.time)
        spectra.counters.frames += 1
        if !isInTime { spectra.counters.lateFrames += 1 }
        sensors.count(frameOf: batch.sensor, latePoints: isInTime ? 0 : 1)
    }

    /// Closes the ticks of coset frames: spectra, and the bands' powers into the evidence.
    ///
    /// - Returns: the sensors behind them.
    mutating func foldSpectra(through tick: UInt64, with fold: TickFold) -> Set<Int> {
        var touched: Set<Int> = []
        let publishTicks = pending.ticks(
            inSeconds: configuration.spectrum.publishIntervalSeconds)
        for groups in pendingCosets.close(through: tick) {
            let end = pending.end(ofTick: groups.first?.tick ?? tick)
            for reading in spectra.take(groups, end: end, publishTicks: publishTicks) {
                let source = PendingSamples.Source(
                    batch: spectra.samples(of: reading), journalID: reading.source.journalID)
                let slice = PendingSamples.Slice(source: source, points: 0..<1)
                let sensor = sensors.index(of: slice.batch.sensor)
                touched.insert(sensor)
                sensors.note(slice, sensorIndex: sensor)
                counters.appliedValues += fold.fold(
                    slice, sensorIndex: sensor, sensors: &sensors, bands: &bands)
            }
        }
        return touched
    }
}
