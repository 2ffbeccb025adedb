// How unsigned 64-bit numbers lie in SQLite, whose integers are signed.
//
// Every UInt64 is stored as the Int64 with the same bits: nothing is lost. Identities (boot ids,
// sequences) are only compared for equality, so their order does not matter. Instants keep their
// order until the year 2262. Numbers that must grow (rounds, revisions, epochs) are refused above
// Int64.max by `ordered`, so that `ORDER BY` is always right for them.

extension UInt64 {
    /// The signed integer with the same bits.
    var stored: Int64 { Int64(bitPattern: self) }

    /// The number itself, for columns whose order matters.
    func ordered(_ what: String, operation: String) throws -> Int64 {
        guard let number = Int64(exactly: self) else {
            throw StoreError(
                operation: operation, code: .tooLarge,
                message: "\(what) \(self) is greater than \(Int64.max)")
        }
        return number
    }
}

extension Int64 {
    /// The unsigned integer with the same bits.
    var unsigned: UInt64 { UInt64(bitPattern: self) }
}
