import Model

extension OperatorCommand {
    /// The command as the journal and the inbox hold it: JSON.
    public func bytes() throws -> [UInt8] { Array(try StoredText.json(self).utf8) }

    /// Reads what ``bytes()`` wrote.
    ///
    /// - Throws: where it is no command, or one that cannot be carried out.
    public init(bytes: [UInt8]) throws {
        self = try StoredText.value(Self.self, fromJSON: String(decoding: bytes, as: UTF8.self))
        guard isSound else {
            throw StoreError(
                operation: "read an operator's command", code: .damaged,
                message: "command '\(id.prefix(100))' is beyond its bounds")
        }
    }
}
