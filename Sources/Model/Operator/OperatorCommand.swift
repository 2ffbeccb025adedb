/// What an operator has told the engine: journaled as frames are, so that recovery repeats it.
public struct OperatorCommand: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The longest note, bytes of UTF-8.
    public static let noteBytesMax = 1_000
    /// The most alerts that one command acknowledges.
    public static let alertCountMax = 1_000

    /// What is to be done.
    public enum Action: Hashable, Codable, Sendable {
        /// Take an emitter as known; one of the same name is replaced.
        case addKnownEmitter(KnownEmitter)
        /// Take an emitter as known no more.
        case removeKnownEmitter(name: String)
        /// Keep alerts without sending them.
        case mute(Mute)
        /// Send them again.
        case unmute(key: String)
        /// Somebody has seen these alerts.
        case acknowledge(alertIDs: [String], note: String?)
    }

    /// Made once for each command, so that it is carried out once.
    public var id: String
    /// When it was given, on the operator's clock.
    public var time: UnixTime
    /// Who gave it, as far as the system knows.
    public var author: String
    /// What is to be done.
    public var action: Action

    /// A command from its parts.
    public init(id: String, time: UnixTime, author: String, action: Action) {
        self.id = id
        self.time = time
        self.author = author
        self.action = action
    }

    /// What is to be done and by whose word, for the log.
    public var description: String {
        switch action {
        case .addKnownEmitter(let emitter): "\(author) adds known emitter \(emitter.name)"
        case .removeKnownEmitter(let name): "\(author) removes known emitter \(name)"
        case .mute(let mute): "\(author) mutes \(mute.key)"
        case .unmute(let key): "\(author) unmutes \(key)"
        case .acknowledge(let alertIDs, _):
            "\(author) acknowledges \(alertIDs.count) alert\(alertIDs.count == 1 ? "" : "s")"
        }
    }

    /// Whether it can be carried out: within its bounds, with names that can be written anywhere.
    public var isSound: Bool {
        guard (1...100).contains(id.utf8.count), author.utf8.count <= 200 else { return false }
        switch action {
        case .addKnownEmitter(let emitter): return emitter.isSound
        case .removeKnownEmitter(let name): return RegionID.isValid(name)
        case .mute(let mute): return mute.isSound
        case .unmute(let key): return RegionID.isValid(key)
        case .acknowledge(let alertIDs, let note):
            return (1...Self.alertCountMax).contains(alertIDs.count)
                && alertIDs.allSatisfy { (1...512).contains($0.utf8.count) }
                && (note?.utf8.count ?? 0) <= Self.noteBytesMax
        }
    }
}
