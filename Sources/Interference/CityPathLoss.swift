import Glibc
import Numerics

/// Two laws of path loss, for links in line of sight and for blocked ones, and how sure each is.
///
///     L_s(d) = a_s + 10 n_s log10(d / 100 m),   s ∈ {clear, blocked}
///
/// Given at 100 m, because at 1 m, where nobody measures, intercept and exponent are nearly one
/// number. The covariance of (a_clear, n_clear, a_blocked, n_blocked) says how much is not known of
/// the laws themselves; the scatters, how far single links lie about them.
public struct CityPathLoss: Hashable, Sendable {
    /// Distance that the levels hold for, metres.
    public static let referenceMetres = 100.0

    /// a_clear, n_clear, a_blocked, n_blocked; decibels and exponents [4].
    public internal(set) var parameters: [Double]
    /// Covariance of the four, [4 × 4] row-major.
    public internal(set) var covariance: [Double]
    /// Standard deviation of clear links about their law, decibels.
    public internal(set) var clearScatterDb: Double
    /// Standard deviation of blocked links about theirs, decibels.
    public internal(set) var blockedScatterDb: Double

    /// A pair of laws from its parts.
    init(
        parameters: [Double], covariance: [Double], clearScatterDb: Double, blockedScatterDb: Double
    ) {
        precondition(parameters.count == 4 && covariance.count == 16, "there are four parameters")
        self.parameters = parameters
        self.covariance = covariance
        self.clearScatterDb = clearScatterDb
        self.blockedScatterDb = blockedScatterDb
    }

    /// The scatter of a class, decibels.
    public func scatterDb(isClear: Bool) -> Double { isClear ? clearScatterDb : blockedScatterDb }

    /// Path loss of a link, decibels; below 1 m as at 1 m.
    public func lossDb(distanceMetres: Double, isClear: Bool) -> Double {
        let first = isClear ? 0 : 2
        return parameters[first] + parameters[first + 1] * Self.slope(distanceMetres)
    }

    /// Decibels of loss that an exponent of one makes between the reference and a distance.
    static func slope(_ distanceMetres: Double) -> Double {
        10 * log10(max(distanceMetres, 1) / referenceMetres)
    }

    /// One class as a classless model: its law and its scatter.
    public func model(isClear: Bool) -> PathLossModel {
        let first = isClear ? 0 : 2
        return PathLossModel(
            interceptDb: parameters[first] - 20 * parameters[first + 1],
            exponent: parameters[first + 1], standardDeviationDb: scatterDb(isClear: isClear))
    }

    /// Variance of a loss by what is not known of the laws, for a derivative of it by the four
    /// parameters, square decibels.
    func variance(along row: SIMD4<Double>) -> Double {
        var sum = 0.0
        for i in 0..<4 {
            for j in 0..<4 { sum += row[i] * covariance[4 * i + j] * row[j] }
        }
        return max(sum, 0)
    }

    /// Whether no reader of a map would see the difference to another pair of laws.
    public func isLike(_ other: CityPathLoss) -> Bool {
        let isNear = [true, false].allSatisfy { isClear in
            [30.0, 100, 300, 1_000].allSatisfy { distance in
                abs(
                    lossDb(distanceMetres: distance, isClear: isClear)
                        - other.lossDb(distanceMetres: distance, isClear: isClear)) < 0.1
            } && abs(scatterDb(isClear: isClear) - other.scatterDb(isClear: isClear)) < 0.25
        }
        return isNear
            && [0, 5, 10, 15].allSatisfy { diagonal in
                abs(covariance[diagonal].squareRoot() - other.covariance[diagonal].squareRoot())
                    < 0.25
            }
    }

    /// Writes everything.
    public func encode(into writer: inout ByteWriter) {
        writer.append(parameters)
        writer.append(covariance)
        writer.append(clearScatterDb)
        writer.append(blockedScatterDb)
    }

    /// Reads everything, refusing what no fit can have made.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        let start = reader.offset
        parameters = try reader.readDoubles()
        covariance = try reader.readDoubles()
        clearScatterDb = try reader.readDouble()
        blockedScatterDb = try reader.readDouble()
        guard parameters.count == 4, covariance.count == 16,
            (parameters + covariance).allSatisfy(\.isFinite),
            [0, 5, 10, 15].allSatisfy({ covariance[$0] >= 0 }),
            clearScatterDb > 0, clearScatterDb < 100, blockedScatterDb > 0, blockedScatterDb < 100
        else {
            throw ByteReaderError(
                what: "CityPathLoss", offset: start, reason: "its numbers are out of range")
        }
    }
}
