import Glibc

/// The lines of a file or a text, one after the other, in bounded memory.
///
/// A line ends at a line feed; a carriage return before it is dropped, and so is a byte-order mark at
/// the beginning. State: `buffer` holds what was read and not yet given out, from `start` on; `file`
/// is open until the end was seen or the reader goes.
final class LineReader {
    /// The longest line that is given out, bytes; a longer one is an error.
    static let lineByteCountMax = 65_536

    private let path: String
    private var file: UnsafeMutablePointer<FILE>?
    private var buffer: [UInt8]
    private var start = 0
    /// Number of the line given out last, from 1.
    private(set) var lineNumber = 0

    /// Opens a file.
    init(path: String) throws(RecordingError) {
        self.path = path
        buffer = []
        file = fopen(path, "rbe")
        guard file != nil else { throw Self.failure(path, "cannot be opened") }
    }

    /// Takes bytes in place of a file's; `name` stands for the file in errors.
    init(bytes: [UInt8], name: String) {
        path = name
        buffer = bytes
    }

    deinit {
        if let file { fclose(file) }
    }

    /// Puts the next line into `line`, without its end; `false` after the last.
    func next(into line: inout [UInt8]) throws(RecordingError) -> Bool {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                try take(to: end, into: &line)
                start = end + 1
                return true
            }
            guard buffer.count - start <= Self.lineByteCountMax else { throw tooLong() }
            searched = buffer.count - start
            guard try refill() else { break }
        }
        guard start < buffer.count else { return false }
        try take(to: buffer.count, into: &line)
        start = buffer.count
        return true
    }

    /// Gives out the bytes from `start` to a line's end.
    private func take(to end: Int, into line: inout [UInt8]) throws(RecordingError) {
        var first = start
        var last = end
        if lineNumber == 0, buffer[first..<last].starts(with: [0xEF, 0xBB, 0xBF]) { first += 3 }
        if last > first, buffer[last - 1] == 0x0D { last -= 1 }
        guard last - first <= Self.lineByteCountMax else { throw tooLong() }
        lineNumber += 1
        line.removeAll(keepingCapacity: true)
        line.append(contentsOf: buffer[first..<last])
    }

    /// Drops what was given out and reads the next piece behind the rest; `false` at the end.
    private func refill() throws(RecordingError) -> Bool {
        buffer.removeFirst(start)
        start = 0
        guard let file else { return false }
        let kept = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: Self.lineByteCountMax))
        let count = buffer.withUnsafeMutableBytes { bytes in
            fread(bytes.baseAddress?.advanced(by: kept), 1, Self.lineByteCountMax, file)
        }
        buffer.removeLast(Self.lineByteCountMax - count)
        if count == 0 {
            let failed = ferror(file) != 0
            let error = failed ? Self.failure(path, "cannot be read") : nil
            fclose(file)
            self.file = nil
            if let error { throw error }
        }
        return count > 0
    }

    private func tooLong() -> RecordingError {
        RecordingError(
            path: path, line: lineNumber + 1,
            what: "the line is longer than \(Self.lineByteCountMax) bytes")
    }

    /// What the system says about the last failed call.
    private static func failure(_ path: String, _ what: String) -> RecordingError {
        RecordingError(path: path, what: "\(what): \(String(cString: strerror(errno)))")
    }
}
