import Interference
import Model
import Numerics

/// The emitters of a band as its maps of interference place them: what they propose to the localiser.
///
/// A place is proposed once `countMin` maps in succession have found it. Bound: `countMax` places.
struct MappedEmitters: Hashable, Sendable {
    /// A place that a map has found, and those before it.
    struct Entry: Hashable, Sendable {
        var level: Int
        var position: LocalPosition
        var confidence: Double
        /// The newest map that found it.
        var time: UnixTime
        /// Maps in succession that did.
        var count: Int
    }

    /// Two maps' places nearer than this are one, metres.
    static let sameMetres = 15.0
    /// A place that no newer map speaks of counts for so long, seconds.
    static let memorySeconds = 5.0
    /// Maps in succession that must have found a place before it is proposed.
    static let countMin = 2
    static let countMax = 32

    private(set) var entries: [Entry] = []

    init() {}

    /// Takes in what a map of a level has found.
    ///
    /// - Parameters:
    ///   - emitters: surest first.
    ///   - level: the level.
    ///   - now: the map's instant.
    ///   - isMapped: whether the map holds a place; elsewhere nothing was asked.
    mutating func take(
        _ emitters: [InterferenceEstimate.Emitter], on level: Int, at now: UnixTime,
        isMapped: (LocalPosition) -> Bool
    ) {
        var old = entries.filter { $0.level == level && isMapped($0.position) }
        entries.removeAll {
            $0.level == level && isMapped($0.position)
                || now < $0.time || now.seconds(since: $0.time) > Self.memorySeconds
        }
        for emitter in emitters.prefix(Self.countMax - min(entries.count, Self.countMax)) {
            let same = old.indices.min { left, right in
                old[left].position.horizontalDistanceMetres(to: emitter.position)
                    < old[right].position.horizontalDistanceMetres(to: emitter.position)
            }
            var entry = Entry(
                level: level, position: emitter.position,
                confidence: min(max(emitter.confidence, 0), 1), time: now, count: 1)
            if let same,
                old[same].position.horizontalDistanceMetres(to: emitter.position)
                    <= Self.sameMetres
            {
                entry.count += min(old.remove(at: same).count, 1_000)
            }
            entries.append(entry)
        }
    }

    /// What is proposed now.
    func proposals(at now: UnixTime) -> [EmitterProposal] {
        entries.filter {
            $0.count >= Self.countMin && now >= $0.time
                && now.seconds(since: $0.time) <= Self.memorySeconds
        }.map { EmitterProposal(position: $0.position, confidence: $0.confidence) }
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(UInt32(entries.count))
        for entry in entries {
            writer.append([UInt64(entry.level), entry.time.nanoseconds, UInt64(entry.count)])
            writer.append([
                entry.position.eastMetres, entry.position.northMetres, entry.position.upMetres,
                entry.confidence,
            ])
        }
    }

    init(from reader: inout ByteReader) throws {
        let count = try reader.readCount(max: Self.countMax)
        for _ in 0..<count {
            let counts = try reader.readUInt64s()
            let numbers = try reader.readDoubles()
            guard counts.count == 3, counts[0] < 65_536, (1...1_001).contains(counts[2]),
                numbers.count == 4, numbers.allSatisfy({ abs($0) <= 1e8 }),
                (0...1).contains(numbers[3])
            else { throw EngineStateError(reason: "a place that no map has found") }
            entries.append(
                Entry(
                    level: Int(counts[0]),
                    position: LocalPosition(
                        eastMetres: numbers[0], northMetres: numbers[1], upMetres: numbers[2]),
                    confidence: numbers[3], time: UnixTime(nanoseconds: counts[1]),
                    count: Int(counts[2])))
        }
    }
}
