import Foundation
import Logging

/// Waits for a condition on the calling thread.
func waits(_ seconds: Double = 15, until holds: () throws -> Bool) rethrows -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    while clock.now < deadline {
        if try holds() { return true }
        Thread.sleep(forTimeInterval: 0.01)
    }
    return try holds()
}

extension Logger {
    /// Says only what a person would have to know.
    static var quiet: Logger {
        var logger = Logger(label: "integration") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .critical
        return logger
    }
}
