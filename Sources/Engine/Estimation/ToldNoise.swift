import Model
import Numerics

/// The receivers' noise in one band as their frames tell it: a slow mean over sensors.
struct ToldNoise: Hashable, Sendable {
    /// Frames that the mean remembers.
    private static let frameCountMax = 256.0

    /// Mean noise, dBm; meaningless before the first.
    private(set) var meanDbm = 0.0
    /// Frames that told it, up to the memory's length.
    private(set) var frameCount = 0.0

    init() {}

    /// The noise, dBm; `nil` where no frame has told it.
    var dbm: Double? { frameCount > 0 ? meanDbm : nil }

    /// The noise, watts; 0 where no frame has told it.
    var watts: Double { frameCount > 0 ? Decibels.watts(fromDbm: meanDbm) : 0 }

    /// Learns from one frame.
    mutating func learn(_ dbm: Double) {
        frameCount = min(frameCount + 1, Self.frameCountMax)
        meanDbm += (dbm - meanDbm) / frameCount
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(meanDbm)
        writer.append(frameCount)
    }

    init(from reader: inout ByteReader) throws {
        meanDbm = try reader.readDouble()
        frameCount = try reader.readDouble()
        guard meanDbm.isFinite, (0...Self.frameCountMax).contains(frameCount) else {
            throw EngineStateError(reason: "a noise that no frame told")
        }
    }
}
