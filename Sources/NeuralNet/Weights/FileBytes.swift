import Foundation
import Glibc

/// Whole files, read with a bound and replaced at one stroke.
public enum FileBytes {
    /// Reads a file of at most some bytes.
    public static func read(_ path: String, countMax: Int) throws(NeuralNetError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "cannot be read") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path, "cannot be read") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw NeuralNetError("\(path): it is no file")
        }
        guard status.st_size <= countMax else {
            throw NeuralNetError(
                "\(path): its \(status.st_size) bytes are more than \(countMax)")
        }
        let count = Int(status.st_size)
        var errorNumber: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let taken = Glibc.read(
                    descriptor, buffer.baseAddress.map { $0 + filled }, count - filled)
                if taken < 0, errno == EINTR { continue }
                if taken < 0 { errorNumber = errno }
                guard taken > 0 else { return }
                filled += taken
            }
        }
        guard errorNumber == 0 else { throw failure(path, "cannot be read", errorNumber) }
        return bytes
    }

    /// Puts bytes in a file's place: whoever reads finds the old file or the new, also after a crash.
    ///
    /// A temporary file beside it is written, synchronised and renamed, and the folder synchronised.
    public static func write(_ bytes: [UInt8], to path: String) throws(NeuralNetError) {
        let temporary = path + ".part"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path, "cannot be written") }
        var isWritten = bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let put = Glibc.write(
                    descriptor, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
                if put < 0, errno == EINTR { continue }
                guard put > 0 else { return false }
                offset += put
            }
            return true
        }
        isWritten = isWritten && fsync(descriptor) == 0
        let errorNumber = errno
        close(descriptor)
        guard isWritten else {
            unlink(temporary)
            throw failure(path, "cannot be written", errorNumber)
        }
        guard rename(temporary, path) == 0 else { throw failure(path, "cannot be written") }
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let folderDescriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folderDescriptor >= 0 {
            fsync(folderDescriptor)
            close(folderDescriptor)
        }
    }

    private static func failure(
        _ path: String, _ what: String, _ errorNumber: Int32 = errno
    ) -> NeuralNetError {
        NeuralNetError("\(path): it \(what): \(String(cString: strerror(errorNumber)))")
    }
}
