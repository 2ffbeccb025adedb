import Foundation
import Glibc
import Synchronization

/// Keeps every second engine away from a state directory, until it is let go or the process ends.
///
/// The lock is on the folder itself (`flock`), so that there is no moment at which two processes
/// could each make a lock file of their own; the kernel lets go of it however the process ends. The
/// file `engine.pid` in the folder only tells people who holds it.
public final class StateDirectoryLock: Sendable {
    /// The folder.
    public let path: String
    private let handle: FileHandle
    private let isHeld = Atomic(true)

    /// Takes the lock of a folder, which is made where there is none yet.
    ///
    /// - Throws: `StoreError` with code `held` where another engine holds it.
    public init(_ path: String) throws {
        let operation = "lock '\(path)'"
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw StoreError(
                operation: operation, code: .notPermitted, message: "the folder cannot be made",
                hint: "check the owner and mode of the folder above it")
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw StoreError(
                operation: operation, code: .notPermitted, message: "it cannot be opened",
                hint: "check its owner and mode")
        }
        // A child process must not inherit the lock and hold it beyond our end.
        _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
        guard flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            throw reason == EWOULDBLOCK
                ? Self.held(path, operation)
                : StoreError(
                    operation: operation, code: .inputOutput,
                    message: "the lock failed (errno \(reason))",
                    hint: "keep the state directory on a local file system")
        }
        self.path = path
        self.handle = handle
        do {
            try "\(ProcessInfo.processInfo.processIdentifier)\n".write(
                toFile: Self.pidFile(path), atomically: true, encoding: .utf8)
        } catch {
            throw StoreError(
                operation: operation, code: .notPermitted,
                message: "'engine.pid' cannot be written", hint: "check the folder's owner and mode"
            )
        }
    }

    deinit { release() }

    /// Lets the folder go; called once more it does nothing.
    public func release() {
        guard isHeld.exchange(false, ordering: .acquiringAndReleasing) else { return }
        // The note is for people; if it stays, nothing goes wrong.
        try? FileManager.default.removeItem(atPath: Self.pidFile(path))
        _ = flock(handle.fileDescriptor, LOCK_UN)
    }

    /// The process that holds a folder, as far as its note tells; nil where none lives.
    public static func holder(of path: String) -> Int32? {
        guard let note = try? String(contentsOfFile: pidFile(path), encoding: .utf8),
            let process = Int32(note.trimmingCharacters(in: .whitespacesAndNewlines)), process > 0
        else { return nil }
        // No signal is sent; another user's process answers that we may not.
        guard kill(process, 0) == 0 || errno == EPERM else { return nil }
        // After a kill the number may be another's by now: whether the folder is held tells.
        guard let handle = FileHandle(forReadingAtPath: path) else { return process }
        guard flock(handle.fileDescriptor, LOCK_SH | LOCK_NB) == 0 else { return process }
        _ = flock(handle.fileDescriptor, LOCK_UN)
        return nil
    }

    private static func pidFile(_ path: String) -> String { path + "/engine.pid" }

    private static func held(_ path: String, _ operation: String) -> StoreError {
        // Without the note we only know that somebody holds it.
        let note = try? String(contentsOfFile: pidFile(path), encoding: .utf8)
        let holder = note.map { "process \($0.trimmingCharacters(in: .whitespacesAndNewlines))" }
        return StoreError(
            operation: operation, code: .held,
            message: "\(holder ?? "another process") holds it",
            hint: "stop that engine, or give this one a state directory of its own")
    }
}
