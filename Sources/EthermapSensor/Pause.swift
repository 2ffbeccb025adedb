import Glibc

/// Sleeps on the calling thread, for waits that are no part of any computation.
enum Pause {
    static func milliseconds(_ count: UInt32) { usleep(count * 1_000) }
}
