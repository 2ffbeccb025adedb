/// Bytes of a snapshot being written: fixed-width little-endian numbers, and arrays with their count.
///
/// Every array and text is its element count as UInt32, then the elements. ``ByteReader`` reads the
/// same sequence back; nothing in the bytes names the types, so writer and reader keep one order.
public struct ByteWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8]

    /// An empty writer, with room for some bytes.
    public init(capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Appends one byte.
    public mutating func append(_ value: UInt8) { bytes.append(value) }

    /// Appends a truth value as one byte, 0 or 1.
    public mutating func append(_ value: Bool) { bytes.append(value ? 1 : 0) }

    /// Appends two bytes, low first.
    public mutating func append(_ value: UInt16) { appendInteger(value) }

    /// Appends four bytes, low first.
    public mutating func append(_ value: UInt32) { appendInteger(value) }

    /// Appends eight bytes, low first.
    public mutating func append(_ value: UInt64) { appendInteger(value) }

    /// Appends a signed integer as eight bytes, two's complement, low first.
    public mutating func append(_ value: Int64) { appendInteger(value) }

    /// Appends an IEEE 754 double; NaN payloads are kept.
    public mutating func append(_ value: Double) { appendInteger(value.bitPattern) }

    /// Appends an IEEE 754 single; NaN payloads are kept.
    public mutating func append(_ value: Float) { appendInteger(value.bitPattern) }

    /// Appends a text: its length in bytes, then UTF-8.
    public mutating func append(_ value: String) {
        let utf8 = Array(value.utf8)
        append(utf8)
    }

    /// Appends an array of bytes with its count.
    public mutating func append(_ values: [UInt8]) {
        appendCount(values.count)
        bytes.append(contentsOf: values)
    }

    /// Appends an array of singles with its count.
    public mutating func append(_ values: [Float]) { appendElements(values) }

    /// Appends an array of doubles with its count.
    public mutating func append(_ values: [Double]) { appendElements(values) }

    /// Appends an array of 32-bit integers with its count.
    public mutating func append(_ values: [UInt32]) { appendElements(values) }

    /// Appends an array of 64-bit integers with its count.
    public mutating func append(_ values: [UInt64]) { appendElements(values) }

    private mutating func appendCount(_ count: Int) {
        precondition(count <= Int(UInt32.max), "a snapshot's array has at most 2^32 - 1 elements")
        appendInteger(UInt32(count))
    }

    private mutating func appendInteger(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    // Bulk copy: the layout in memory is the layout written, on a little-endian machine.
    private mutating func appendElements<Element: BitwiseCopyable>(_ values: [Element]) {
        #if _endian(big)
        #error("snapshots are copied as they lie in memory: little-endian machines only")
        #endif
        appendCount(values.count)
        values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}
