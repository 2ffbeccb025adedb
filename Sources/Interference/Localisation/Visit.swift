import Model
import Numerics

/// One sensor's samples from one place within a few seconds: the grain of a localiser's memory.
struct Visit: Hashable, Sendable {
    /// Values kept; of more, every second, fourth, … stands for the rest.
    static let valueCountMax = 16

    /// A place's address: cubes of equal side, counted from the local origin.
    struct Cell: Hashable, Sendable {
        var x: Int32
        var y: Int32
        var z: Int32
    }

    let sensorIndex: Int32
    let cell: Cell
    let start: UnixTime
    private(set) var end: UnixTime
    /// Detected samples.
    private(set) var count = 0
    private var east = 0.0
    private var north = 0.0
    private var up = 0.0
    /// A regular thinning of the detected powers, dBm.
    private(set) var valuesDbm: [Float] = []
    private var stride = 1
    /// Which of the place's 16 parts (4 × 4 seen from above) samples came from: fading is new only
    /// where the receiver was somewhere else.
    private(set) var parts: UInt16 = 0
    private(set) var censoredCount = 0
    private var censoredLimitDbm = 0.0
    /// Power of the last sample, dBm: the same at the same instant is the same sample again.
    private var lastPowerDbm = Double.nan

    init(beginningWith sample: PlacedSample, cell: Cell, placeMetres: Double) {
        sensorIndex = sample.sensorIndex
        self.cell = cell
        start = sample.time
        end = sample.time
        absorb(sample, placeMetres: placeMetres)
    }

    static func cell(of position: LocalPosition, placeMetres: Double) -> Cell? {
        func index(_ metres: Double) -> Int32? {
            Int32(exactly: (metres / placeMetres).rounded(.down))
        }
        guard let x = index(position.eastMetres), let y = index(position.northMetres),
            let z = index(position.upMetres)
        else { return nil }
        return Cell(x: x, y: y, z: z)
    }

    mutating func absorb(_ sample: PlacedSample, placeMetres: Double) {
        if sample.time == end, sample.powerDbm == lastPowerDbm { return }
        lastPowerDbm = sample.powerDbm
        end = max(end, sample.time)
        east += sample.position.eastMetres
        north += sample.position.northMetres
        up += sample.position.upMetres
        let column = part(sample.position.eastMetres, Double(cell.x), placeMetres)
        let row = part(sample.position.northMetres, Double(cell.y), placeMetres)
        parts |= 1 << UInt16(4 * row + column)
        guard !sample.isCensored else {
            censoredCount += 1
            censoredLimitDbm += sample.powerDbm
            return
        }
        if count % stride == 0 {
            if valuesDbm.count == Self.valueCountMax {
                valuesDbm = Swift.stride(from: 0, to: valuesDbm.count, by: 2).map { valuesDbm[$0] }
                stride *= 2
            }
            if count % stride == 0 { valuesDbm.append(Float(sample.powerDbm)) }
        }
        count += 1
    }

    private func part(_ metres: Double, _ index: Double, _ placeMetres: Double) -> Int {
        min(max(Int((metres / placeMetres - index) * 4), 0), 3)
    }

    /// Sum of the samples' positions, and their number.
    var positionSum: (east: Double, north: Double, up: Double, count: Int) {
        (east, north, up, count + censoredCount)
    }

    /// Mean limit of the censored samples, dBm; NaN without any.
    var meanLimitDbm: Double {
        censoredCount > 0 ? censoredLimitDbm / Double(censoredCount) : .nan
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(UInt32(bitPattern: sensorIndex))
        for part in [cell.x, cell.y, cell.z] { writer.append(UInt32(bitPattern: part)) }
        writer.append(start.nanoseconds)
        writer.append(end.nanoseconds)
        writer.append(UInt64(count))
        for sum in [east, north, up, censoredLimitDbm, lastPowerDbm] { writer.append(sum) }
        writer.append(UInt64(censoredCount))
        writer.append(UInt64(stride))
        writer.append(parts)
        writer.append(valuesDbm)
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        let offset = reader.offset
        sensorIndex = Int32(bitPattern: try reader.readUInt32())
        let x = Int32(bitPattern: try reader.readUInt32())
        let y = Int32(bitPattern: try reader.readUInt32())
        let z = Int32(bitPattern: try reader.readUInt32())
        cell = Cell(x: x, y: y, z: z)
        start = UnixTime(nanoseconds: try reader.readUInt64())
        end = UnixTime(nanoseconds: try reader.readUInt64())
        let counts = [try reader.readUInt64()]
        east = try reader.readDouble()
        north = try reader.readDouble()
        up = try reader.readDouble()
        censoredLimitDbm = try reader.readDouble()
        lastPowerDbm = try reader.readDouble()
        let more = [try reader.readUInt64(), try reader.readUInt64()]
        parts = try reader.readUInt16()
        valuesDbm = try reader.readFloats()
        let all = counts + more
        guard all.allSatisfy({ $0 < 1 << 40 }), more[1] > 0, end >= start,
            (east + north + up + censoredLimitDbm + lastPowerDbm).isFinite,
            valuesDbm.count <= Self.valueCountMax, valuesDbm.allSatisfy(\.isFinite),
            valuesDbm.isEmpty == (counts[0] == 0), counts[0] + more[0] > 0
        else {
            throw ByteReaderError(
                what: "a visit", offset: offset, reason: "its numbers are out of range")
        }
        count = Int(counts[0])
        censoredCount = Int(more[0])
        stride = Int(more[1])
    }
}
