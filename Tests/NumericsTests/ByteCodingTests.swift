import Numerics
import Testing

struct ByteCodingTests {
    private func everything() -> ByteWriter {
        var writer = ByteWriter()
        writer.append(UInt8(7))
        writer.append(true)
        writer.append(UInt16(0x1234))
        writer.append(UInt32(0xDEAD_BEEF))
        writer.append(UInt64.max - 1)
        writer.append(Int64.min)
        writer.append(-0.0)
        writer.append(Float.nan)
        writer.append("Zürich")
        writer.append([UInt8(1), 2, 3])
        writer.append([Float(1.5), -.infinity])
        writer.append([Double]())
        writer.append([UInt32(1), .max])
        writer.append([UInt64(3)])
        return writer
    }

    // The macro cannot call what changes a variable: it gets the result.
    private func expect<Value: Equatable>(_ value: Value, _ wanted: Value) {
        #expect(value == wanted)
    }

    private func readEverything(_ reader: inout ByteReader) throws(ByteReaderError) {
        _ = try reader.readUInt8()
        _ = try reader.readBool()
        _ = try reader.readUInt16()
        _ = try reader.readUInt32()
        _ = try reader.readUInt64()
        _ = try reader.readInt64()
        _ = try reader.readDouble()
        _ = try reader.readFloat()
        _ = try reader.readString()
        _ = try reader.readBytes()
        _ = try reader.readFloats()
        _ = try reader.readDoubles()
        _ = try reader.readUInt32s()
        _ = try reader.readUInt64s()
    }

    @Test func `what is written is read back, bit for bit`() throws {
        var reader = ByteReader(everything().bytes)
        expect(try reader.readUInt8(), 7)
        expect(try reader.readBool(), true)
        expect(try reader.readUInt16(), 0x1234)
        expect(try reader.readUInt32(), 0xDEAD_BEEF)
        expect(try reader.readUInt64(), .max - 1)
        expect(try reader.readInt64(), .min)
        let zero = try reader.readDouble()
        #expect(zero == 0 && zero.sign == .minus)
        expect(try reader.readFloat().isNaN, true)
        expect(try reader.readString(), "Zürich")
        expect(try reader.readBytes(), [1, 2, 3])
        expect(try reader.readFloats(), [1.5, -.infinity])
        expect(try reader.readDoubles(), [])
        expect(try reader.readUInt32s(), [1, .max])
        expect(try reader.readUInt64s(), [3])
        #expect(reader.isAtEnd)
    }

    @Test func `numbers lie little-endian and arrays begin with their count`() {
        var writer = ByteWriter()
        writer.append(UInt32(1))
        writer.append([UInt32(0x0102_0304)])
        #expect(writer.bytes == [1, 0, 0, 0, 1, 0, 0, 0, 4, 3, 2, 1])
    }

    @Test func `every shorter prefix is refused`() {
        let bytes = everything().bytes
        for count in 0..<bytes.count {
            var reader = ByteReader(Array(bytes.prefix(count)))
            #expect(throws: ByteReaderError.self) { try readEverything(&reader) }
        }
    }

    @Test func `a count that the bytes cannot hold is refused before anything is allocated`() {
        var reader = ByteReader([0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3])
        #expect(throws: ByteReaderError.self) { try reader.readDoubles() }
        #expect(reader.offset == 0)
        var other = ByteReader([9, 0, 0, 0])
        #expect(throws: ByteReaderError.self) { try other.readCount(max: 8) }
    }

    @Test func `a text that is not UTF-8 and a truth value of 2 are refused`() {
        var text = ByteReader([2, 0, 0, 0, 0xC3, 0x28])
        #expect(throws: ByteReaderError.self) { try text.readString() }
        var truth = ByteReader([2])
        #expect(throws: ByteReaderError.self) { try truth.readBool() }
    }

    @Test func `mutated bytes are read or refused, never a crash`() {
        let bytes = everything().bytes
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<2_000 {
            var mutated = bytes
            for _ in 0..<3 {
                mutated[Int.random(in: 0..<mutated.count, using: &generator)] =
                    UInt8.random(in: 0...255, using: &generator)
            }
            var reader = ByteReader(mutated)
            try? readEverything(&reader)  // Refused or not: only a crash would fail.
            #expect(reader.offset <= mutated.count)
        }
    }
}
