/// Numbers and their little-endian bytes, many at a time.
enum LittleEndian {
    /// Appends the bytes of numbers.
    static func append<Value: BitwiseCopyable>(_ values: [Value], to bytes: inout [UInt8]) {
        #if _endian(big)
        #error("numbers are copied as they lie in memory: little-endian machines only")
        #endif
        values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    /// The numbers that some bytes hold; a rest that is no whole number is left out.
    static func values<Value: BitwiseCopyable>(of bytes: ArraySlice<UInt8>) -> [Value] {
        let count = bytes.count / MemoryLayout<Value>.stride
        return [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
            bytes.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(buffer).copyMemory(
                    from: UnsafeRawBufferPointer(
                        rebasing: $0[..<(count * MemoryLayout<Value>.stride)]))
            }
            initialized = count
        }
    }
}
