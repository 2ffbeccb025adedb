import Model
import Numerics
import Sensing

/// The spectra of a region's sensors: takes in coset frames tick by tick, within bounds.
///
/// At most `sensorCountMax` sensors: a further one takes the place of whichever has been silent the
/// longest, if that is long enough; otherwise its frames are counted and left. Of each sensor the
/// spectra of some tunings are kept, so that a receiver that scans finds each as it left it.
struct SpectrumBank: Sendable {
    /// Silence after which a sensor's spectrum makes room for another's, seconds.
    static let idleSeconds = 60.0

    private let configuration: SpectrumConfiguration
    private let bands: [Band]
    private let blank: any SpectrumTracker
    var counters = SpectrumCounters()
    private var spectra: [SensorID: SensorTunings] = [:]
    /// The newest estimate of each sensor and tuning that nobody has taken yet, in their order.
    private var estimates: [SensorID: [(tuning: SpectrumTuning, estimate: SpectrumEstimate)]] = [:]
    private var notes: [String] = []
    /// Sensors whose pattern the estimator cannot serve, and has said so.
    private var told: Set<SensorID> = []

    /// A bank without spectra.
    ///
    /// - Throws: `EngineStateError` where no estimator has the configured name.
    init(configuration: SpectrumConfiguration, bands: [Band]) throws {
        self.configuration = configuration
        self.bands = bands
        blank = try configuration.tracker()
    }

    /// Sensors of which a spectrum is kept.
    var sensorCount: Int { spectra.count }

    /// Tunings of all sensors of which a spectrum is kept.
    var tuningCount: Int { spectra.values.reduce(0) { $0 + $1.count } }

    /// Takes in one tick's frames of all sensors.
    ///
    /// - Parameters:
    ///   - groups: the frames, sensor by sensor.
    ///   - end: the tick's end.
    ///   - publishTicks: ticks between two estimates of one sensor and tuning.
    /// - Returns: what each sensor's frames came to, tuning by tuning.
    mutating func take(
        _ groups: [PendingCosets.Group], end: UnixTime, publishTicks: UInt64
    ) -> [SpectrumReading] {
        let quotas = Self.quotas(
            of: groups.map { Self.blockCount(of: $0.frames) }, budget: configuration.blockBudget)
        return zip(groups, quotas).flatMap { group, quota in
            take(group, quota: quota, end: end, publishTicks: publishTicks)
        }
    }

    /// Takes out the estimates made since the last call, ascending by sensor, its newest last.
    mutating func takeEstimates() -> [SpectrumEstimate] {
        defer { estimates = [:] }
        return estimates.keys.sorted().flatMap { (estimates[$0] ?? []).map(\.estimate) }
    }

    /// Takes out what an operator should read.
    mutating func takeNotes() -> [String] {
        defer { notes = [] }
        return notes
    }

    /// Shares a budget out: nobody gets more than they ask for, and what one leaves the others have.
    static func quotas(of demands: [Int], budget: Int) -> [Int] {
        var quotas = Array(repeating: 0, count: demands.count)
        var left = budget
        let ascending = demands.indices.sorted { (demands[$0], $0) < (demands[$1], $1) }
        for (rank, index) in ascending.enumerated() {
            let share = max(left / (demands.count - rank), 1)
            quotas[index] = min(demands[index], share)
            left = max(left - quotas[index], 0)
        }
        return quotas
    }

    private static func blockCount(of frames: [PendingCosets.Source]) -> Int {
        frames.reduce(0) { $0 + $1.batch.blockCount }
    }

    private mutating func take(
        _ group: PendingCosets.Group, quota: Int, end: UnixTime, publishTicks: UInt64
    ) -> [SpectrumReading] {
        let newest = group.frames[group.frames.count - 1]
        guard makeRoom(for: newest.batch.sensor, at: end) else {
            counters.roomlessFrames += UInt64(group.frames.count)
            return [SpectrumReading(source: newest, update: nil)]
        }
        let tunings = group.tunings
        // Tunings are as many as a sensor likes, and each gets a block at least: the newest do.
        let passed = max(tunings.count - quota, 0)
        let quotas =
            Array(repeating: 0, count: passed)
            + Self.quotas(of: tunings.dropFirst(passed).map(Self.blockCount), budget: quota)
        return zip(tunings, quotas).map { frames, quota in
            SpectrumReading(
                source: frames[frames.count - 1],
                update: take(frames, quota: quota, tick: group.tick, publishTicks: publishTicks))
        }
    }

    /// Works out one tick's frames of one sensor and tuning, the newest blocks within a quota.
    private mutating func take(
        _ frames: [PendingCosets.Source], quota: Int, tick: UInt64, publishTicks: UInt64
    ) -> SpectrumUpdate? {
        var update: SpectrumUpdate?
        var skipped = max(Self.blockCount(of: frames) - quota, 0)
        let isSkipping = skipped > 0
        counters.skippedBlocks += UInt64(skipped)
        for batch in frames.map(\.batch) {
            let first = min(skipped, batch.blockCount)
            skipped -= first
            guard first < batch.blockCount else { continue }
            let made = work(batch, blocks: first..<batch.blockCount, isSkipping: isSkipping)
            update = made ?? update
        }
        let batch = frames[frames.count - 1].batch
        if quota == 0, var kept = spectra[batch.sensor]?.takeOut(SpectrumTuning(of: batch)) {
            kept.degradations.insert(.skippedBlocks)
            spectra[batch.sensor]?.put(kept)
        }
        if let update { note(update, of: batch, tick: tick, publishTicks: publishTicks) }
        return update
    }

    /// Works out one frame; `nil` where it comes to nothing.
    private mutating func work(
        _ batch: CosetBatch, blocks: Range<Int>, isSkipping: Bool
    ) -> SpectrumUpdate? {
        let sensor = batch.sensor
        // Out of the dictionary while it changes: its arrays would be copied otherwise.
        var tunings = spectra.removeValue(forKey: sensor) ?? SensorTunings()
        defer { if tunings.count > 0 { spectra[sensor] = tunings } }
        var spectrum = spectrum(for: batch, in: &tunings)
        if isSkipping { spectrum.degradations.insert(.skippedBlocks) }
        do throws(SensingError) {
            let update = try spectrum.take(
                batch, blocks: blocks, configuration: configuration, counters: &counters)
            tunings.put(spectrum)
            return update
        } catch {
            // What an estimator is left with after an error is no state to go on from.
            if told.insert(sensor).inserted {
                notes.append("no spectrum of sensor \(sensor): \(error)")
            }
            return nil
        }
    }

    /// The spectrum that a frame goes on with, taken out of its sensor's; or one that begins with it.
    private mutating func spectrum(
        for batch: CosetBatch, in tunings: inout SensorTunings
    ) -> SensorSpectrum {
        var known = tunings.takeOut(SpectrumTuning(of: batch))
        if let known, known.continues(with: batch) { return known }
        counters.streams += 1
        var begun = SensorSpectrum(beginningWith: batch, tracker: blank)
        begun.degradations = known?.degradations ?? []
        if known == nil, let left = tunings.makeRoom() {
            // With its place goes its turn: tunings without end are told no more often than a few.
            known = left
            counters.droppedTunings += 1
        }
        begun.publishedTick = known?.publishedTick
        return begun
    }

    /// Keeps an update to be handed out, if its tuning's last one lies far enough back.
    private mutating func note(
        _ update: SpectrumUpdate, of batch: CosetBatch, tick: UInt64, publishTicks: UInt64
    ) {
        let (sensor, tuning) = (batch.sensor, SpectrumTuning(of: batch))
        guard var spectrum = spectra[sensor]?.takeOut(tuning) else { return }
        defer { spectra[sensor]?.put(spectrum) }
        if let last = spectrum.publishedTick, tick >= last, tick - last < publishTicks { return }
        let estimate = SpectrumEstimate(update, of: spectrum, method: configuration.estimator)
        counters.estimates += 1
        if !estimate.degradations.isEmpty { counters.degradedEstimates += 1 }
        estimates[sensor, default: []].removeAll { $0.tuning == tuning }
        estimates[sensor]?.append((tuning, estimate))
        if let count = estimates[sensor]?.count, count > SensorTunings.countMax {
            estimates[sensor]?.removeFirst()
        }
        spectrum.publishedTick = tick
        spectrum.degradations = []
    }

    private mutating func makeRoom(for sensor: SensorID, at end: UnixTime) -> Bool {
        guard spectra[sensor] == nil, spectra.count >= configuration.sensorCountMax else {
            return true
        }
        let idle = spectra.min { ($0.value.lastTime, $0.key) < ($1.value.lastTime, $1.key) }
        guard let idle, end.seconds(since: idle.value.lastTime) >= Self.idleSeconds else {
            return false
        }
        spectra[idle.key] = nil
        told.remove(idle.key)
        return true
    }
}

extension SpectrumBank {
    func encode(into writer: inout ByteWriter) {
        counters.encode(into: &writer)
        writer.append(UInt32(spectra.count))
        for sensor in spectra.keys.sorted() { spectra[sensor]?.encode(into: &writer) }
    }

    /// Reads what `encode` wrote.
    mutating func restore(from reader: inout ByteReader) throws {
        counters = try SpectrumCounters(from: &reader)
        spectra = [:]
        do {
            for _ in 0..<(try reader.readCount(max: configuration.sensorCountMax)) {
                let tunings = try SensorTunings(tracker: blank, from: &reader)
                guard let sensor = tunings.sensor, spectra[sensor] == nil else {
                    throw EngineStateError(reason: "the spectra of a sensor are damaged")
                }
                spectra[sensor] = tunings
            }
        } catch let error as SensingError {
            throw EngineStateError(reason: "a spectrum's estimator: \(error)")
        }
    }

    /// The powers of the region's bands that a reading holds, as an RSS point.
    func samples(of reading: SpectrumReading) -> SampleBatch { reading.samples(bands: bands) }
}
