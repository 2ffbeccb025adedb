/// Why a PNG could not be made or read: what libpng says about it.
public struct PNGError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried: "written" or "read".
    public var operation: String
    /// libpng's own words.
    public var message: String

    /// An error from its parts.
    public init(operation: String, message: String) {
        self.operation = operation
        self.message = message
    }

    /// One sentence.
    public var description: String { "the PNG cannot be \(operation): \(message)" }
}
