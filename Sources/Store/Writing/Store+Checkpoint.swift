import GRDB

extension Store {
    /// About so much is committed before the write-ahead log should be copied, bytes.
    ///
    /// The copy holds commits up for some tens of milliseconds; the log grows to about twice this.
    public static let checkpointBytes: Int64 = 16 << 20

    /// Copies the write-ahead log into the file as far as no reader needs it; never waits.
    ///
    /// To be called between groups: nobody else copies the log.
    @discardableResult
    public func checkpoint() throws -> CheckpointReport {
        try state.withLock { state in
            do {
                let report = try queue.writeWithoutTransaction { db in
                    let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(PASSIVE)")
                    return CheckpointReport(logPages: row?[1] ?? 0, copiedPages: row?[2] ?? 0)
                }
                state.bytesSinceCheckpoint = 0
                return report
            } catch {
                throw StoreError("copy the write-ahead log", error)
            }
        }
    }

    /// Copies the write-ahead log once enough has been committed since the last time.
    ///
    /// Costs next to nothing while it is not due, so that a loop may call it at every turn.
    ///
    /// - Returns: What was copied, or nil where it was not due.
    /// - Throws: `StoreError`.
    @discardableResult
    public func checkpointIfDue() throws -> CheckpointReport? {
        let bytes = state.withLock { $0.bytesSinceCheckpoint }
        return bytes >= Self.checkpointBytes ? try checkpoint() : nil
    }
}
