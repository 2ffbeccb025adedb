import GRDB
import Model
import Synchronization

/// The engine's disk: journal, quarantine, decisions, map history, outbox and snapshots in one file.
///
/// One store object is the only writer of its file, and the only one that copies the write-ahead
/// log into it: SQLite up to 3.51.2 can damage a file of which two processes do that at once. Hold
/// a ``StateDirectoryLock`` while it lives. Programs that look on use ``StoreReader``.
///
/// Every method may be called from any thread; they take their turns. A method that has returned
/// has committed: `synchronous: full` means that its data is on the disk.
public final class Store: Sendable {
    /// The file.
    public let path: String
    /// The region that the file belongs to.
    public let region: Region
    /// How it keeps and forgets.
    public let configuration: StoreConfiguration
    /// The engine's identity: made once for each file.
    public let engineID: String

    let queue: DatabaseQueue
    /// Reads beside the writer, so that no reader waits for a commit on its way to the disk.
    private let readQueue: DatabaseQueue
    let state: Mutex<WriterState>
    let warn: @Sendable (String) -> Void

    /// Opens the file of a region, making or migrating it first.
    ///
    /// - Parameters:
    ///   - path: The file; its folder must exist.
    ///   - region: The region; a file of another one is refused, a changed grid begins a new
    ///     generation of the map history.
    ///   - newEngineID: The identity that a new file takes on, random and never used before.
    ///   - configuration: How it keeps and forgets.
    ///   - warn: Hears about what went wrong but could be put right, one sentence each.
    /// - Throws: `StoreError`, as every method does.
    public init(
        opening path: String, region: Region, newEngineID: String,
        configuration: StoreConfiguration = StoreConfiguration(),
        warn: @escaping @Sendable (String) -> Void
    ) throws {
        let operation = "open '\(path)'"
        do {
            _ = try Connection.kind(ofFileAt: path, operation: operation)
            let queue = try Connection.writer(path: path, synchronous: configuration.synchronous)
            try Schema.migrator.migrate(queue)
            let (engineID, state) = try queue.write { db in
                (
                    try Self.claim(db, region: region, newEngineID: newEngineID, path: path),
                    try WriterState(db)
                )
            }
            self.engineID = engineID
            self.queue = queue
            readQueue = try Connection.reader(path: path)
            self.state = Mutex(state)
        } catch {
            throw StoreError(operation, error)
        }
        self.path = path
        self.region = region
        self.configuration = configuration
        self.warn = warn
    }

    /// Closes the file; nothing may be called afterwards.
    public func close() throws {
        do {
            try readQueue.close()
            try queue.close()
        } catch {
            throw StoreError("close '\(path)'", error)
        }
    }

    /// Runs one transaction; what it learns about the file is kept only if it commits.
    func transaction<Value: Sendable>(
        _ operation: String, _ body: (Database, inout WriterState) throws -> Value
    ) throws -> Value {
        try state.withLock { state in
            do {
                return try queue.write { db in
                    if state.isStale { state = try WriterState(db) }
                    return try body(db, &state)
                }
            } catch {
                state.isStale = true
                throw StoreError(operation, error)
            }
        }
    }

    /// Looks at what the writer knows, without a transaction.
    func peek<Value: Sendable>(
        _ operation: String, _ body: (WriterState) -> Value
    ) throws -> Value {
        try state.withLock { state in
            do {
                if state.isStale { state = try queue.read(WriterState.init) }
                return body(state)
            } catch {
                throw StoreError(operation, error)
            }
        }
    }

    /// Reads in one transaction.
    func reading<Value: Sendable>(
        _ operation: String, _ body: (Database) throws -> Value
    ) throws -> Value {
        do {
            return try readQueue.read(body)
        } catch {
            throw StoreError(operation, error)
        }
    }
}
