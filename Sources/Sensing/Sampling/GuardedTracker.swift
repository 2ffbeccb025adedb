import Numerics

/// A tracker behind a ``DirectCurrentGuard``: no converter's offset becomes a carrier.
public struct GuardedTracker: SpectrumTracker {
    /// The tracker's name.
    public var name: String { tracker.name }
    private var tracker: any SpectrumTracker
    private var guarding: DirectCurrentGuard

    /// A tracker that is given frames without the offsets that stand out.
    public init(_ tracker: any SpectrumTracker, guarding: DirectCurrentGuard = .init()) {
        self.tracker = tracker
        self.guarding = guarding
    }

    /// Cosets whose offset is taken off now, by place in the pattern.
    public var leakingCosets: [Int] { guarding.leakingCosets }

    /// Takes the offsets off and hands the frame on.
    public mutating func update(
        _ frame: CosetSpectra, iterationsMax: Int
    ) throws(SensingError) -> SpectrumPosterior {
        try tracker.update(guarding.remove(from: frame), iterationsMax: iterationsMax)
    }

    /// Writes the guard's state, then the tracker's.
    public func encode(into writer: inout ByteWriter) {
        guarding.encode(into: &writer)
        tracker.encode(into: &writer)
    }

    /// Reads both states.
    public mutating func restore(from reader: inout ByteReader) throws {
        try guarding.restore(from: &reader)
        try tracker.restore(from: &reader)
    }
}
