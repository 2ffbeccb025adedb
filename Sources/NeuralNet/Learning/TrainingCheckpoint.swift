import Numerics

/// Everything that training needs to go on as though it had never stopped.
public struct TrainingCheckpoint: Hashable, Sendable {
    /// The version that is written and read.
    public static let version: UInt32 = 1
    /// The largest checkpoint that is read, bytes.
    public static let fileBytesMax = 4 << 30
    private static let magic = "ethermap-training"

    /// What the result depends on, in words; another training's checkpoint says something else.
    public var identity: String
    /// All parameters, in the layout's order.
    public var parameters: [Float]
    /// The optimiser with its moments.
    public var optimiser: Adam
    /// The epoch to go on with, from 0.
    public var epoch: Int
    /// Batches of that epoch that are done.
    public var batch: Int
    /// Sum of the losses of those batches.
    public var lossSum: Double
    /// State of the generator that the caller goes on with.
    public var generator: SeededGenerator
    /// The least validation error so far; infinite before the first.
    public var bestError: Double
    /// The epoch that had it, from 1; 0 before the first.
    public var bestEpoch: Int
    /// The log so far, a line an epoch.
    public var log: [String]

    /// The beginning of a training.
    public init(identity: String, parameters: [Float], optimiser: Adam, generator: SeededGenerator)
    {
        self.identity = identity
        self.parameters = parameters
        self.optimiser = optimiser
        self.generator = generator
        epoch = 0
        batch = 0
        lossSum = 0
        bestError = .infinity
        bestEpoch = 0
        log = []
    }

    /// The checkpoint's bytes: a magic word, the version, the state, and the SHA-256 of all that.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: parameters.count * 12 + 4_096)
        writer.append(Self.magic)
        writer.append(Self.version)
        writer.append(identity)
        writer.append(Int64(epoch))
        writer.append(Int64(batch))
        writer.append(lossSum)
        generator.encode(into: &writer)
        writer.append(bestError)
        writer.append(Int64(bestEpoch))
        writer.append(log.joined(separator: "\n"))
        writer.append(parameters)
        optimiser.encode(into: &writer)
        writer.append(SHA256.hex(of: writer.bytes))
        return writer.bytes
    }

    /// Parses a checkpoint's bytes; throws a sentence without the file's name.
    public init(bytes: [UInt8]) throws(NeuralNetError) {
        do {
            var reader = ByteReader(bytes)
            guard (try? reader.readString()) == Self.magic else {
                throw NeuralNetError("it is no checkpoint")
            }
            let version = try reader.readUInt32()
            guard version == Self.version else {
                throw NeuralNetError("it is of version \(version), not \(Self.version)")
            }
            identity = try reader.readString()
            epoch = Int(clamping: try reader.readInt64())
            batch = Int(clamping: try reader.readInt64())
            lossSum = try reader.readDouble()
            generator = try SeededGenerator(from: &reader)
            bestError = try reader.readDouble()
            bestEpoch = Int(clamping: try reader.readInt64())
            log = try reader.readString().split(separator: "\n").map(String.init)
            parameters = try reader.readFloats()
            optimiser = try Adam(from: &reader, parameterCount: parameters.count)
            let hashed = reader.offset
            guard try reader.readString() == SHA256.hex(of: Array(bytes[..<hashed])),
                reader.isAtEnd, epoch >= 0, batch >= 0
            else { throw NeuralNetError("it is damaged") }
        } catch let error as NeuralNetError {
            throw error
        } catch {
            throw NeuralNetError("it is damaged: \(error)")
        }
    }

    /// Reads a checkpoint; whatever is wrong with it is a sentence with the file's name.
    public static func read(_ path: String) throws(NeuralNetError) -> TrainingCheckpoint {
        let bytes = try FileBytes.read(path, countMax: fileBytesMax)
        do {
            return try TrainingCheckpoint(bytes: bytes)
        } catch {
            throw NeuralNetError("\(path): \(error.description)")
        }
    }

    /// Writes the checkpoint in place of the last, all of it or nothing.
    public func write(to path: String) throws(NeuralNetError) {
        try FileBytes.write(encoded, to: path)
    }
}
