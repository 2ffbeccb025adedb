/// Why a file could not be read: which file, which line, what is wrong with it.
public struct RecordingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, as it was named.
    public var path: String
    /// The line, from 1; `nil` where the file as a whole is at fault.
    public var line: Int?
    /// What is wrong, a sentence without its full stop.
    public var what: String

    /// An error from its parts.
    public init(path: String, line: Int? = nil, what: String) {
        self.path = path
        self.line = line
        self.what = what
    }

    /// `file:line: what`.
    public var description: String {
        line.map { "\(path):\($0): \(what)" } ?? "\(path): \(what)"
    }
}
