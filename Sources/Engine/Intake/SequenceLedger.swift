import Model
import Numerics

/// Which frames of one sensor's boot have been dealt with: journaled, refused or given up.
///
/// Sequences start at 1. Everything up to `through` is dealt with; `ranges` holds what is dealt
/// with above it, ascending, disjoint and bounded in number.
public struct SequenceLedger: Hashable, Sendable {
    /// What a sequence is to the ledger.
    public enum Mark: Hashable, Sendable {
        /// Not seen before.
        case new
        /// Dealt with already.
        case duplicate
    }

    /// The greatest sequence that a frame may have: what SQLite's integers hold.
    public static let sequenceMax = UInt64(Int64.max)

    /// How far a sequence may lie above the highest one known, 27 hours at 10 Hz: beyond it a sequence
    /// is a damaged number, and to pass over what lies between would refuse the true frames later.
    public static let leapMax: UInt64 = 1_000_000

    /// Up to here, inclusive, every frame has been dealt with.
    public private(set) var through: UInt64 = 0
    /// Frames given up as lost.
    public private(set) var lostCount: UInt64 = 0
    private(set) var ranges: [ClosedRange<UInt64>] = []
    /// Since when the lowest gap has been open, in arrival time; `nil` without a gap.
    private var gapSince: UnixTime?

    /// An empty ledger: nothing has arrived.
    public init() {}

    /// Whether frames are missing below one that has arrived.
    public var hasGap: Bool { !ranges.isEmpty }

    /// The highest sequence that has been dealt with.
    public var highest: UInt64 { ranges.last?.upperBound ?? through }

    /// Whether a sequence lies too far above everything known; in an empty ledger none does, since a
    /// sensor may have run long before its engine.
    public func isLeap(to sequence: UInt64) -> Bool {
        highest > 0 && sequence > highest && sequence - highest > Self.leapMax
    }

    /// Whether a frame has been dealt with already.
    public func contains(_ sequence: UInt64) -> Bool {
        sequence <= through || ranges.contains { $0.contains(sequence) }
    }

    /// Marks a frame as dealt with.
    public mutating func mark(_ sequence: UInt64, at arrival: UnixTime) -> Mark {
        if contains(sequence) { return .duplicate }
        if sequence == through + 1 {
            through = sequence
            absorbRanges(at: arrival)
            return .new
        }
        insert(sequence)
        if gapSince == nil { gapSince = arrival }
        return .new
    }

    /// Gives up the lowest gap where it has been open too long, or where too many are open.
    ///
    /// - Returns: the sequences given up, for the alert; `nil` where nothing is due.
    public mutating func giveUpGap(
        at now: UnixTime, timeoutSeconds: Double, rangeCountMax: Int
    ) -> ClosedRange<UInt64>? {
        guard let first = ranges.first else { return nil }
        let since = gapSince ?? now
        gapSince = since
        guard now.seconds(since: since) >= timeoutSeconds || ranges.count > rangeCountMax else {
            return nil
        }
        let lost = through + 1...first.lowerBound - 1
        lostCount += lost.upperBound - lost.lowerBound + 1
        through = lost.upperBound
        absorbRanges(at: now)
        return lost
    }

    private mutating func absorbRanges(at arrival: UnixTime) {
        while let first = ranges.first, first.lowerBound == through + 1 {
            through = first.upperBound
            ranges.removeFirst()
            gapSince = ranges.isEmpty ? nil : arrival
        }
    }

    private mutating func insert(_ sequence: UInt64) {
        let next = ranges.firstIndex { $0.lowerBound > sequence } ?? ranges.count
        let joinsPrevious = next > 0 && ranges[next - 1].upperBound + 1 == sequence
        let joinsNext = next < ranges.count && sequence + 1 == ranges[next].lowerBound
        switch (joinsPrevious, joinsNext) {
        case (true, true):
            ranges[next - 1] = ranges[next - 1].lowerBound...ranges[next].upperBound
            ranges.remove(at: next)
        case (true, false): ranges[next - 1] = ranges[next - 1].lowerBound...sequence
        case (false, true): ranges[next] = sequence...ranges[next].upperBound
        case (false, false): ranges.insert(sequence...sequence, at: next)
        }
    }

    /// Writes the ledger; the open gap's age is not kept, so it counts anew after a restart.
    func encode(into writer: inout ByteWriter) {
        writer.append(through)
        writer.append(lostCount)
        writer.append(ranges.flatMap { [$0.lowerBound, $0.upperBound] })
    }

    /// Reads a ledger that `encode` wrote.
    init(from reader: inout ByteReader) throws {
        through = try reader.readUInt64()
        lostCount = try reader.readUInt64()
        let bounds = try reader.readUInt64s()
        // Ascending, with a gap below each run, and within what a frame may say.
        var last = through
        guard bounds.count.isMultiple(of: 2), through <= Self.sequenceMax,
            lostCount <= through
        else { throw EngineStateError(reason: "a ledger is cut short") }
        for start in stride(from: 0, to: bounds.count, by: 2) {
            let (first, end) = (bounds[start], bounds[start + 1])
            guard first <= end, end <= Self.sequenceMax, first > last, first - last > 1 else {
                throw EngineStateError(reason: "a ledger's runs overlap")
            }
            ranges.append(first...end)
            last = end
        }
    }
}
