import GRDB

/// A failure of the store: what was tried, what went wrong and what the operator can do.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of a failure.
    public enum Code: String, Hashable, Sendable {
        /// There is no file.
        case missing
        /// The file is not an Ethermap store.
        case notAStore = "not_a_store"
        /// A newer Ethermap wrote the file.
        case newerSchema = "newer_schema"
        /// An older Ethermap wrote the file and no engine has opened it since.
        case olderSchema = "older_schema"
        /// The file belongs to another region.
        case wrongRegion = "wrong_region"
        /// Another engine holds the state directory.
        case held
        /// Another process keeps the file from being written.
        case busy
        /// No space is left.
        case diskFull = "disk_full"
        /// The file or its folder cannot be written or opened.
        case notPermitted = "not_permitted"
        /// The file's content is damaged.
        case damaged
        /// The device failed.
        case inputOutput = "input_output"
        /// The record contradicts what is stored already.
        case conflict
        /// A number or a record is greater than the store can hold.
        case tooLarge = "too_large"
        /// The target of a backup exists already.
        case exists
        /// Any other failure of SQLite.
        case sqlite
    }

    /// What was tried, as in "cannot …".
    public var operation: String
    /// The kind of failure.
    public var code: Code
    /// What went wrong.
    public var message: String
    /// What the operator can do, where that is known.
    public var hint: String?

    /// A failure from its parts.
    public init(operation: String, code: Code, message: String, hint: String? = nil) {
        self.operation = operation
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// The failure as one sentence.
    public var description: String {
        "store: cannot \(operation): \(message)" + (hint.map { "; \($0)" } ?? "")
    }
}

extension StoreError {
    /// Gives any error its operation; an error of the store keeps its own words.
    init(_ operation: String, _ error: any Error) {
        if let known = error as? StoreError {
            self = known
            return
        }
        guard let database = error as? DatabaseError else {
            self.init(operation: operation, code: .inputOutput, message: "\(error)")
            return
        }
        let (code, hint) = Self.reading(database.resultCode)
        self.init(
            operation: operation, code: code,
            message: "\(database.message ?? "SQLite failed") "
                + "(SQLite \(database.extendedResultCode.rawValue))",
            hint: hint)
    }

    private static func reading(_ code: ResultCode) -> (Code, String?) {
        switch code.primaryResultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            (.busy, "another process writes to the file; only one engine may")
        case .SQLITE_FULL:
            (.diskFull, "free space on the volume or lower the retention limits")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            (.notPermitted, "check the owner and mode of the file and of its folder")
        case .SQLITE_CORRUPT:
            (.damaged, "run 'ethermap store check' and restore a backup")
        case .SQLITE_NOTADB:
            (.notAStore, "give the path of a store made by 'ethermap engine'")
        case .SQLITE_IOERR:
            (.inputOutput, "check the volume and the kernel's log")
        case .SQLITE_TOOBIG:
            (.tooLarge, nil)
        case .SQLITE_CONSTRAINT:
            (.conflict, nil)
        default:
            (.sqlite, nil)
        }
    }
}
