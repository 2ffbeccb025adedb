import Numerics

extension CosetPattern {
    /// Writes the pattern into a warm state.
    func encode(into writer: inout ByteWriter) {
        writer.append(UInt32(downsamplingFactor))
        writer.append(UInt32(samplesPerCoset))
        writer.append(offsets.map { UInt32($0) })
    }

    /// Reads the pattern that ``encode(into:)`` wrote.
    ///
    /// - Throws: `ByteReaderError` where bytes are missing, `SensingError` where no sampler can have
    ///   the pattern.
    init(from reader: inout ByteReader) throws {
        let factor = Int(try reader.readUInt32())
        let samples = Int(try reader.readUInt32())
        try self.init(
            downsamplingFactor: factor, offsets: try reader.readUInt32s().map { Int($0) },
            samplesPerCoset: samples)
    }
}
