import ArgumentParser
import Engine
import Foundation
import Logging
import Service

/// `ethermap demo`.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "A private broker, a simulated city, an engine, and a hidden interferer to find.",
        discussion: """
            Everything runs on this machine and on loopback. The alert is printed with its true \
            error and delay. With --duration the exit code says whether the interferer was found.

            Example: ethermap demo --duration 60
            """)

    @Option(help: ArgumentHelp("End by itself after so many seconds.", valueName: "seconds"))
    var duration: Double?

    @Option(help: "Seed of the city, the flights and the interferer.")
    var seed: UInt64 = 6

    @Option(
        name: .customLong("state-dir"),
        help: ArgumentHelp(
            "Where the history is kept; a new temporary folder else.", valueName: "dir")
    )
    var stateDirectory: String?

    @Option(
        help: ArgumentHelp(
            "What maps the interference, as estimation.interference names it; the standard else.",
            valueName: "method"))
    var interference: String?

    @OptionGroup var output: OutputOptions

    @Flag(help: "Log what broker and engine do.")
    var verbose = false

    func validate() throws {
        if let duration, !(1...86_400).contains(duration) {
            throw ValidationError("--duration takes 1 to 86400 seconds")
        }
        if let interference, InterferenceChoice(rawValue: interference) == nil {
            let names = InterferenceChoice.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--interference takes one of \(names)")
        }
    }

    func run() async throws {
        var log = LogSettings()
        log.level = verbose ? .info : .warning
        let directory =
            stateDirectory
            ?? FileManager.default.temporaryDirectory
            .appendingPathComponent("ethermap-demo-\(UUID().uuidString.prefix(8).lowercased())")
            .path
        let demo = try DemoService(
            seed: seed, stateDirectory: directory, interference: interference,
            print: { [isJSON = output.isJSON] line in
                if isJSON { Terminal.complain(line) } else { Terminal.write(line) }
            },
            logger: log.makeLogger("ethermap"))
        let interruption = Interruption()
        interruption.handle { demo.stop() }
        let report = try await demo.run(durationSeconds: duration)
        if output.isJSON { try JSONText.write(report) } else { summarise(report) }
        if interruption.hasHappened { throw CommandError(.interrupted, "") }
        if duration != nil, !report.isFound {
            throw CommandError(.failure, "the hidden interferer was not found")
        }
    }

    private func summarise(_ report: DemoReport) {
        let found =
            report.delaySeconds.map { delay in
                String(
                    format: "found %.1f s after switch-on, at best %.0f m off", delay,
                    report.errorMetres ?? .nan)
            } ?? "not found"
        Terminal.write(
            """
            frames        \(report.frameCount)
            interferer    \(found); \(report.falseAlertCount) other alerts
            look back     \(CommandLine.arguments[0]) maps list --state-dir \(report.stateDirectory)
                          \(CommandLine.arguments[0]) alerts list --state-dir \(report.stateDirectory)
            """)
    }
}
