import Dispatch
import Foundation
import Logging
import Model
import Store

/// Takes operators' commands out of the inbox into the journal, on a thread of its own.
///
/// Looks every `periodSeconds`; what lies there at a start is taken before anything else can be. A
/// command that cannot be read is put aside and said once; one that cannot be stored waits.
final class OperatorDesk: Sendable {
    /// Time between two looks, seconds.
    static let periodSeconds = 0.25

    private let inbox: OperatorInbox
    private let desk: IntakeDesk
    private let logger: Logger
    private let region: RegionID
    private let stopping = DispatchSemaphore(value: 0)
    private let stopped = DispatchSemaphore(value: 0)

    init(stateDirectory: String, desk: IntakeDesk, region: RegionID, logger: Logger) throws {
        inbox = OperatorInbox(stateDirectory: stateDirectory)
        self.desk = desk
        self.region = region
        self.logger = logger
        // Ours, so that we may remove what others lay into it.
        try inbox.make()
    }

    /// Starts the thread.
    func start() {
        Thread.detachNewThread { [self] in
            var lastFailure = ""
            repeat {
                do {
                    try takeAll()
                    lastFailure = ""
                } catch {
                    // One line for a failure, however long it lasts.
                    if "\(error)" != lastFailure { logger.error("region \(region): \(error)") }
                    lastFailure = "\(error)"
                }
            } while stopping.wait(timeout: .now() + Self.periodSeconds) == .timedOut
            stopped.signal()
        }
    }

    /// Ends the thread, and waits until it has ended.
    func stop() {
        stopping.signal()
        stopped.wait()
    }

    /// Takes what lies in the inbox, in its order.
    func takeAll() throws {
        while true {
            let entries = try inbox.entries()
            for entry in entries where entry.command == nil {
                logger.warning("region \(region): '\(entry.path)' is no command; put aside")
                try inbox.reject(entry)
            }
            let sound = entries.filter { $0.command != nil }
            guard !sound.isEmpty else { return }
            try desk.take(sound.compactMap(\.command))
            for entry in sound {
                if let command = entry.command { logger.info("region \(region): \(command)") }
                try inbox.remove(entry)
            }
            if entries.count < OperatorInbox.batchMax { return }
        }
    }
}
