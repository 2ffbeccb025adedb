import Geometry
import Interference
import Model
import Numerics

/// A band's interference as its configured method maps it, level by level.
struct BandMapping: Sendable {
    /// The method's name in the configuration.
    let name: String
    /// The method as maps name it: with the weights' first digits.
    let label: String
    /// Levels of which the method makes the map, ascending.
    var levels: [LevelMapping]
    /// How often a level has fallen back to kriging.
    var fallbackCount: UInt64 = 0
    /// What the last round has to say, for the log.
    var notes: [String] = []

    /// Levels on which kriging stands in for the method.
    var trippedCount: Int { levels.count { $0.watch.isTripped } }

    /// What made the band's maps of interference, as their method.
    ///
    /// - Parameter standIn: what stands in for it where it has too few samples, or the guard has
    ///   taken a level from it.
    /// - Returns: at most some hundred letters.
    func method(standIn: String) -> String {
        let others = levels.filter { $0.watch.isTripped || !$0.isSettled }
        let reason = others.first(where: \.watch.isTripped)?.watch.reason(of: name)
        if others.count == levels.count { return standIn + (reason.map { " (\($0))" } ?? "") }
        guard !others.isEmpty else { return label }
        let heights = others.map { height(of: $0) }.joined(separator: ", ")
        return "\(label) (at \(heights) \(standIn)" + (reason.map { ", \($0)" } ?? "") + ")"
    }

    /// A level's height as people read it.
    func height(of level: LevelMapping) -> String {
        let metres = level.planes.level.zLevelsMetres[0]
        return metres == metres.rounded() && abs(metres) < 1e6
            ? "\(Int(metres)) m" : "\(metres) m"
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(fallbackCount)
        for level in levels {
            level.watch.encode(into: &writer)
            writer.append(level.mappedTime.nanoseconds)
            writer.append(level.isSettled)
            level.mapper.encode(into: &writer)
        }
    }

    mutating func restore(from reader: inout ByteReader) throws {
        fallbackCount = try reader.readUInt64()
        guard fallbackCount <= EngineCounters.countMax else {
            throw EngineStateError(reason: "\(fallbackCount) fallbacks")
        }
        for index in levels.indices {
            levels[index].watch = try MappingGuard(from: &reader)
            levels[index].mappedTime = UnixTime(nanoseconds: try reader.readUInt64())
            levels[index].isSettled = try reader.readBool()
            try levels[index].mapper.restore(from: &reader)
        }
    }
}
