import Foundation
import Logging
import Service
import Synchronization
import Testing

/// An engine service in this process, on threads of its own.
final class RunningEngine: Sendable {
    let service: EngineService
    private let ending = Mutex<EngineService.Ending?>(nil)

    /// Starts an engine.
    init(_ configuration: ServiceConfiguration) throws {
        service = try EngineService(configuration: configuration, logger: .quiet)
        service.start()
        Thread.detachNewThread { [self] in
            let reason = service.run()
            ending.withLock { $0 = reason }
        }
    }

    /// Starts an engine and waits until frames can come.
    static func ready(_ configuration: ServiceConfiguration) throws -> RunningEngine {
        let engine = try RunningEngine(configuration)
        try #require(engine.service.waitUntilReady(timeoutSeconds: 15), "the engine gets ready")
        return engine
    }

    /// Why it has ended; `nil` while it runs.
    var reason: EngineService.Ending? { ending.withLock { $0 } }

    /// Stops it and waits for its end.
    @discardableResult
    func stop() -> EngineService.Ending? {
        service.stop()
        _ = waits(20) { reason != nil }
        return reason
    }
}
