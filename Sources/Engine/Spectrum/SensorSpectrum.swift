import Model
import Numerics
import Sensing

/// The spectrum of one tuning of a sensor: the estimator's warm state, what is occupied, and since when.
///
/// Frames of one pattern, centre and rate. Samples count in steps of the stream's first frame, so that
/// single precision serves whatever the receiver's scale.
struct SensorSpectrum: Sendable {
    /// How far the scale may move before the stream begins anew: a factor in amplitude.
    ///
    /// Up by so much only that samples at the converters' end stay within what an estimator takes for
    /// sound: it would pass over the frames, and the spectrum stand still.
    static let scaleRange: ClosedRange<Float> = 1e-3...10
    /// Share of clipped samples from which an estimate says so.
    static let clippedShareMax = 1e-3

    let sensor: SensorID
    private(set) var tuning: SpectrumTuning
    /// One step of the stream's samples, square root of watts.
    private(set) var referenceScale: Float
    private var tracker: any SpectrumTracker
    /// The transform of the newest block's pattern.
    private var sampling: CosetSampling
    private(set) var occupancy: OccupancyShares
    private(set) var follower = BandFollower()
    /// Time of the newest frame.
    private(set) var lastTime: UnixTime
    /// The tick of the last estimate that was handed out; `nil` before the first.
    var publishedTick: UInt64?
    /// What has been wrong since then.
    var degradations: Set<SpectrumDegradation> = []

    /// A stream that begins with a frame.
    init(beginningWith batch: CosetBatch, tracker: any SpectrumTracker) {
        sensor = batch.sensor
        tuning = SpectrumTuning(of: batch)
        referenceScale = batch.iqScale
        self.tracker = tracker
        sampling = CosetSampling(pattern: batch.pattern)
        occupancy = OccupancyShares(binCount: batch.pattern.binCount)
        lastTime = batch.time
    }

    /// Whether a frame goes on with the stream.
    func continues(with batch: CosetBatch) -> Bool {
        tuning == SpectrumTuning(of: batch)
            && Self.scaleRange.contains(batch.iqScale / referenceScale)
    }

    /// Takes in some blocks of a frame of its stream.
    ///
    /// - Returns: what the spectrum is now; `nil` where no block of the frame had any power.
    /// - Throws: `SensingError` where the estimator cannot serve the pattern.
    mutating func take(
        _ batch: CosetBatch, blocks: Range<Int>, configuration: SpectrumConfiguration,
        counters: inout SpectrumCounters
    ) throws(SensingError) -> SpectrumUpdate? {
        lastTime = max(lastTime, batch.time)
        let gain = batch.iqScale / referenceScale
        var newest: SpectrumPosterior?
        for index in blocks {
            let block = CosetBlock(index, of: batch, gain: gain)
            guard let pattern = block.pattern else {
                counters.silentBlocks += 1
                degradations.insert(.silentBlocks)
                continue
            }
            if !block.deadCosets.isEmpty { degradations.insert(.deadCoset) }
            if block.clippedShare >= Self.clippedShareMax { degradations.insert(.clipped) }
            if sampling.pattern != pattern { sampling = CosetSampling(pattern: pattern) }
            let posterior: SpectrumPosterior
            do throws(SensingError) {
                posterior = try tracker.update(
                    sampling.spectra(of: block.samples),
                    iterationsMax: configuration.iterationsMax)
                guard posterior.binPower.allSatisfy(\.isFinite) else {
                    throw SensingError("its estimator came to no number; it begins anew")
                }
            } catch {
                counters.unservedBlocks += UInt64(blocks.upperBound - index)
                throw error
            }
            counters.blocks += 1
            if posterior.warnings.contains(.unlikeBranches) { counters.calibratedBlocks += 1 }
            if posterior.warnings.contains(.lateBranches) {
                degradations.insert(.mismatchedCosets)
            }
            counters.iterations += UInt64(max(posterior.iterations, 0))
            newest = posterior
        }
        guard let newest else { return nil }
        let scale = Double(referenceScale)
        let update = SpectrumUpdate(
            newest, axis: tuning.axis, time: batch.time, stepWatts: scale * scale,
            folding: sampling.pattern.noiseFolding,
            falseAlarm: configuration.falseAlarmProbability)
        occupancy.look(
            update.occupied, at: batch.time,
            halfLifeSeconds: configuration.occupancyHalfLifeSeconds)
        counters.droppedBands += UInt64(
            follower.follow(
                update.bands, at: batch.time, countMax: configuration.bandCountMax))
        return update
    }
}

extension SensorSpectrum {
    func encode(into writer: inout ByteWriter) {
        writer.append(sensor.rawValue)
        tuning.encode(into: &writer)
        writer.append(referenceScale)
        writer.append(lastTime.nanoseconds)
        writer.append(publishedTick != nil)
        writer.append(publishedTick ?? 0)
        let reasons = SpectrumDegradation.allCases.filter { degradations.contains($0) }
        writer.append(reasons.map(\.rawValue).joined(separator: " "))
        occupancy.encode(into: &writer)
        follower.encode(into: &writer)
        tracker.encode(into: &writer)
    }

    /// Reads what `encode` wrote, into a fresh estimator.
    init(tracker: any SpectrumTracker, from reader: inout ByteReader) throws {
        guard let sensor = SensorID(rawValue: try reader.readString()) else {
            throw EngineStateError(reason: "a spectrum of no sensor")
        }
        self.sensor = sensor
        tuning = try SpectrumTuning(from: &reader)
        referenceScale = try reader.readFloat()
        guard referenceScale.isFinite, referenceScale > 0 else {
            throw EngineStateError(reason: "a spectrum's scale is \(referenceScale)")
        }
        lastTime = UnixTime(nanoseconds: try reader.readUInt64())
        let hasPublished = try reader.readBool()
        let tick = try reader.readUInt64()
        publishedTick = hasPublished ? tick : nil
        degradations = Set(
            try reader.readString().split(separator: " ")
                .compactMap { SpectrumDegradation(rawValue: String($0)) })
        occupancy = try OccupancyShares(binCount: tuning.pattern.binCount, from: &reader)
        follower = try BandFollower(binCount: tuning.pattern.binCount, from: &reader)
        sampling = CosetSampling(pattern: tuning.pattern)
        self.tracker = tracker
        try self.tracker.restore(from: &reader)
    }
}
