import Glibc

/// The clock that no administrator sets: for timeouts and pauses only, never for measurements.
enum Monotonic {
    /// Seconds since some fixed instant.
    static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
