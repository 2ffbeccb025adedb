import ArgumentParser
import Formats
import Foundation
import MQTT
import Model
import Service
import Wire

/// `ethermap replay`.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Publish recorded measurements through a broker.",
        discussion: """
            With no broker named: a private one and a private engine, configured from the \
            recording's extent, on event time. Each file is one sensor unless its lines name theirs.

            Example: ethermap replay flight.csv --format afar-csv --speed max
            """)

    @Argument(help: ArgumentHelp("The recordings.", valueName: "file"))
    var files: [String]

    @Option(help: "The files' format: afar-csv, rss-csv, ble-mbd or sigmf.")
    var format: ReplayFormat

    @Option(help: ArgumentHelp("1 as recorded, more for faster, or max.", valueName: "factor|max"))
    var speed = "1"

    @Option(help: "The region's name.")
    var region = "replay"

    @Option(
        name: .customLong("frequency-hz"),
        help: ArgumentHelp(
            "Centre frequency of samples that name no band; 3.32e9, of ble-mbd 2.44e9.",
            valueName: "hertz"))
    var frequencyHz: Double?

    @Option(
        help: ArgumentHelp(
            "ble-mbd: the file of the receivers' places; the only *.dev beside the recording else.",
            valueName: "file"))
    var sensors: String?

    @Option(
        help: ArgumentHelp(
            "ble-mbd: where the building's (0, 0) is said to lie; sigmf: where the receiver stood.",
            valueName: "lat,lon"))
    var origin = ReplayOrigin()

    @Option(help: ArgumentHelp("A broker with an engine of its own.", valueName: "name"))
    var host: String?

    @Option(help: ArgumentHelp("Its port.", valueName: "number"))
    var port: Int?

    @Option(
        name: .customLong("state-dir"),
        help: ArgumentHelp(
            "Where the history is kept; a new temporary folder else.", valueName: "dir")
    )
    var stateDirectory: String?

    @Option(
        name: .customLong("engine-config"),
        help: ArgumentHelp(
            "Write the configuration that fits the recording, and end.",
            valueName: "file"))
    var engineConfig: String?

    @Flag(name: .customLong("skip-invalid"), help: "Pass over lines that cannot be read.")
    var skipsInvalid = false

    @Flag(help: "Log what broker and engine do.")
    var verbose = false

    @OptionGroup var sigmf: SigMFOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        _ = try pace()
        guard RegionID(rawValue: region) != nil else {
            throw ValidationError("--region takes 1 to 32 characters of a-z, 0-9 and -")
        }
        guard frequencyHz.map({ (1e3...1e12).contains($0) }) ?? true else {
            throw ValidationError("--frequency-hz takes 1e3 to 1e12")
        }
    }

    private func pace() throws -> ReplayPace {
        if speed == "max" { return .maximum }
        guard let factor = Double(speed), factor.isFinite, factor > 0 else {
            throw ValidationError("--speed takes a positive number or max")
        }
        return .factor(factor)
    }

    func run() throws {
        let plan = try plan()
        if let engineConfig {
            let configuration = ServiceConfiguration(engine: plan.engine)
            return try configuration.yaml.write(
                toFile: engineConfig, atomically: true, encoding: .utf8)
        }
        var log = LogSettings()
        log.level = verbose ? .info : .warning
        let replay = ReplayService(
            plan: plan, pace: try pace(), logger: log.makeLogger("ethermap"))
        let total = plan.tracks.reduce(0) { $0 + $1.frames.count }
        let progress = ProgressLine(total: total, what: "frames")
        let report: ReplayReport
        if host != nil || port != nil {
            report = try replay.run(
                to: MQTTConnectionOptions(
                    host: host ?? "127.0.0.1", port: port ?? 1_883, clientID: ""),
                progress: progress.show)
        } else {
            let directory =
                stateDirectory
                ?? FileManager.default.temporaryDirectory
                .appendingPathComponent(
                    "ethermap-replay-\(UUID().uuidString.prefix(8).lowercased())"
                ).path
            report = try replay.run(
                stateDirectory: directory, configuration: nil, progress: progress.show)
        }
        progress.end()
        if report.spectra == 0 {
            Terminal.complain("ethermap: warning: no frame became a spectrum; --verbose says why")
        }
        if output.isJSON {
            let alerts = report.alerts.map { JSONMirror.bytes(of: $0, epoch: report.epoch) }
            var text = try JSONText.text(of: report, adding: "alerts", alerts)
            if report.spectra != nil {
                let last = report.lastSpectra.map { JSONMirror.bytes(of: $0) }
                text = "\(text.dropLast()),\"last_spectra\":\(JSONText.list(last))}"
            }
            Terminal.write(text)
        } else {
            print(report)
        }
    }

    private func plan() throws -> ReplayPlan {
        let region = RegionID(unchecked: region)
        let bootID = WallClock.now().nanoseconds
        guard let frequencyHz = frequencyHz ?? format.centerFrequencyHz, format != .sigmf else {
            let recordings = try files.map { try SigMFRecording(path: $0) }
            let pattern = try sigmf.pattern()
            sigmf.tell(pattern)
            return try ReplayPlan(
                of: recordings,
                sampling: SigMFSampling(
                    pattern: pattern, fullScaleDbm: sigmf.fullScaleDbm,
                    blockStride: sigmf.every, position: origin.position,
                    centerFrequencyHz: frequencyHz),
                region: region, bootID: bootID)
        }
        guard let layout = format.layout else {
            let receivers = try BeaconReceivers(
                path: sensors ?? BeaconReceivers.path(beside: files[0]))
            let recordings = try files.map { path in
                try BeaconRecording(path: path, receivers: receivers, skipInvalid: skipsInvalid)
            }
            for (path, recording) in zip(files, recordings) {
                tellSkipped(recording.skippedLineCount, recording.firstSkipped, of: path)
            }
            return try ReplayPlan(
                of: recordings, receivers: receivers, origin: origin.position, region: region,
                centerFrequencyHz: frequencyHz, bootID: bootID)
        }
        let recordings = try files.map { path in
            try Recording(
                reading: RecordingReader(path: path, layout: layout, skipInvalid: skipsInvalid))
        }
        for (path, recording) in zip(files, recordings) {
            tellSkipped(recording.skippedLineCount, recording.firstSkipped, of: path)
        }
        return try ReplayPlan(
            of: recordings, region: region, centerFrequencyHz: frequencyHz, bootID: bootID)
    }

    private func tellSkipped(_ count: Int, _ first: RecordingError?, of path: String) {
        guard let first else { return }
        Terminal.complain("ethermap: warning: \(count) lines of \(path) passed over; \(first)")
    }

    private func print(_ report: ReplayReport) {
        let reasons = report.rejected.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        var lines = [
            "points        \(report.points)",
            "frames        \(report.frames)",
            "rejected      \(report.rejectedTotal)" + (reasons.isEmpty ? "" : " (\(reasons))"),
            "lost          \(report.lost)",
        ]
        if let spectra = report.spectra { lines.append("spectra       \(spectra)") }
        for estimate in report.lastSpectra {
            if estimate.bands.isEmpty {
                lines.append("spectrum      \(WatchLines.nothing(in: estimate))")
            }
            lines += estimate.bands.map { band in
                String(
                    format: "occupied      %.6f MHz, %.3f kHz wide, %.1f dBm, %.0f %% of the time",
                    band.centerFrequencyHz / 1e6, band.widthHz / 1e3, band.powerDbm,
                    band.occupancy * 100)
            }
        }
        if let revisions = report.mapRevisions { lines.append("map revisions \(revisions)") }
        if let tiles = report.tiles { lines.append("tiles         \(tiles)") }
        for alert in report.alerts {
            let truth = report.alertErrorsMetres?[alert.id].map {
                String(format: " (true position %.1f m away)", $0)
            }
            lines.append(
                "alert         \(TimeText.text(of: alert.time)) \(alert.message)\(truth ?? "")")
        }
        if let accuracy = report.accuracy { lines += self.lines(of: accuracy) }
        lines.append(
            String(
                format: "rate          %.0f frames/s, %.1f s in all", report.framesPerSecond,
                report.seconds))
        if let directory = report.stateDirectory {
            lines.append(
                "look back     \(CommandLine.arguments[0]) maps list --state-dir \(directory)")
        }
        Terminal.write(lines.joined(separator: "\n"))
    }

    private func lines(of accuracy: ReplayAccuracy) -> [String] {
        var lines = [
            "followed      \(accuracy.followed) of \(accuracy.instants) instants with a truth, "
                + "\(accuracy.activeMax) interferers at once at most"
        ]
        if let median = accuracy.errorMedianMetres, let p90 = accuracy.errorP90Metres,
            let coverage = accuracy.coverage, let ce90 = accuracy.ce90MedianMetres
        {
            lines.append(
                String(
                    format: "error         median %.1f m, nine in ten within %.1f m", median, p90))
            lines.append(
                String(
                    format: "CE90          median %.1f m, held the truth in %.0f %%", ce90,
                    coverage * 100))
        }
        return lines
    }
}
