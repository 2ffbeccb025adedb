import Foundation

/// How far something is, on one line of a terminal's standard error; silent elsewhere.
final class ProgressLine {
    private let total: Int
    private let what: String
    private let isShown = isatty(STDERR_FILENO) == 1
    private var lastPercent = -1

    init(total: Int, what: String) {
        self.total = total
        self.what = what
    }

    /// Shows how many are done, where the percentage has changed.
    func show(_ done: Int) {
        let percent = total > 0 ? done * 100 / total : 100
        guard isShown, percent != lastPercent else { return }
        lastPercent = percent
        FileHandle.standardError.write(Data("\r\(percent) % of \(total) \(what)".utf8))
    }

    /// Clears the line.
    func end() {
        guard isShown, lastPercent >= 0 else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }
}
