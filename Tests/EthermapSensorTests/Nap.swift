import Glibc

/// Sleeps, for tests that wait for another process.
enum Nap {
    static func milliseconds(_ count: UInt32) { usleep(count * 1_000) }
}
