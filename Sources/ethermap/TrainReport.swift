import Foundation
import Training

/// What `train` shows: a line that moves on a terminal, a line an epoch everywhere.
final class TrainReport {
    private let isJSON: Bool
    private let isShown = isatty(STDERR_FILENO) == 1
    private let clock = ContinuousClock()
    private var lastShown: ContinuousClock.Instant?

    init(isJSON: Bool) { self.isJSON = isJSON }

    /// Shows what has happened.
    func tell(_ event: TrainingEvent) throws {
        switch event {
        case .resumed(let epochs, let batches):
            Terminal.complain("going on after \(epochs) epochs and \(batches) batches")
        case .batch(let report): show(report)
        case .epoch(let report):
            end()
            if isJSON { return try JSONText.write(report) }
            Terminal.write(
                "epoch \(report.epoch)/\(report.epochs)  loss \(Self.loss(report.loss))  "
                    + "validation \(NumberText.fixed(report.validationRmseDb, 2)) dB"
                    + (report.bestEpoch == report.epoch ? " (best)  " : "         ")
                    + "\(NumberText.fixed(report.samplesPerSecond, 1)) maps/s  "
                    + Self.duration(report.seconds))
        }
    }

    /// Says what would be trained.
    func plan(_ command: String, _ facts: [String: String]) throws {
        let facts = facts.merging(["command": command]) { $1 }
        if isJSON { return try JSONText.write(facts) }
        for (name, value) in facts.sorted(by: { $0.key < $1.key }) {
            Terminal.write("\(name): \(value)")
        }
    }

    /// Says what a finished training has left.
    func finish(_ result: TrainingResult) throws {
        if isJSON {
            return try JSONText.write(
                Finished(
                    weights: result.bestPath, sha256: result.bestHash,
                    validationRmseDb: result.bestRmseDb, epoch: result.bestEpoch))
        }
        Terminal.write(
            "\(result.bestPath)  epoch \(result.bestEpoch)  validation "
                + "\(NumberText.fixed(result.bestRmseDb, 2)) dB\nsha256 \(result.bestHash)")
    }

    /// Clears the line that moves.
    func end() {
        guard isShown, lastShown != nil else { return }
        lastShown = nil
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }

    private struct Finished: Encodable {
        enum CodingKeys: String, CodingKey {
            case weights
            case sha256
            case validationRmseDb = "validation_rmse_db"
            case epoch
        }

        var weights: String
        var sha256: String
        var validationRmseDb: Double
        var epoch: Int
    }

    /// Shows where the training is, at most five times a second.
    private func show(_ report: TrainingBatchReport) {
        let now = clock.now
        guard isShown, lastShown.map({ $0.duration(to: now) > .milliseconds(200) }) ?? true else {
            return
        }
        lastShown = now
        FileHandle.standardError.write(Data("\r\(Self.line(report))\u{1B}[K".utf8))
    }

    /// The line: a bar over all epochs, then figures.
    static func line(_ report: TrainingBatchReport) -> String {
        let width = 20
        let done =
            Double((report.epoch - 1) * report.batchCount + report.batch)
            / Double(max(report.epochCount * report.batchCount, 1))
        let filled = min(Int(done * Double(width)), width)
        return "[" + String(repeating: "#", count: filled)
            + String(repeating: ".", count: width - filled)
            + "] epoch \(report.epoch)/\(report.epochCount) batch "
            + "\(report.batch)/\(report.batchCount)  loss \(loss(report.loss))"
            + (report.validationRmseDb.map { "  \(NumberText.fixed($0, 2)) dB" } ?? "")
            + "  \(NumberText.fixed(report.samplesPerSecond, 1)) maps/s  "
            + "\(duration(report.secondsLeft)) left"
    }

    private static func loss(_ loss: Double) -> String { NumberText.fixed(loss, 5) }

    /// Seconds as people read them: 48 s, 12 min, 1 h 05 min.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e9 else { return "-" }
        let whole = Int(seconds.rounded())
        if whole < 100 { return "\(whole) s" }
        let minutes = (whole + 30) / 60
        guard minutes >= 60 else { return "\(minutes) min" }
        return "\(minutes / 60) h \(minutes % 60 < 10 ? "0" : "")\(minutes % 60) min"
    }
}
