import ArgumentParser
import Foundation
import Model
import Store

/// How a command of the operator's reaches the engine, and how long to wait for it.
struct OperatorOptions: ParsableArguments {
    /// What has become of a command.
    enum Delivery: String, Encodable {
        /// The engine has it in its journal.
        case taken
        /// It waits in the inbox for the engine's next start.
        case waiting
    }

    @Option(
        name: .customLong("wait"),
        help: ArgumentHelp(
            "How long to wait for a running engine to take it, seconds.", valueName: "seconds"))
    var waitSeconds = 5.0

    func validate() throws {
        guard (0...3_600).contains(waitSeconds) else {
            throw ValidationError("--wait is a number from 0 to 3600")
        }
    }

    /// Hands an action over: into the inbox, and, where an engine runs, until it has taken it.
    ///
    /// - Returns: what has become of it.
    /// - Throws: where the inbox cannot be written, or a running engine does not take it in time.
    func deliver(_ action: OperatorCommand.Action, to reader: StoreReader) throws -> Delivery {
        let directory = OperatorView.stateDirectory(of: reader)
        let command = OperatorCommand(
            id: UUID().uuidString.lowercased(),
            time: UnixTime(seconds: Date().timeIntervalSince1970), author: Self.author,
            action: action)
        guard command.isSound else {
            throw CommandError(.usage, "this is beyond what a command can say: \(action)")
        }
        try OperatorInbox(stateDirectory: directory).put(command)
        let deadline = Date(timeIntervalSinceNow: waitSeconds)
        while let process = StateDirectoryLock.holder(of: directory) {
            if try reader.hasTaken(commandID: command.id) { return .taken }
            guard Date() < deadline else {
                throw CommandError(
                    .unavailable,
                    "the engine (process \(process)) has not taken it within "
                        + "\(NumberText.fixed(waitSeconds, 0)) s; it waits in the inbox")
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
        return try reader.hasTaken(commandID: command.id) ? .taken : .waiting
    }

    private static var author: String { String(NSUserName().prefix(64)) }

    /// Says on standard error what people should know of a delivery.
    static func explain(_ delivery: Delivery) {
        guard delivery == .waiting else { return }
        Terminal.complain("no engine runs here; it is kept for the next start")
    }
}

/// What operators have said: what the engine has taken, and on top what still waits for it.
struct OperatorView {
    /// A thing said, and whether the engine has it.
    struct Item<Value: Hashable & Sendable> {
        var record: OperatorRecord<Value>
        var delivery: OperatorOptions.Delivery
    }

    private(set) var knownEmitters: [Item<KnownEmitter>]
    private(set) var mutes: [Item<Mute>]
    /// Acknowledged by what waits.
    private(set) var acknowledgements: [String: OperatorRecord<String>] = [:]

    init(_ reader: StoreReader) throws {
        knownEmitters = try reader.knownEmitters().map { Item(record: $0, delivery: .taken) }
        mutes = try reader.mutes().map { Item(record: $0, delivery: .taken) }
        let inbox = OperatorInbox(stateDirectory: Self.stateDirectory(of: reader))
        // One that the engine has taken, and not yet removed, counts once.
        for command in try inbox.entries().compactMap(\.command)
        where try !reader.hasTaken(commandID: command.id) {
            apply(command)
        }
        knownEmitters.sort { $0.record.value.name < $1.record.value.name }
        mutes.sort { $0.record.value.key < $1.record.value.key }
    }

    /// The folder of a store.
    static func stateDirectory(of reader: StoreReader) -> String {
        let folder = URL(fileURLWithPath: reader.path).deletingLastPathComponent()
            .path(percentEncoded: false)
        return folder.hasSuffix("/") && folder.count > 1 ? String(folder.dropLast()) : folder
    }

    private mutating func apply(_ command: OperatorCommand) {
        func item<Value>(_ value: Value) -> Item<Value> {
            Item(
                record: OperatorRecord(value: value, time: command.time, author: command.author),
                delivery: .waiting)
        }
        switch command.action {
        case .addKnownEmitter(let emitter):
            knownEmitters.removeAll { $0.record.value.name == emitter.name }
            knownEmitters.append(item(emitter))
        case .removeKnownEmitter(let name):
            knownEmitters.removeAll { $0.record.value.name == name }
        case .mute(let mute):
            mutes.removeAll { $0.record.value.key == mute.key }
            mutes.append(item(mute))
        case .unmute(let key): mutes.removeAll { $0.record.value.key == key }
        case .acknowledge(let alertIDs, let note):
            for id in alertIDs {
                acknowledgements[id] = OperatorRecord(
                    value: note ?? "", time: command.time, author: command.author)
            }
        }
    }
}
