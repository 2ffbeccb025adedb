import Glibc
import Numerics

/// Log-distance path loss with its scatter.
///
/// Equation (1) of the IMNet paper, without the shadowing:
///
///     g_dB(d) = -(A + 10 n log10 d),   d in metres, at least 1
public struct PathLossModel: Hashable, Codable, Sendable {
    /// Path loss at one metre, A, dB.
    public var interceptDb: Double
    /// Path-loss exponent, n; 2 in free space.
    public var exponent: Double
    /// Standard deviation of the true loss about the model, dB: shadowing and what else there is.
    public var standardDeviationDb: Double

    /// A model from its three numbers.
    public init(interceptDb: Double, exponent: Double, standardDeviationDb: Double) {
        self.interceptDb = interceptDb
        self.exponent = exponent
        self.standardDeviationDb = standardDeviationDb
    }

    /// Path loss between a UAV or a street and a base station, before anything was measured.
    public static let typical = PathLossModel(
        interceptDb: 28, exponent: 2.5, standardDeviationDb: 6)

    /// Path loss at a distance, dB; below 1 m as at 1 m.
    public func lossDb(distanceMetres: Double) -> Double {
        interceptDb + 10 * exponent * log10(max(distanceMetres, 1))
    }

    /// Path gain at a distance, dB: the negative of the loss.
    public func gainDb(distanceMetres: Double) -> Double { -lossDb(distanceMetres: distanceMetres) }

    /// Writes the three numbers.
    public func encode(into writer: inout ByteWriter) {
        writer.append(interceptDb)
        writer.append(exponent)
        writer.append(standardDeviationDb)
    }

    /// Reads the three numbers, refusing what is not finite and a negative standard deviation.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        let start = reader.offset
        interceptDb = try reader.readDouble()
        exponent = try reader.readDouble()
        standardDeviationDb = try reader.readDouble()
        guard (interceptDb + exponent + standardDeviationDb).isFinite, standardDeviationDb >= 0
        else {
            throw ByteReaderError(
                what: "PathLossModel", offset: start, reason: "its numbers are out of range")
        }
    }
}
