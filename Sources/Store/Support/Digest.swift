/// A 64-bit digest that tells damaged bytes from sound ones; no protection against intent.
///
/// Words of eight little-endian bytes go through `h = (h ^ word) * prime; h ^= h >> 29`. Every step
/// is a bijection of h, so that any change within one word always changes the digest.
enum Digest {
    /// The digest of some bytes and of some numbers that belong to them.
    static func of(_ bytes: some Collection<UInt8>, with numbers: [UInt64] = []) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var word: UInt64 = 0
        var shift: UInt64 = 0
        for byte in bytes {
            word |= UInt64(byte) &<< shift
            shift &+= 8
            if shift == 64 {
                mix(word, into: &hash)
                word = 0
                shift = 0
            }
        }
        mix(word, into: &hash)
        mix(UInt64(bytes.count), into: &hash)
        for number in numbers { mix(number, into: &hash) }
        return hash
    }

    private static func mix(_ word: UInt64, into hash: inout UInt64) {
        hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 29
    }
}
