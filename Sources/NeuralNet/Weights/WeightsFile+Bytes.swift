import Foundation

extension WeightsFile {
    /// Reads a weights file; whatever is wrong with it is a sentence with its name.
    public static func read(_ path: String) throws(NeuralNetError) -> WeightsFile {
        let bytes = try FileBytes.read(path, countMax: fileBytesMax)
        do {
            return try WeightsFile(bytes: bytes, path: path)
        } catch {
            throw NeuralNetError("\(path): \(error.description)")
        }
    }

    /// Writes the weights in place of what was there, all of them or nothing.
    ///
    /// - Returns: SHA-256 of the bytes written, 64 hexadecimal digits.
    /// - Throws: ``NeuralNetError`` where the file cannot be written.
    @discardableResult
    public func write(
        to path: String, as type: ElementType = .float32
    ) throws(NeuralNetError) -> String {
        let bytes = encoded(as: type)
        try FileBytes.write(bytes, to: path)
        return SHA256.hex(of: bytes)
    }

    /// The file's bytes.
    public func encoded(as type: ElementType) -> [UInt8] {
        var entries: [WeightsHeader.Entry] = []
        var offset = 0
        for tensor in tensors {
            let end = offset + tensor.values.count * type.byteCount
            entries.append(
                .init(name: tensor.name, type: type, shape: tensor.shape, bytes: offset..<end))
            offset = end
        }
        var bytes = WeightsHeader(entries: entries, metadata: metadata).encoded
        bytes.reserveCapacity(bytes.count + offset)
        for tensor in tensors {
            switch type {
            case .float32: LittleEndian.append(tensor.values, to: &bytes)
            case .float16: LittleEndian.append(tensor.values.map { Float16($0) }, to: &bytes)
            }
        }
        return bytes
    }

    /// Parses a file's bytes; throws a sentence without the file's name.
    init(bytes: [UInt8], path: String) throws(NeuralNetError) {
        guard bytes.count >= 8 else { throw NeuralNetError("it is no safetensors file: too short") }
        let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
        guard length <= UInt64(Self.headerBytesMax) else {
            throw NeuralNetError(
                "it is no safetensors file: its header would have \(length) bytes")
        }
        guard Int(length) <= bytes.count - 8 else {
            throw NeuralNetError(
                "its header has \(length) bytes, and \(bytes.count - 8) are there")
        }
        let dataStart = 8 + Int(length)
        let header = try WeightsHeader(
            json: Data(bytes[8..<dataStart]), dataByteCount: bytes.count - dataStart)
        let tensors = header.entries.map { entry in
            let range = entry.bytes.lowerBound + dataStart..<entry.bytes.upperBound + dataStart
            let values: [Float] =
                switch entry.type {
                case .float32: LittleEndian.values(of: bytes[range])
                case .float16:
                    LittleEndian.values(of: bytes[range]).map { (half: Float16) in Float(half) }
                }
            return WeightsTensor(name: entry.name, shape: entry.shape, values: values)
        }
        self.init(
            tensors: tensors, metadata: header.metadata, hash: SHA256.hex(of: bytes), path: path)
    }
}
