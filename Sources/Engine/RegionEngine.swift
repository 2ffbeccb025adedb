import Geometry
import Model
import Numerics

/// Turns a region's frames into maps, interferers and alerts: a value, driven by its caller.
///
/// It knows neither broker nor store nor wall clock. The same inputs and the same decisions give the
/// same bytes: that is what recovery, replay and the tests rest on. A frame's way through it:
/// `accept` puts its samples into the tick that their time belongs to; once the watermark has passed
/// a tick, `runRound` closes it: fold into evidence, decide which windows to infer, infer, look for
/// peaks, follow interferers and sensors.
public struct RegionEngine: Sendable {
    /// Pause between rounds while nothing arrives, on the wall clock, seconds.
    static let quietRoundSeconds = 1.0

    /// How far the last round may lie ahead of the wall clock before the clock counts as set back,
    /// seconds.
    static let clockStepSeconds = 3.0

    /// What it was made with.
    public let configuration: EngineConfiguration
    /// Number of the last round; 0 before the first.
    public internal(set) var roundNumber: UInt64 = 0
    /// Last tick that has been closed; `nil` before the first.
    public internal(set) var closedTick: UInt64?
    /// Last journal row taken in.
    public internal(set) var journalThrough: Int64 = 0
    /// What has been counted.
    public internal(set) var counters = EngineCounters()
    /// Every sensor and its life.
    public internal(set) var sensors: SensorRegistry

    var pending: PendingSamples
    var pendingCosets = PendingCosets()
    var spectra: SpectrumBank
    var bands: [BandEstimator]
    var tracker = InterfererTracker()
    /// What the operator has told and what still counts.
    public internal(set) var operatorBook = OperatorBook()
    /// Newest time of any accepted sample.
    public internal(set) var newestTime = UnixTime.zero
    /// Sensors that went without a word since the last round.
    var newlyLost: [Int] = []

    /// An engine that has seen nothing.
    ///
    /// - Throws: `EngineStateError` where the configuration names an unknown method.
    public init(configuration: EngineConfiguration) throws {
        self.configuration = configuration
        sensors = SensorRegistry(
            defaultBiasDeviationDb: configuration.evidence.sensorBiasDeviationDb)
        pending = PendingSamples(intervalSeconds: configuration.roundIntervalSeconds)
        spectra = try SpectrumBank(
            configuration: configuration.spectrum, bands: configuration.region.bands)
        // Bands of one mast see the same cells.
        var visibleCells: [LocalPosition: [UInt64]] = [:]
        var methods = try InterferenceMethods(configuration)
        bands = try configuration.region.bands.indices.map { index in
            try BandEstimator(
                bandIndex: index, configuration: configuration, visibleCells: &visibleCells,
                methods: &methods)
        }
    }

    /// Takes in one journaled input.
    ///
    /// Rows must come in the journal's order. A row that a snapshot has seen already only brings
    /// back its waiting samples.
    public mutating func accept(_ input: EngineInput, journalID: Int64) {
        let isKnown = journalID <= journalThrough
        journalThrough = max(journalThrough, journalID)
        switch input {
        case .samples(let batch):
            let late = pending.add(batch, journalID: journalID, after: closedTick)
            if isKnown { return }
            newestTime = max(newestTime, batch.newestTime)
            counters.frames += 1
            counters.latePoints += UInt64(late)
            counters.outsidePoints += UInt64(batch.cells.count { $0 == SampleBatch.outside })
            sensors.count(frameOf: batch.sensor, latePoints: late)
        case .cosets(let batch): accept(batch, journalID: journalID, isKnown: isKnown)
        case .birth(let birth):
            if !isKnown { sensors.note(birth) }
        case .state(let state):
            if isKnown { return }
            let index = sensors.index(of: state.sensor)
            switch sensors.note(state, journalID: journalID) {
            case .gone: if !newlyLost.contains(index) { newlyLost.append(index) }
            case .back: newlyLost.removeAll { $0 == index }
            case .none: break
            }
        case .command(let command):
            if isKnown { return }
            operatorBook.apply(
                command, clock: configuration.clock == .event ? newestTime : command.time)
        }
    }

    /// The last tick that is due to close.
    ///
    /// - Parameter now: the wall clock; decides in a region on the wall clock, ignored in one on
    ///   event time, where the next tick with samples closes once a sample lies `lateness` beyond
    ///   it, or once every sensor has ended.
    /// - Returns: `nil` where no tick is due.
    public func dueTick(now: UnixTime) -> UInt64? {
        switch configuration.clock {
        case .wall: dueWallTick(now: now) ?? overflowTick
        case .event: dueEventTick ?? overflowTick
        }
    }

    private func dueWallTick(now: UnixTime) -> UInt64? {
        let watermark = now.advanced(bySeconds: -configuration.allowedLatenessSeconds)
        let current = pending.tick(of: watermark)
        guard current > 0 else { return nil }
        let due = current - 1
        // A clock that was ahead and has been set right: every sample would be late until it gets
        // there again. The round that goes back is journaled like any other.
        if let closedTick, closedTick > due,
            closedTick - due > pending.ticks(inSeconds: Self.clockStepSeconds)
        {
            return due
        }
        if let first = firstPendingTick, first <= due { return due }
        // Without new samples a round serves waiting windows, growing ages and silent sensors.
        guard let closedTick else { return newlyLost.isEmpty ? nil : due }
        guard due > closedTick else { return nil }
        let quietTicks = pending.ticks(inSeconds: Self.quietRoundSeconds)
        return dirtyWindowCount > 0 || due - closedTick >= quietTicks ? due : nil
    }

    private var dueEventTick: UInt64? {
        guard let first = firstPendingTick else {
            // The recording has ended: serve the windows that still wait, at the same instant.
            return sensors.allFinished && dirtyWindowCount > 0 ? closedTick : nil
        }
        let watermark = newestTime.advanced(bySeconds: -configuration.allowedLatenessSeconds)
        return pending.end(ofTick: first) <= watermark || sensors.allFinished ? first : nil
    }

    /// The oldest tick, where more samples wait than may.
    private var overflowTick: UInt64? {
        pending.sampleCount + pendingCosets.sampleCount
            > configuration.evidence.pendingSampleCountMax ? firstPendingTick : nil
    }

    /// The last tick that time can reach.
    var tickMax: UInt64 { pending.tick(of: UnixTime(nanoseconds: .max)) }

    /// Windows whose evidence has changed and that wait for inference.
    public var dirtyWindowCount: Int { bands.reduce(0) { $0 + $1.windows.dirtyCount } }

    /// The current maps, band by band.
    public var maps: [RadioMap] { bands.flatMap(\.maps) }

    /// The interferers that are tracked and confirmed.
    public var interfererCount: Int { tracker.tracks.count { $0.phase == .active } }

    /// Changes of interferers that had to wait, and tracks for which there was no room, since the
    /// beginning.
    public var trackingCounts: (deferredChanges: UInt64, droppedTracks: UInt64) {
        (tracker.deferredCount, tracker.droppedCount)
    }

    /// Levels of bands on which kriging stands in for the configured method of interference, and how
    /// often that has begun.
    public var guardCounts: (tripped: Int, fallbacks: UInt64) {
        bands.reduce(into: (0, 0)) { counts, band in
            counts.0 += band.mapping?.trippedCount ?? 0
            counts.1 += band.mapping?.fallbackCount ?? 0
        }
    }

    /// What is known of each of them.
    public var interferers: [InterfererState] { tracker.states(in: configuration.region) }
}
