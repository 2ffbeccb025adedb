import Foundation
import Testing

/// A folder of a test's own, gone with the test.
final class TemporaryFolder {
    let path: String

    init() {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "ethermap-net-\(UUID().uuidString)")
        path = url.path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            Issue.record("cannot make \(path): \(error)")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a file in the folder.
    func file(_ name: String) -> String { path + "/" + name }
}
