import Glibc

/// Conversions at the edge between linear power, in which we compute, and decibels, which people read.
public enum Decibels {
    /// ln 10 / 10: a power of e costs a third of a power of 10, and every sample needs one.
    private static let nepersPerDb = 0.230_258_509_299_404_57

    /// Watts from dBm.
    public static func watts(fromDbm dbm: Double) -> Double { exp((dbm - 30) * nepersPerDb) }

    /// dBm from watts; `-infinity` for 0 W.
    public static func dbm(fromWatts watts: Double) -> Double { 10 * log10(watts) + 30 }

    /// A ratio from decibels.
    public static func ratio(fromDb db: Double) -> Double { exp(db * nepersPerDb) }

    /// Decibels from a ratio of powers; `-infinity` for 0.
    public static func db(fromRatio ratio: Double) -> Double { 10 * log10(ratio) }
}
