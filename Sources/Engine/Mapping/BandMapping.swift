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
        let reason = others.first(where: \.watch.isTripped).map {
            $0.watch.reason(of: $0.mapper.name)
        }
        if others.count == levels.count { return standIn + (reason.map { " (\($0))" } ?? "") }
        let active = levels.filter { !$0.watch.isTripped && $0.isSettled }
        // Levels at heights that the network has not learnt.
        let physical = active.filter { $0.mapper.name != name }
        let main = physical.count == active.count ? physical[0].mapper.name : label
        var notes: [String] = []
        if main == label, let first = physical.first {
            notes.append("at \(heights(of: physical)) \(first.mapper.name)")
        }
        if !others.isEmpty {
            notes.append(
                "at \(heights(of: others)) \(standIn)" + (reason.map { ", \($0)" } ?? ""))
        }
        return notes.isEmpty ? main : "\(main) (\(notes.joined(separator: "; ")))"
    }

    private func heights(of levels: [LevelMapping]) -> String {
        levels.map { height(of: $0) }.joined(separator: ", ")
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
