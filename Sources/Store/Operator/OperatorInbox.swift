import Foundation
import Model

/// Where an operator's commands wait for the engine: small files in the state directory.
///
/// Only the engine writes to the store's file (see ``Store``), so a command goes a way of its own:
/// written beside it under a name that sorts by time, renamed into place as a whole, taken by the
/// engine in that order, and removed once it is in the journal. One that is taken twice (a crash in
/// between) is known by its id.
public struct OperatorInbox: Sendable {
    /// The most commands that are looked at together.
    public static let batchMax = 256
    /// The most bytes of a command.
    public static let bytesMax = 1 << 20

    /// A command that waits.
    public struct Entry: Sendable {
        /// Its file.
        public var path: String
        /// What it says; `nil` where nobody can tell.
        public var command: OperatorCommand?
    }

    /// The folder.
    public let path: String

    /// The inbox of a state directory.
    public init(stateDirectory: String) { path = stateDirectory + "/inbox" }

    /// Makes the folder, where there is none yet.
    public func make() throws {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw failure("make '\(path)'")
        }
    }

    /// Lays a command into the inbox; the engine finds it whole or not at all.
    public func put(_ command: OperatorCommand) throws {
        try make()
        let digits = String(command.time.nanoseconds)
        let name = String(repeating: "0", count: max(20 - digits.count, 0)) + digits
        let target = "\(path)/\(name)-\(command.id).json"
        let bytes = try command.bytes()
        precondition(bytes.count <= Self.bytesMax, "a sound command is small")
        do {
            // Atomically: beside it first, then renamed.
            try Data(bytes).write(to: URL(fileURLWithPath: target), options: .atomic)
        } catch {
            throw failure("write into '\(path)'")
        }
    }

    /// What waits, oldest first.
    public func entries() throws -> [Entry] {
        let files = FileManager.default
        guard files.fileExists(atPath: path) else { return [] }
        guard let names = try? files.contentsOfDirectory(atPath: path) else {
            throw failure("read '\(path)'")
        }
        return names.filter { $0.hasSuffix(".json") }.sorted().prefix(Self.batchMax).map { name in
            let file = "\(path)/\(name)"
            let size = (try? files.attributesOfItem(atPath: file))?[.size] as? Int ?? .max
            guard size <= Self.bytesMax, let data = files.contents(atPath: file) else {
                return Entry(path: file, command: nil)
            }
            return Entry(path: file, command: try? OperatorCommand(bytes: Array(data)))
        }
    }

    /// Removes what has been taken.
    public func remove(_ entry: Entry) throws {
        do {
            try FileManager.default.removeItem(atPath: entry.path)
        } catch {
            throw failure("remove '\(entry.path)'")
        }
    }

    /// Puts aside what nobody can read, so that people can look at it.
    public func reject(_ entry: Entry) throws {
        let aside = entry.path + ".rejected"
        do {
            if FileManager.default.fileExists(atPath: aside) {
                try FileManager.default.removeItem(atPath: aside)
            }
            try FileManager.default.moveItem(atPath: entry.path, toPath: aside)
        } catch {
            throw failure("put '\(entry.path)' aside")
        }
    }

    private func failure(_ operation: String) -> StoreError {
        StoreError(
            operation: operation, code: .notPermitted, message: "it is not permitted",
            hint: "act as the engine's user, who owns the state directory")
    }
}
