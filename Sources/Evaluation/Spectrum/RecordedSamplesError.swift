/// Why a recording cannot be read: one sentence.
public struct RecordedSamplesError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sentence, without a full stop.
    public let description: String

    init(_ description: String) { self.description = description }
}
