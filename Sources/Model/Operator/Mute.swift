/// Whose alerts are kept and not sent.
public struct Mute: Hashable, Codable, Sendable {
    /// What it is about.
    public enum Subject: Hashable, Codable, Sendable {
        /// One interferer, as long as it keeps its id.
        case interferer(InterfererID)
        /// Every interferer within a radius, whatever its id; of one band or of all.
        case place(GeodeticPosition, radiusMetres: Double, band: BandID?)
    }

    /// Its name: the interferer's id, or one that was made up; a new one of the same name replaces
    /// an old one.
    public var key: String
    /// What it is about.
    public var subject: Subject
    /// How long it holds, seconds; `nil` for until it is taken back.
    public var forSeconds: Double?
    /// Until when, on the region's clock; `nil` where it does not end, or where the region's clock is
    /// the recording's and the engine has not seen it yet.
    public var until: UnixTime?
    /// Why, in the operator's words.
    public var note: String?

    /// A mute from its parts.
    public init(
        key: String, subject: Subject, forSeconds: Double? = nil, until: UnixTime? = nil,
        note: String? = nil
    ) {
        self.key = key
        self.subject = subject
        self.forSeconds = forSeconds
        self.until = until
        self.note = note
    }

    /// Whether it is one: a name that can be written anywhere, plain numbers.
    public var isSound: Bool {
        guard RegionID.isValid(key), (note?.utf8.count ?? 0) <= OperatorCommand.noteBytesMax,
            forSeconds.map({ $0 > 0 && $0 <= 1e10 }) ?? true
        else { return false }
        switch subject {
        case .interferer(let id): return InterfererID.isValid(id.rawValue)
        case .place(let position, let radius, let band):
            return position.isOnEarth && radius > 0 && radius <= 1e6
                && (band.map { BandID.isValid($0.rawValue) } ?? true)
        }
    }
}
