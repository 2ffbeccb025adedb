/// Reads back what ``ByteWriter`` wrote, and throws where the bytes cannot have come from it.
///
/// Never traps, whatever the bytes: a count is checked against the bytes that are left before
/// anything is allocated, so hostile bytes cost at most their own length.
public struct ByteReader: Sendable {
    private let bytes: [UInt8]
    /// Where the next read begins, bytes from the beginning.
    public private(set) var offset = 0

    /// A reader at the beginning of some bytes.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Bytes not read yet.
    public var remainingCount: Int { bytes.count - offset }

    /// Whether everything has been read.
    public var isAtEnd: Bool { offset == bytes.count }

    /// Reads one byte.
    public mutating func readUInt8() throws(ByteReaderError) -> UInt8 {
        try readInteger(UInt8.self, "UInt8")
    }

    /// Reads a truth value; a byte other than 0 and 1 is an error.
    public mutating func readBool() throws(ByteReaderError) -> Bool {
        let start = offset
        switch try readInteger(UInt8.self, "Bool") {
        case 0: return false
        case 1: return true
        case let other:
            throw ByteReaderError(what: "Bool", offset: start, reason: "\(other) is not 0 or 1")
        }
    }

    /// Reads two bytes, low first.
    public mutating func readUInt16() throws(ByteReaderError) -> UInt16 {
        try readInteger(UInt16.self, "UInt16")
    }

    /// Reads four bytes, low first.
    public mutating func readUInt32() throws(ByteReaderError) -> UInt32 {
        try readInteger(UInt32.self, "UInt32")
    }

    /// Reads eight bytes, low first.
    public mutating func readUInt64() throws(ByteReaderError) -> UInt64 {
        try readInteger(UInt64.self, "UInt64")
    }

    /// Reads a signed integer of eight bytes.
    public mutating func readInt64() throws(ByteReaderError) -> Int64 {
        try readInteger(Int64.self, "Int64")
    }

    /// Reads a double, NaN included.
    public mutating func readDouble() throws(ByteReaderError) -> Double {
        Double(bitPattern: try readInteger(UInt64.self, "Double"))
    }

    /// Reads a single, NaN included.
    public mutating func readFloat() throws(ByteReaderError) -> Float {
        Float(bitPattern: try readInteger(UInt32.self, "Float"))
    }

    /// Reads a text; bytes that are not UTF-8 are an error.
    public mutating func readString() throws(ByteReaderError) -> String {
        let start = offset
        let utf8 = try readElements(UInt8.self, "String")
        guard let text = String(validating: utf8, as: UTF8.self) else {
            throw ByteReaderError(what: "String", offset: start, reason: "it is not UTF-8")
        }
        return text
    }

    /// Reads an array of bytes.
    public mutating func readBytes() throws(ByteReaderError) -> [UInt8] {
        try readElements(UInt8.self, "array of UInt8")
    }

    /// Reads an array of singles.
    public mutating func readFloats() throws(ByteReaderError) -> [Float] {
        try readElements(Float.self, "array of Float")
    }

    /// Reads an array of doubles.
    public mutating func readDoubles() throws(ByteReaderError) -> [Double] {
        try readElements(Double.self, "array of Double")
    }

    /// Reads an array of 32-bit integers.
    public mutating func readUInt32s() throws(ByteReaderError) -> [UInt32] {
        try readElements(UInt32.self, "array of UInt32")
    }

    /// Reads an array of 64-bit integers.
    public mutating func readUInt64s() throws(ByteReaderError) -> [UInt64] {
        try readElements(UInt64.self, "array of UInt64")
    }

    /// Reads a count written as UInt32, refusing one above a bound.
    ///
    /// For collections whose elements are written one by one: the bound is the caller's own.
    public mutating func readCount(max: Int) throws(ByteReaderError) -> Int {
        let start = offset
        let count = Int(try readInteger(UInt32.self, "count"))
        guard count <= max else {
            throw ByteReaderError(
                what: "count", offset: start, reason: "\(count) is more than \(max)")
        }
        return count
    }

    private mutating func readInteger<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type, _ what: String
    ) throws(ByteReaderError) -> Value {
        let size = MemoryLayout<Value>.size
        guard remainingCount >= size else {
            throw ByteReaderError(
                what: what, offset: offset, reason: "\(remainingCount) of \(size) bytes are left")
        }
        let value = bytes.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: offset, as: Value.self)
        }
        offset += size
        return Value(littleEndian: value)
    }

    private mutating func readElements<Element: BitwiseCopyable>(
        _ type: Element.Type, _ what: String
    ) throws(ByteReaderError) -> [Element] {
        let start = offset
        let count = Int(try readInteger(UInt32.self, what))
        let size = count * MemoryLayout<Element>.stride
        guard size <= remainingCount else {
            offset = start
            throw ByteReaderError(
                what: what, offset: start,
                reason: "\(count) elements need \(size) bytes, \(remainingCount - 4) are left")
        }
        let values = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            bytes.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(buffer).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + size]))
            }
            initialized = count
        }
        offset += size
        return values
    }
}
