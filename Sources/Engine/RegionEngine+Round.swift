import Geometry
import Model

extension RegionEngine {
    /// Closes everything up to a tick and brings the maps up to date.
    ///
    /// - Parameters:
    ///   - tick: the last tick to close; see `dueTick`.
    ///   - windowBudget: windows to infer at most; the rest wait and are counted in
    ///     `dirtyWindowCount`.
    /// - Returns: everything that the round made.
    /// - Throws: `EngineStateError` where the configuration names an unknown method.
    public mutating func runRound(closing tick: UInt64, windowBudget: Int) throws -> RoundResult {
        let touched = fold(through: tick)
        let decision = RoundDecision(
            number: roundNumber + 1, tick: tick, validTime: pending.end(ofTick: tick),
            fitBudget: configuration.estimation.fitBudget,
            windows: chosenWindows(at: tick, budget: windowBudget), journalThrough: journalThrough)
        return try carryOut(decision, touchedSensors: touched)
    }

    /// Repeats a round as it was decided, after the same inputs.
    public mutating func repeatRound(_ decision: RoundDecision) throws -> RoundResult {
        guard decision.number == roundNumber + 1, decision.windows.count == bands.count else {
            throw EngineStateError(
                reason: "decision \(decision.number) does not follow round \(roundNumber)")
        }
        let count = bands.first?.windows.layout.count ?? 0
        let isOfGrid = decision.windows.allSatisfy { windows in
            zip(windows, windows.dropFirst()).allSatisfy { $0 < $1 }
                && windows.last.map { Int($0) < count } ?? true
        }
        guard isOfGrid else {
            throw EngineStateError(reason: "a decision about windows of another grid")
        }
        guard configuration.clock == .wall || decision.tick >= closedTick ?? 0,
            decision.tick <= tickMax,
            decision.validTime == pending.end(ofTick: decision.tick),
            decision.fitBudget == configuration.estimation.fitBudget
        else {
            throw EngineStateError(
                reason: "decision \(decision.number) is not one of this configuration")
        }
        let touched = fold(through: decision.tick)
        return try carryOut(decision, touchedSensors: touched)
    }

    /// Closes ticks: visits into cells, sensors' biases, windows made dirty.
    private mutating func fold(through tick: UInt64) -> Set<Int> {
        let fold = TickFold(configuration: configuration.evidence)
        var touched: Set<Int> = []
        for slice in pending.close(through: tick) {
            let sensor = sensors.index(of: slice.batch.sensor)
            touched.insert(sensor)
            sensors.note(slice, sensorIndex: sensor)
            counters.appliedValues += fold.fold(
                slice, sensorIndex: sensor, sensors: &sensors, bands: &bands)
        }
        touched.formUnion(foldSpectra(through: tick, with: fold))
        for index in bands.indices {
            let changed = bands[index].evidence.takeChangedCells()
            bands[index].windows.markDirty(
                around: changed, reachMetres: configuration.estimation.reachMetres, tick: tick)
        }
        return touched
    }

    /// The most urgent windows of all bands, within the budget.
    private func chosenWindows(at tick: UInt64, budget: Int) -> [[UInt32]] {
        let refreshTicks = pending.ticks(inSeconds: configuration.estimation.refreshSeconds)
        let now = pending.end(ofTick: tick)
        var due: [(since: UInt64, band: Int, window: Int)] = []
        for band in bands.indices {
            due += bands[band].windows.due(at: tick, refreshTicks: refreshTicks)
                // A round at the same instant as the last serves what still waits.
                .filter { tick == closedTick || bands[band].mayInfer($0.window, at: now) }
                .map { ($0.since, band, $0.window) }
        }
        due.sort { ($0.since, $0.band, $0.window) < ($1.since, $1.band, $1.window) }
        var chosen = Array(repeating: [Int](), count: bands.count)
        for item in due.prefix(budget) { chosen[item.band].append(item.window) }
        let waiting = due.dropFirst(budget)
        for band in bands.indices where !waiting.isEmpty {
            chosen[band] += bands[band].companions(
                of: chosen[band], among: waiting.filter { $0.band == band }.map(\.window),
                countMax: budget)
        }
        return chosen.map { $0.sorted().map(UInt32.init) }
    }

    private mutating func carryOut(
        _ decision: RoundDecision, touchedSensors: Set<Int>
    ) throws -> RoundResult {
        var result = RoundResult(decision: decision)
        let now = decision.validTime
        let frame = LocalFrame(origin: configuration.region.grid.origin)
        for index in bands.indices {
            let known = operatorBook.placedEmitters(
                in: configuration.region.bands[index].id, frame: frame)
            result.changes += try bands[index].infer(
                windows: decision.windows[index].map(Int.init), fitBudget: decision.fitBudget,
                tick: decision.tick, at: now,
                emitters: tracker.expected(in: index, known: known))
            result.notes += bands[index].takeNotes()
            let estimates = bands[index].emitters(at: now, knownEmitters: known)
            let band = bands[index]
            let outcome = tracker.follow(
                estimates,
                in: InterfererTracker.Round(
                    bandIndex: index, region: configuration.region,
                    mapRevision: band.detectionMap.revision, now: now,
                    configuration: configuration.tracking, knownEmitters: known),
                isRenewed: { band.isRenewed(near: $0, since: $1) })
            result.alerts += outcome.alerts
            result.interferers += outcome.states
        }
        for alert in result.alerts {
            guard let mute = operatorBook.mute(of: alert, frame: frame) else { continue }
            result.mutedAlerts[alert.id] = mute.key
        }
        followSensors(touchedSensors, at: now, in: &result)
        result.spectra = spectra.takeEstimates()
        result.notes += spectra.takeNotes()
        roundNumber = decision.number
        closedTick =
            configuration.clock == .wall
            ? decision.tick : max(closedTick ?? 0, decision.tick)
        counters.rounds += 1
        counters.windows += UInt64(decision.windows.reduce(0) { $0 + $1.count })
        counters.revisions += UInt64(result.changes.count)
        counters.alerts += UInt64(result.alerts.count)
        return result
    }

    private mutating func followSensors(
        _ touched: Set<Int>, at now: UnixTime, in result: inout RoundResult
    ) {
        let noted = sensors.takeNoted(at: now)
        let silent = sensors.silent(
            at: now, afterSeconds: configuration.sensorLostAfterSeconds)
        let lost = newlyLost + silent.filter { !newlyLost.contains($0) }
        newlyLost = []
        for index in lost {
            sensors.markLost(index)
            let record = sensors.records[index]
            let silence = Int(max(now.seconds(since: record.lastSeen), 0).rounded())
            result.alerts.append(
                Alert(
                    id: "\(configuration.region.id)/\(record.id)/\(record.bootID)/lost-"
                        + "\(record.lastSeen.nanoseconds)-\(record.lossCount)",
                    kind: .sensorLost, region: configuration.region.id, time: now,
                    sensor: record.id,
                    message: record.lastSeen == .zero
                        ? "sensor \(record.id) is gone; it never sent a sample"
                        : "sensor \(record.id) is lost; last sample \(silence) s ago"))
        }
        result.sensors = touched.union(lost).union(noted).map { sensors.records[$0] }
            .sorted { $0.id < $1.id }
    }
}
