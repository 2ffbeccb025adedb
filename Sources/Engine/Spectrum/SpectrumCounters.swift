import Numerics

/// What has been counted about spectra over an engine's whole history.
public struct SpectrumCounters: Hashable, Sendable {
    /// Coset frames taken in.
    public var frames: UInt64 = 0
    /// Coset frames that came after their tick had closed: journaled, not applied.
    public var lateFrames: UInt64 = 0
    /// Blocks that an estimator has taken in.
    public var blocks: UInt64 = 0
    /// Blocks that were passed over, because a tick had more of them than its budget.
    public var skippedBlocks: UInt64 = 0
    /// Blocks without any power.
    public var silentBlocks: UInt64 = 0
    /// Blocks whose cosets' unlike gains or delays were corrected.
    public var calibratedBlocks: UInt64 = 0
    /// Blocks that the estimator cannot serve, with the reason in the log.
    public var unservedBlocks: UInt64 = 0
    /// Frames of sensors for whose spectra there was no room.
    public var roomlessFrames: UInt64 = 0
    /// Streams begun: one for each new pattern or tuning of a sensor.
    public var streams: UInt64 = 0
    /// Streams ended because another tuning of their sensor needed the place.
    public var droppedTunings: UInt64 = 0
    /// Iterations used.
    public var iterations: UInt64 = 0
    /// Estimates that say that they are degraded.
    public var degradedEstimates: UInt64 = 0
    /// Estimates handed out.
    public var estimates: UInt64 = 0
    /// Occupied bands that were not told, because there were too many.
    public var droppedBands: UInt64 = 0

    /// Nothing counted yet.
    public init() {}

    /// The counters under the names of the JSON summary.
    public var named: [String: Double] {
        [
            "coset_frames_applied": Double(frames), "coset_frames_late": Double(lateFrames),
            "coset_blocks_applied": Double(blocks),
            "coset_blocks_skipped": Double(skippedBlocks),
            "coset_blocks_silent": Double(silentBlocks),
            "coset_blocks_calibrated": Double(calibratedBlocks),
            "coset_blocks_unserved": Double(unservedBlocks),
            "coset_frames_without_room": Double(roomlessFrames),
            "spectrum_streams": Double(streams),
            "spectrum_tunings_dropped": Double(droppedTunings),
            "spectrum_iterations": Double(iterations),
            "spectra_degraded": Double(degradedEstimates), "spectra": Double(estimates),
            "spectrum_bands_dropped": Double(droppedBands),
        ]
    }

    private static let places: [WritableKeyPath<SpectrumCounters, UInt64> & Sendable] = [
        \.frames, \.lateFrames, \.blocks, \.skippedBlocks, \.silentBlocks, \.unservedBlocks,
        \.roomlessFrames, \.streams, \.iterations, \.degradedEstimates, \.estimates,
        \.droppedBands, \.droppedTunings, \.calibratedBlocks,
    ]

    func encode(into writer: inout ByteWriter) {
        writer.append(Self.places.map { self[keyPath: $0] })
    }

    init(from reader: inout ByteReader) throws {
        let numbers = try reader.readUInt64s()
        guard numbers.count == Self.places.count,
            numbers.allSatisfy({ $0 <= EngineCounters.countMax })
        else { throw EngineStateError(reason: "the spectra's counters are damaged") }
        for (place, number) in zip(Self.places, numbers) { self[keyPath: place] = number }
    }
}
