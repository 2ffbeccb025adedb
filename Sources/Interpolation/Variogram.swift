import Glibc
import Numerics

/// The exponential variogram: how unlike two places are, by their distance.
///
///     gamma(h) = nugget + sill (1 - exp(-h / range)),   gamma(0) = 0
///
/// N. Cressie, "Statistics for Spatial Data", 1993, section 2.3. The nugget is what neighbouring
/// places differ by beyond the stated variances of their measurements.
public struct Variogram: Hashable, Sendable {
    /// Semivariance just beside a place, dB².
    public var nuggetDb2: Double
    /// What the semivariance grows by with distance, dB².
    public var sillDb2: Double
    /// Distance over which correlation falls by a factor e, metres.
    public var rangeMetres: Double

    /// A variogram from its three numbers, all finite, the range positive, the others not negative.
    public init(nuggetDb2: Double, sillDb2: Double, rangeMetres: Double) {
        precondition(
            nuggetDb2 >= 0 && sillDb2 >= 0 && rangeMetres > 0
                && (nuggetDb2 + sillDb2 + rangeMetres).isFinite, "a variogram is finite and valid")
        self.nuggetDb2 = nuggetDb2
        self.sillDb2 = sillDb2
        self.rangeMetres = rangeMetres
    }

    /// Shadowing as field measurements know it, for a start: 5 dB, 50 m.
    public static let typical = Variogram(nuggetDb2: 1, sillDb2: 25, rangeMetres: 50)

    /// Half the mean squared difference at a distance, dB²; 0 at distance 0.
    public func semivarianceDb2(atMetres distance: Double) -> Double {
        distance > 0 ? nuggetDb2 + sillDb2 * (1 - exp(-distance / rangeMetres)) : 0
    }

    /// Covariance of the continuous part at a distance, dB².
    @inline(__always)
    func covarianceDb2(atMetres distance: Double) -> Double {
        sillDb2 * exp(-distance / rangeMetres)
    }

    /// Variance of one place, dB².
    public var varianceDb2: Double { nuggetDb2 + sillDb2 }

    /// Writes the three numbers.
    public func encode(into writer: inout ByteWriter) {
        writer.append(nuggetDb2)
        writer.append(sillDb2)
        writer.append(rangeMetres)
    }

    /// Reads the three numbers, refusing what no variogram has.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        let start = reader.offset
        let nugget = try reader.readDouble()
        let sill = try reader.readDouble()
        let range = try reader.readDouble()
        guard nugget >= 0, sill >= 0, range > 0, (nugget + sill + range).isFinite else {
            throw ByteReaderError(
                what: "Variogram", offset: start, reason: "its numbers are out of range")
        }
        self.init(nuggetDb2: nugget, sillDb2: sill, rangeMetres: range)
    }
}
