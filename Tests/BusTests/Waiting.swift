import Logging

@testable import Bus

/// Waits for a condition; 10 s is far more than any of these takes.
func waits(until holds: () -> Bool) -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(10)
    while clock.now < deadline {
        if holds() { return true }
        Pause.milliseconds(5)
    }
    return holds()
}

extension Logger {
    /// Says nothing.
    static var quiet: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
