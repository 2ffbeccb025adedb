import Model
import Numerics
import Sensing

/// The spectra of a region's sensors: takes in coset frames tick by tick, within bounds.
///
/// At most `sensorCountMax` sensors: a further one takes the place of whichever has been silent the
/// longest, if that is long enough; otherwise its frames are counted and left.
struct SpectrumBank: Sendable {
    /// Silence after which a sensor's spectrum makes room for another's, seconds.
    static let idleSeconds = 60.0

    private let configuration: SpectrumConfiguration
    private let bands: [Band]
    private let blank: any SpectrumTracker
    var counters = SpectrumCounters()
    private var spectra: [SensorID: SensorSpectrum] = [:]
    /// The newest estimate of each sensor that nobody has taken yet.
    private var estimates: [SensorID: SpectrumEstimate] = [:]
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

    /// Takes in one tick's frames of all sensors.
    ///
    /// - Parameters:
    ///   - groups: the frames, sensor by sensor.
    ///   - end: the tick's end.
    ///   - publishTicks: ticks between two estimates of one sensor.
    /// - Returns: what each sensor's frames came to.
    mutating func take(
        _ groups: [PendingCosets.Group], end: UnixTime, publishTicks: UInt64
    ) -> [SpectrumReading] {
        let quotas = Self.quotas(
            of: groups.map { $0.frames.reduce(0) { $0 + $1.batch.blockCount } },
            budget: configuration.blockBudget)
        return zip(groups, quotas).map { group, quota in
            take(group, quota: quota, end: end, publishTicks: publishTicks)
        }
    }

    /// Takes out the estimates made since the last call, ascending by sensor.
    mutating func takeEstimates() -> [SpectrumEstimate] {
        defer { estimates = [:] }
        return estimates.values.sorted { $0.sensor < $1.sensor }
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

    private mutating func take(
        _ group: PendingCosets.Group, quota: Int, end: UnixTime, publishTicks: UInt64
    ) -> SpectrumReading {
        let newest = group.frames[group.frames.count - 1]
        let sensor = newest.batch.sensor
        guard makeRoom(for: sensor, at: end) else {
            counters.roomlessFrames += UInt64(group.frames.count)
            return SpectrumReading(source: newest, update: nil)
        }
        var update: SpectrumUpdate?
        var skipped = group.frames.reduce(0) { $0 + $1.batch.blockCount } - quota
        if skipped > 0 {
            counters.skippedBlocks += UInt64(skipped)
            spectra[sensor]?.degradations.insert(.skippedBlocks)
        }
        for source in group.frames {
            let batch = source.batch
            let first = min(skipped, batch.blockCount)
            skipped -= first
            guard first < batch.blockCount else { continue }
            guard let made = work(batch, blocks: first..<batch.blockCount) else { continue }
            update = made
        }
        if let update { note(update, of: sensor, tick: group.tick, publishTicks: publishTicks) }
        return SpectrumReading(source: newest, update: update)
    }

    /// Works out one frame; `nil` where it comes to nothing.
    private mutating func work(_ batch: CosetBatch, blocks: Range<Int>) -> SpectrumUpdate? {
        let sensor = batch.sensor
        var spectrum: SensorSpectrum
        if let known = spectra[sensor], known.continues(with: batch) {
            spectrum = known
        } else {
            counters.streams += 1
            let known = spectra[sensor]
            spectrum = SensorSpectrum(beginningWith: batch, tracker: blank)
            spectrum.publishedTick = known?.publishedTick
            spectrum.degradations = known?.degradations ?? []
        }
        // Out of the dictionary while it changes: its arrays would be copied otherwise.
        spectra[sensor] = nil
        do throws(SensingError) {
            let update = try spectrum.take(
                batch, blocks: blocks, configuration: configuration, counters: &counters)
            spectra[sensor] = spectrum
            return update
        } catch {
            // What an estimator is left with after an error is no state to go on from.
            if told.insert(sensor).inserted {
                notes.append("no spectrum of sensor \(sensor): \(error)")
            }
            return nil
        }
    }

    /// Keeps an update to be handed out, if the sensor's last one lies far enough back.
    private mutating func note(
        _ update: SpectrumUpdate, of sensor: SensorID, tick: UInt64, publishTicks: UInt64
    ) {
        guard let spectrum = spectra[sensor] else { return }
        if let last = spectrum.publishedTick, tick >= last, tick - last < publishTicks { return }
        let estimate = SpectrumEstimate(update, of: spectrum, method: configuration.estimator)
        counters.estimates += 1
        if !estimate.degradations.isEmpty { counters.degradedEstimates += 1 }
        estimates[sensor] = estimate
        spectra[sensor]?.publishedTick = tick
        spectra[sensor]?.degradations = []
    }

    private mutating func makeRoom(for sensor: SensorID, at end: UnixTime) -> Bool {
        guard spectra[sensor] == nil, spectra.count >= configuration.sensorCountMax else {
            return true
        }
        let idle = spectra.values.min { ($0.lastTime, $0.sensor) < ($1.lastTime, $1.sensor) }
        guard let idle, end.seconds(since: idle.lastTime) >= Self.idleSeconds else { return false }
        spectra[idle.sensor] = nil
        told.remove(idle.sensor)
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
                let spectrum = try SensorSpectrum(tracker: blank, from: &reader)
                guard spectra[spectrum.sensor] == nil else {
                    throw EngineStateError(reason: "the spectrum of a sensor stands twice")
                }
                spectra[spectrum.sensor] = spectrum
            }
        } catch let error as SensingError {
            throw EngineStateError(reason: "a spectrum's estimator: \(error)")
        }
    }

    /// The powers of the region's bands that a reading holds, as an RSS point.
    func samples(of reading: SpectrumReading) -> SampleBatch { reading.samples(bands: bands) }
}
