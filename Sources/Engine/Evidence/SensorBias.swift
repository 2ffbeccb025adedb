import Numerics

/// A sensor's calibration error against all the others, estimated online.
///
/// A scalar Kalman filter on the residual of each visit to a cell that other sensors have measured.
/// The prior (zero mean, the birth's deviation) fixes what the data cannot: the common offset of all.
public struct SensorBias: Hashable, Sendable {
    /// How much the sensor reads too high, decibels.
    public private(set) var offsetDb = 0.0
    /// Variance of that, square decibels.
    public private(set) var varianceDb2: Double

    /// Drift of a receiver's gain, square decibels a second (0.1 dB in 10 minutes).
    static let driftDb2PerSecond = 0.01 / 600

    /// A bias of which only the calibration's standard deviation is known.
    public init(deviationDb: Double) { varianceDb2 = deviationDb * deviationDb }

    /// Learns from one visit.
    ///
    /// - Parameters:
    ///   - residualDb: the visit, corrected by the present offset, minus the others' mean, decibels.
    ///   - noise: variance of that residual apart from the bias, square decibels.
    ///   - othersVarianceDb2: of the others' biases, square decibels: the same in every cell, so that
    ///     no number of visits averages it out; the doubtful ones learn, the trusted ones stay.
    ///   - seconds: since the last visit.
    mutating func learn(
        residualDb: Double, varianceDb2 noise: Double, othersVarianceDb2: Double, seconds: Double
    ) {
        varianceDb2 += Self.driftDb2PerSecond * min(max(seconds, 0), 3_600)
        let innovationVariance = varianceDb2 + noise + othersVarianceDb2
        let deviation = innovationVariance.squareRoot()
        let clipped = min(max(residualDb, -2 * deviation), 2 * deviation)
        let share = varianceDb2 / max(varianceDb2 + othersVarianceDb2, 1e-12)
        let gain = share * varianceDb2 / innovationVariance
        offsetDb += gain * clipped
        varianceDb2 *= 1 - gain
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(offsetDb)
        writer.append(varianceDb2)
    }

    init(from reader: inout ByteReader) throws {
        offsetDb = try reader.readDouble()
        varianceDb2 = try reader.readDouble()
        guard offsetDb.isFinite, varianceDb2.isFinite, varianceDb2 >= 0 else {
            throw EngineStateError(reason: "a sensor's bias is no number")
        }
    }
}
