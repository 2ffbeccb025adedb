import Glibc

/// Conversions at the edge between linear power, in which we compute, and decibels, which people read.
public enum Decibels {
    /// Watts from dBm.
    public static func watts(fromDbm dbm: Double) -> Double { pow(10, (dbm - 30) / 10) }

    /// dBm from watts; `-infinity` for 0 W.
    public static func dbm(fromWatts watts: Double) -> Double { 10 * log10(watts) + 30 }

    /// A ratio from decibels.
    public static func ratio(fromDb db: Double) -> Double { pow(10, db / 10) }

    /// Decibels from a ratio of powers; `-infinity` for 0.
    public static func db(fromRatio ratio: Double) -> Double { 10 * log10(ratio) }
}
