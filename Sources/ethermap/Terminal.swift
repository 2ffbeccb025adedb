import Foundation

/// Standard output for data, standard error for everything else.
enum Terminal {
    /// Whether standard output is a terminal that may be coloured.
    static let isColoured =
        isatty(STDOUT_FILENO) == 1
        && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
        && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    /// Writes lines of data.
    static func write(_ text: String) {
        put(text, to: .standardOutput)
    }

    /// Writes a line about what goes on.
    static func complain(_ text: String) {
        put(text, to: .standardError)
    }

    /// The text in bold, where that can be seen.
    static func bold(_ text: String) -> String {
        isColoured ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }

    private static func put(_ text: String, to stream: FileHandle) {
        let line = text.hasSuffix("\n") ? text : text + "\n"
        do {
            try stream.write(contentsOf: Data(line.utf8))
        } catch {
            // Nobody reads any more; there is no one left to tell.
            exit(ExitStatus.failure.rawValue)
        }
    }
}
