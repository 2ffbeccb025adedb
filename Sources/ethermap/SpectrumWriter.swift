import Evaluation
import Foundation

/// Rows of `evaluate spectrum`: as JSON, one object a line, or as a table a cell.
struct SpectrumWriter {
    let isJSON: Bool

    /// Writes the rows of one cell.
    func write(_ summaries: [SpectrumSummary]) {
        guard !isJSON else {
            for summary in summaries { put(SpectrumRowJSON(summary: summary)) }
            return
        }
        guard let first = summaries.first else { return }
        var table = TextTable([
            .text("METHOD"), .text("STATE"), .text("TOLD"), .number("FRAMES"), .number("MSE"),
            .number("BINS (dB)"), .number("ROWS (dB)"), .number("TPR AT 5 %"), .number("AUC"),
            .number("OWN TPR"), .number("OWN FPR"), .number("IN 1 SIGMA"), .number("ITERATIONS"),
            .number("COST (ms)"),
        ])
        for summary in summaries { table.append(cells(summary)) }
        Terminal.write(
            "\n\(heading(first.setting)), \(drawn(first.trialCount, first.seed)); all-zero: "
                + "MSE \(NumberText.fixed(first.noughtMeanSquare, 3)), 0 dB\n" + table.text)
    }

    /// Writes the rows of one follower over a change.
    func write(_ changes: [SpectrumChangeSummary]) {
        guard !isJSON else {
            for change in changes { put(SpectrumChangeRowJSON(summary: change)) }
            return
        }
        guard let first = changes.first else { return }
        var table = TextTable([
            .number("FRAMES SINCE"), .number("NEW ON"), .number("NEW AT 5 %"),
            .number("VANISHED ON"), .number("VACANT ON"), .number("OWN: NEW"),
            .number("OWN: VANISHED"), .number("ROWS (dB)"), .number("COST (ms)"),
        ])
        for change in changes {
            table.append([
                "\(change.framesAfter)", percent(change.filled.value),
                percent(change.filledAtFivePercent), percent(change.silent.value),
                percent(change.vacant.value), percent(change.ownFilled.value),
                percent(change.ownSilent.value), NumberText.fixed(change.rowError.db, 1),
                NumberText.fixed(change.seconds * 1_000, 2),
            ])
        }
        let window = first.follower.windowFrames.map { " over \($0) frames" } ?? ""
        Terminal.write(
            "\n\(first.follower.name)\(window): \(heading(first.setting)), "
                + "\(drawn(first.trialCount, first.seed))\n" + table.text)
    }

    /// Writes the rows of one cell about a recording.
    func write(_ recordings: [RecordingSummary]) {
        guard !isJSON else {
            for recording in recordings { put(RecordingRowJSON(summary: recording)) }
            return
        }
        guard let first = recordings.first else { return }
        var table = TextTable([
            .text("METHOD"), .text("STATE"), .text("TOLD"), .number("EDGES IN 1 BIN"),
            .number("OFF (bins)"), .number("POWER IN 1 dB"), .number("RMS (dB)"),
            .number("CARRIERS: EDGES"),
            .number("POWER"), .number("RMS (dB)"), .number("BINS (dB)"), .number("ROWS (dB)"),
            .number("COST (ms)"),
        ])
        for recording in recordings {
            table.append([
                recording.contender.name, recording.contender.state.rawValue,
                recording.contender.oracle?.rawValue ?? "",
                percent(recording.recorded.edgesWithinBin.value),
                NumberText.fixed(recording.recorded.edgeErrorBins, 2),
                percent(recording.recorded.powerWithinDb.value),
                NumberText.fixed(recording.recorded.powerErrorDb, 2),
                percent(recording.carriers.edgesWithinBin.value),
                percent(recording.carriers.powerWithinDb.value),
                NumberText.fixed(recording.carriers.powerErrorDb, 2),
                NumberText.fixed(recording.binError.db, 2),
                NumberText.fixed(recording.rowError.db, 2),
                NumberText.fixed(recording.seconds * 1_000, 2),
            ])
        }
        Terminal.write(
            "\n\(RecordingExperiment.scenario), bins of "
                + "\(NumberText.fixed(76_800 / Double(first.samplesPerCoset), 0)) kHz, "
                + "\(first.cosetCount) cosets, \(NumberText.fixed(first.snrDb, 0)) dB, "
                + "\(counted(first.frameCount, "frame")), \(drawn(first.trialCount, first.seed))\n"
                + table.text)
    }

    private func counted(_ count: Int, _ what: String) -> String {
        "\(count) \(what)\(count == 1 ? "" : "s")"
    }

    private func drawn(_ trialCount: Int, _ seed: UInt64) -> String {
        "\(counted(trialCount, "trial")), seed \(seed)"
    }

    private func heading(_ setting: SpectrumSetting) -> String {
        "\(setting.scenario.rawValue), \(setting.symbols.rawValue), \(setting.cosetCount) cosets, "
            + "\(NumberText.fixed(setting.snrDb, 0)) dB"
    }

    private func cells(_ summary: SpectrumSummary) -> [String] {
        [
            summary.contender.name, summary.contender.state.rawValue,
            summary.contender.oracle?.rawValue ?? "", "\(summary.frameCount)",
            NumberText.fixed(summary.meanSquare, 3), text(summary.binError),
            text(summary.rowError), NumberText.fixed(summary.atFivePercent.detectionShare, 4),
            NumberText.fixed(summary.curve.area, 4),
            NumberText.fixed(summary.ownDetection.value, 3),
            NumberText.fixed(summary.ownFalseAlarm.value, 3),
            NumberText.fixed(summary.withinDeviation.value, 2),
            NumberText.fixed(summary.iterations, 1),
            NumberText.fixed(summary.seconds * 1_000, 2),
        ]
    }

    private func text(_ ratio: SpectrumSummary.Ratio) -> String {
        NumberText.fixed(ratio.db, 2) + " ± " + NumberText.fixed(ratio.standardErrorDb, 2)
    }

    private func percent(_ share: Double) -> String {
        share.isFinite ? NumberText.fixed(share * 100, 1) + " %" : "-"
    }

    private func put(_ value: some Encodable) {
        do {
            try JSONText.write(value)
        } catch {
            // Every number that goes in is finite or null.
            Terminal.complain("ethermap: \(error)")
        }
    }
}
