import Foundation
import Testing

/// A folder of a test's own, gone with the last that holds it.
final class Folder: Sendable {
    let path: String

    init() throws {
        let name = "ethermap-integration-\(UUID().uuidString.prefix(8).lowercased())"
        let url = FileManager.default.temporaryDirectory.appending(path: name)
        path = url.path(percentEncoded: false)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        // One that stays lies in the system's temporary directory.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file or folder in it.
    func file(_ name: String) -> String { path + "/" + name }
}
