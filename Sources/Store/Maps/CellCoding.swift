import Model
import Numerics

/// The blobs of the map history: arrays of `ByteWriter`, closed by a digest of all before it.
///
/// - keyframe: values f32 [N], standard deviations f32 [N], evidence times u64 [N];
/// - change: indices u32 [n], values f32 [n], standard deviations f32 [n], evidence times u64 [n].
enum CellCoding {
    /// The whole content of a map.
    static func keyframe(of map: RadioMap) -> [UInt8] {
        var writer = ByteWriter(capacity: 20 + 16 * map.values.count)
        writer.append(map.values)
        writer.append(map.standardDeviationsDb)
        writer.append(map.evidenceTimes.map(\.nanoseconds))
        writer.append(Digest.of(writer.bytes))
        return writer.bytes
    }

    /// The cells of a change.
    static func cells(of change: MapChange) -> [UInt8] {
        var writer = ByteWriter(capacity: 24 + 20 * change.indices.count)
        writer.append(change.indices)
        writer.append(change.values)
        writer.append(change.standardDeviationsDb)
        writer.append(change.evidenceTimes.map(\.nanoseconds))
        writer.append(Digest.of(writer.bytes))
        return writer.bytes
    }

    /// Puts a keyframe into a map; false where the bytes are damaged or of another grid.
    static func apply(keyframe bytes: [UInt8], to map: inout RadioMap) -> Bool {
        guard let cells = Cells(bytes, hasIndices: false), cells.values.count == map.grid.cellCount
        else { return false }
        map.values = cells.values
        map.standardDeviationsDb = cells.deviations
        map.evidenceTimes = cells.times.map(UnixTime.init(nanoseconds:))
        return true
    }

    /// Puts a change's cells into a map; false where the bytes are damaged or beyond the grid.
    static func apply(change bytes: [UInt8], to map: inout RadioMap) -> Bool {
        guard let cells = Cells(bytes, hasIndices: true),
            cells.indices.allSatisfy({ Int($0) < map.grid.cellCount })
        else { return false }
        for (position, index) in cells.indices.enumerated() {
            let cell = Int(index)
            map.values[cell] = cells.values[position]
            map.standardDeviationsDb[cell] = cells.deviations[position]
            map.evidenceTimes[cell] = UnixTime(nanoseconds: cells.times[position])
        }
        return true
    }

    /// The arrays of a blob.
    private struct Cells {
        var indices: [UInt32] = []
        var values: [Float]
        var deviations: [Float]
        var times: [UInt64]

        init?(_ bytes: [UInt8], hasIndices: Bool) {
            var reader = ByteReader(bytes)
            do {
                if hasIndices { indices = try reader.readUInt32s() }
                values = try reader.readFloats()
                deviations = try reader.readFloats()
                times = try reader.readUInt64s()
                guard try reader.readUInt64() == Digest.of(bytes.dropLast(8)), reader.isAtEnd,
                    values.count == deviations.count, values.count == times.count,
                    !hasIndices || indices.count == values.count
                else { return nil }
            } catch {
                return nil
            }
        }
    }
}
