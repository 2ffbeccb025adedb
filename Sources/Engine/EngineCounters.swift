import Numerics

/// What an engine has counted over its whole history, restarts included.
public struct EngineCounters: Hashable, Sendable {
    /// More than any engine counts in a thousand years; a state that holds more is damaged.
    static let countMax = UInt64(1) << 62

    /// RSS frames taken in.
    public var frames: UInt64 = 0
    /// Points that came after their tick had closed: journaled, not applied.
    public var latePoints: UInt64 = 0
    /// Points inside the region's margin but in no cell: journaled, not applied.
    public var outsidePoints: UInt64 = 0
    /// Values folded into evidence.
    public var appliedValues: UInt64 = 0
    /// Rounds run.
    public var rounds: UInt64 = 0
    /// Windows inferred.
    public var windows: UInt64 = 0
    /// Map revisions made.
    public var revisions: UInt64 = 0
    /// Alerts raised.
    public var alerts: UInt64 = 0

    /// Nothing counted yet.
    public init() {}

    /// The counters under the names of the JSON summary.
    public var named: [String: Double] {
        [
            "frames_applied": Double(frames), "points_late": Double(latePoints),
            "points_outside_grid": Double(outsidePoints),
            "values_applied": Double(appliedValues), "rounds": Double(rounds),
            "windows_inferred": Double(windows), "map_revisions": Double(revisions),
            "alerts_raised": Double(alerts),
        ]
    }

    func encode(into writer: inout ByteWriter) {
        writer.append([
            frames, latePoints, outsidePoints, appliedValues, rounds, windows, revisions, alerts,
        ])
    }

    init(from reader: inout ByteReader) throws {
        let numbers = try reader.readUInt64s()
        guard numbers.count == 8, numbers.allSatisfy({ $0 <= Self.countMax }) else {
            throw EngineStateError(reason: "the counters are damaged")
        }
        frames = numbers[0]
        latePoints = numbers[1]
        outsidePoints = numbers[2]
        appliedValues = numbers[3]
        rounds = numbers[4]
        windows = numbers[5]
        revisions = numbers[6]
        alerts = numbers[7]
    }
}
