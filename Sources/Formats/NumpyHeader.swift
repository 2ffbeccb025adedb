/// The header of an NPY file: a Python dictionary of exactly three keys.
struct NumpyHeader {
    /// What is wrong with a header.
    struct Fault: Error {
        var what: String
    }

    /// The first bytes of every NPY file.
    static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

    /// Sizes along each axis.
    private(set) var shape: [Int] = []
    /// Whether the first axis runs fastest.
    private(set) var isFortranOrder = false
    /// Whether values are doubles, not singles.
    private(set) var isDouble = false
    /// Where the values begin, bytes.
    let dataOffset: Int

    /// Reads the header at the beginning of a file's bytes.
    init(of bytes: [UInt8]) throws(Fault) {
        guard bytes.starts(with: Self.magic), bytes.count >= 12 else {
            throw Fault(what: "is no NPY file")
        }
        let version = bytes[6]
        guard (1...3).contains(version) else {
            throw Fault(what: "has the unknown NPY version \(version)")
        }
        let lengthSize = version == 1 ? 2 : 4
        var length = 0
        for position in 0..<lengthSize { length += Int(bytes[8 + position]) << (8 * position) }
        let start = 8 + lengthSize
        guard length <= bytes.count - start else { throw Fault(what: "ends inside its header") }
        dataOffset = start + length
        try read(dictionary: bytes[start..<dataOffset])
    }

    /// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`, keys in any order.
    private mutating func read(dictionary: ArraySlice<UInt8>) throws(Fault) {
        var text = Scanner(bytes: dictionary)
        var seen: Set<String> = []
        guard text.take("{") else { throw Fault(what: "has a header that is no dictionary") }
        while !text.take("}") {
            guard let key = text.quoted(), text.take(":"), seen.insert(key).inserted else {
                throw Fault(what: "has a header that is no dictionary")
            }
            switch key {
            case "descr":
                let type = text.quoted()
                guard type == "<f4" || type == "<f8" else {
                    throw Fault(what: "holds values of another type than '<f4' or '<f8'")
                }
                isDouble = type == "<f8"
            case "fortran_order":
                isFortranOrder = text.take("True")
                guard isFortranOrder || text.take("False") else {
                    throw Fault(what: "has a 'fortran_order' that is neither True nor False")
                }
            case "shape":
                guard let sizes = text.sizes() else {
                    throw Fault(what: "has a 'shape' that is no tuple of sizes")
                }
                shape = sizes
            default:
                throw Fault(what: "has the unknown header key '\(key)'")
            }
            if !text.take(",") {
                guard text.take("}") else {
                    throw Fault(what: "has a header that is no dictionary")
                }
                break
            }
        }
        guard text.isAtEnd else { throw Fault(what: "has text behind its header's dictionary") }
        guard seen.count == 3 else {
            throw Fault(what: "lacks one of 'descr', 'fortran_order' and 'shape' in its header")
        }
    }
}

/// Reads the few Python literals of a header, blanks between them passed over.
private struct Scanner {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// Whether only blanks are left.
    var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return position == bytes.endIndex
        }
    }

    /// Takes a word where it stands next.
    mutating func take(_ word: String) -> Bool {
        skipBlanks()
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    /// Takes a text in quotes, of printable ASCII.
    mutating func quoted() -> String? {
        skipBlanks()
        guard position < bytes.endIndex, bytes[position] == 0x27 || bytes[position] == 0x22,
            let end = bytes[(position + 1)...].firstIndex(of: bytes[position]),
            bytes[(position + 1)..<end].allSatisfy({ (0x20..<0x7F).contains($0) })
        else { return nil }
        defer { position = end + 1 }
        return String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
    }

    /// Takes a tuple of sizes: `()`, `(3,)`, `(2, 3)`, `(2, 3,)`.
    mutating func sizes() -> [Int]? {
        guard take("(") else { return nil }
        var sizes: [Int] = []
        while !take(")") {
            guard let size = size() else { return nil }
            sizes.append(size)
            if !take(",") {
                // A tuple of one needs its comma: `(3)` is a number.
                guard sizes.count > 1, take(")") else { return nil }
                break
            }
        }
        return sizes.count <= 8 ? sizes : nil
    }

    private mutating func size() -> Int? {
        skipBlanks()
        let digits = bytes[position...].prefix { (0x30...0x39).contains($0) }
        position = digits.endIndex
        return digits.count <= 12 ? Int(String(decoding: digits, as: UTF8.self)) : nil
    }

    private mutating func skipBlanks() {
        while position < bytes.endIndex, bytes[position] == 0x20 || bytes[position] == 0x0A {
            position += 1
        }
    }
}
