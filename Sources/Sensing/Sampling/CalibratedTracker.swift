import Numerics

/// A tracker that is given frames of like branches: gains and delays are learnt from the stream.
///
/// What stands out of its own uncertainty is corrected, and ``SpectrumPosterior/warnings`` says so; of
/// like branches, or behind an estimator that tells no noise, the frames are handed on as they came. A
/// frame of another pattern begins anew.
public struct CalibratedTracker: SpectrumTracker {
    /// Cosets that it serves; of fewer or more the frames are handed on as they came.
    public static let cosetCounts = 4...64

    /// Root mean square of delays, in Nyquist samples, above which their squares matter.
    static let lateDelay = 0.1

    /// The tracker's name.
    public var name: String { tracker.name }
    private var tracker: any SpectrumTracker
    private var follower: BranchFollower?

    /// A tracker behind a calibration that has learnt nothing yet.
    public init(_ tracker: any SpectrumTracker) { self.tracker = tracker }

    /// What is corrected now; nil where nothing is.
    public var calibration: CosetCalibration? {
        guard let follower, follower.isCorrected.contains(true) else { return nil }
        return follower.calibration
    }

    /// Corrects the frame, hands it on, and learns from what comes of it.
    public mutating func update(
        _ frame: CosetSpectra, iterationsMax: Int
    ) throws(SensingError) -> SpectrumPosterior {
        if follower?.pattern != frame.pattern {
            follower =
                Self.serves(frame.pattern) ? BranchFollower(pattern: frame.pattern) : nil
        }
        guard let corrected = follower?.correct(frame) else {
            return try tracker.update(frame, iterationsMax: iterationsMax)
        }
        var posterior = try tracker.update(corrected, iterationsMax: iterationsMax)
        if let calibration {
            posterior.warnings.append(.unlikeBranches)
            let squares = calibration.delays.reduce(0) { $0 + $1 * $1 }
            if squares > Double(calibration.delays.count) * Self.lateDelay * Self.lateDelay {
                posterior.warnings.append(.lateBranches)
            }
        }
        let condition = FrameCondition(frame)
        if condition.isFinite, condition.liveCosets.count == frame.pattern.cosetCount {
            follower?.learn(frame, posterior)
        }
        return posterior
    }

    static func serves(_ pattern: CosetPattern) -> Bool {
        cosetCounts.contains(pattern.cosetCount)
    }

    /// Writes what is known of the branches, then the tracker's state.
    public func encode(into writer: inout ByteWriter) {
        writer.append(follower != nil)
        follower?.encode(into: &writer)
        tracker.encode(into: &writer)
    }

    /// Reads both states.
    public mutating func restore(from reader: inout ByteReader) throws {
        follower = try reader.readBool() ? BranchFollower(from: &reader) : nil
        try tracker.restore(from: &reader)
    }
}
