import Foundation
import Model

/// The one place where the wall clock is read.
public enum WallClock {
    /// Now.
    public static let now: @Sendable () -> UnixTime = {
        UnixTime(seconds: Date().timeIntervalSince1970)
    }
}
