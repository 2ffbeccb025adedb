import Foundation

/// An array of singles as NPY files hold it (NumPy enhancement proposal 1, versions 1 to 3).
///
/// Values lie row-major here, whatever order the file has. Read: `<f4` and `<f8`, C or Fortran order,
/// nothing behind the last value. Written: version 1, `<f4`, C order.
public struct NumpyArray: Hashable, Sendable {
    /// Sizes along each axis, the slowest first.
    public let shape: [Int]
    /// Values, row-major.
    public let values: [Float]

    /// The most values that are read, 1 GiB of singles.
    public static let valueCountMax = 1 << 28

    /// An array from its parts; the sizes must fit the values.
    public init(shape: [Int], values: [Float]) {
        precondition(
            shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == values.count,
            "an array's sizes fit its values")
        self.shape = shape
        self.values = values
    }

    /// Reads a file.
    public init(path: String) throws(NumpyFileError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
        } catch {
            throw NumpyFileError(path: path, what: "cannot be read: \(error.localizedDescription)")
        }
        try self.init(bytes: Array(data), name: path)
    }

    /// Reads a file's bytes; `name` stands for the file in errors.
    public init(bytes: [UInt8], name: String = "bytes") throws(NumpyFileError) {
        let header: NumpyHeader
        do {
            header = try NumpyHeader(of: bytes)
        } catch {
            throw NumpyFileError(path: name, what: error.what)
        }
        var count = 1
        for size in header.shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow, product <= Self.valueCountMax else {
                throw NumpyFileError(
                    path: name, what: "its shape \(header.shape) holds too many values")
            }
            count = product
        }
        let size = header.isDouble ? 8 : 4
        let present = bytes.count - header.dataOffset
        guard present == count * size else {
            throw NumpyFileError(
                path: name,
                what: "has \(present) bytes of values where its shape needs \(count * size)")
        }
        let values: [Float] = bytes.withUnsafeBytes { bytes in
            (0..<count).map { index in
                let offset = header.dataOffset + index * size
                guard header.isDouble else {
                    return Float(
                        bitPattern: UInt32(
                            littleEndian: bytes.loadUnaligned(
                                fromByteOffset: offset, as: UInt32.self)))
                }
                return Float(
                    Double(
                        bitPattern: UInt64(
                            littleEndian: bytes.loadUnaligned(
                                fromByteOffset: offset, as: UInt64.self))))
            }
        }
        shape = header.shape
        self.values =
            header.isFortranOrder ? Self.rowMajor(values, shape: header.shape) : values
    }

    /// The bytes of an NPY file of these values.
    public var encoded: [UInt8] {
        // A tuple of one has a comma behind it, as Python writes it.
        let sizes = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(sizes)), }"
        // Values begin at a multiple of 64; the header ends in a line feed.
        let unpadded = NumpyHeader.magic.count + 4 + header.utf8.count + 1
        header += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
        var bytes = NumpyHeader.magic + [1, 0]
        bytes.append(UInt8(truncatingIfNeeded: header.utf8.count))
        bytes.append(UInt8(truncatingIfNeeded: header.utf8.count >> 8))
        bytes.append(contentsOf: header.utf8)
        bytes.reserveCapacity(bytes.count + values.count * 4)
        for value in values {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
            }
        }
        return bytes
    }

    /// Values of Fortran order (first axis fastest) in row-major order (last axis fastest).
    private static func rowMajor(_ values: [Float], shape: [Int]) -> [Float] {
        var strides: [Int] = []
        var stride = 1
        for size in shape {
            strides.append(stride)
            stride *= size
        }
        var index = [Int](repeating: 0, count: shape.count)
        var offset = 0
        return values.indices.map { _ in
            let value = values[offset]
            // Counts up like an odometer, the last axis first.
            for axis in shape.indices.reversed() {
                index[axis] += 1
                offset += strides[axis]
                if index[axis] < shape[axis] { break }
                offset -= index[axis] * strides[axis]
                index[axis] = 0
            }
            return value
        }
    }
}
