import Foundation
import GRDB

extension StoreReader {
    /// Copies the store as it is at one commit into a new file, and checks the copy.
    ///
    /// The engine may run meanwhile. The copy is one file without a write-ahead log, and appears
    /// under its name only when it has been found sound.
    @discardableResult
    public func backup(to target: String) throws -> StoreCheckReport {
        let operation = "back '\(path)' up to '\(target)'"
        let files = FileManager.default
        guard !files.fileExists(atPath: target) else {
            throw StoreError(
                operation: operation, code: .exists, message: "the target exists already",
                hint: "give the name of a new file")
        }
        let partial = target + ".partial"
        do {
            if files.fileExists(atPath: partial) { try files.removeItem(atPath: partial) }
            try copy(to: partial)
            let report = try StoreReader(partial).check()
            guard report.isSound else {
                throw StoreError(
                    operation: operation, code: .damaged,
                    message: "the copy is damaged: \(report.findings.joined(separator: "; "))",
                    hint: "run 'ethermap store check' on the store itself")
            }
            try files.moveItem(atPath: partial, toPath: target)
            return report
        } catch {
            // Best effort: the error that is thrown matters more than what is left behind.
            try? files.removeItem(atPath: partial)
            throw StoreError(operation, error)
        }
    }

    private func copy(to partial: String) throws {
        var configuration = Configuration()
        configuration.label = "ethermap.store.backup"
        configuration.foreignKeysEnabled = false
        let copy = try DatabaseQueue(path: partial, configuration: configuration)
        try queue.backup(to: copy)
        try copy.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE")
        }
        try copy.close()
    }
}
