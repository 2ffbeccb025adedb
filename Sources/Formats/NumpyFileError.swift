/// Why an NPY file could not be read: which file, what is wrong with it.
public struct NumpyFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, as it was named.
    public var path: String
    /// What is wrong, a sentence without its full stop.
    public var what: String

    /// An error from its parts.
    public init(path: String, what: String) {
        self.path = path
        self.what = what
    }

    /// `file: what`.
    public var description: String { "\(path): \(what)" }
}
