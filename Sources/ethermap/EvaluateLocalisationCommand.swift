import ArgumentParser
import Evaluation
import Foundation
import Synchronization

/// `ethermap evaluate localisation`.
struct EvaluateLocalisationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "localisation",
        abstract: "How well an emitter is found along a flight, and how honest the radii are.",
        discussion: """
            Each method sees the samples up to 60, 180 and 300 s of flight and up to the end, never \
            later ones. A flight begins with the first sample above 10 m.

            Example: ethermap evaluate localisation --simulated 300 --figures figures
            """)

    @Option(
        help: ArgumentHelp(
            "Recorded flights: flight-<team>-rover-<n>.csv and truth.csv (afar-csv).",
            valueName: "folder"))
    var data: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The region of recorded flights: west,south,east,north; else the extent of the folder's "
                + "recordings that overlap.",
            valueName: "degrees"))
    var region: String?

    @Option(
        help: ArgumentHelp("How far outside that region emitters are sought.", valueName: "metres"))
    var margin = RecordedFlights.marginMetres

    @Flag(name: .customLong("skip-invalid"), help: "Pass over lines that cannot be read.")
    var skipsInvalid = false

    @Option(
        help: ArgumentHelp(
            "Methods: \(LocalisationMethodChoice.allCases.map(\.rawValue).joined(separator: ", "))."
                + " All unless named.",
            valueName: "a,b"))
    var methods: String?

    @Option(
        help: ArgumentHelp(
            "Simulated flights over open ground and cities, one hidden emitter each.",
            valueName: "count"))
    var simulated: Int?

    @Option(
        help: ArgumentHelp(
            "Simulated cities with one to four hidden emitters, sampled all over.",
            valueName: "count"))
    var emitters: Int?

    @Flag(
        name: .customLong("tune-cfar"),
        help: "Tune the baseline's detector on validation cities, print the best, and end.")
    var tunesDetector = false

    @Option(help: "Seed of everything simulated.")
    var seed: UInt64 = 1

    @Flag(help: "Few simulated flights: under 30 s.")
    var quick = false

    @Option(
        help: ArgumentHelp("Write figures (PNG) into a folder.", valueName: "folder"))
    var figures: String?

    @OptionGroup var output: OutputOptions

    /// Simulated flights where nobody says how many, and in a hurry.
    static let simulatedCounts = (usual: 100, quick: 12)
    /// Simulated cities with several emitters, likewise.
    static let emitterCounts = (usual: 24, quick: 4)
    /// Simulated flights of which maps are drawn.
    static let mapCount = 6

    func validate() throws {
        for (name, count) in [("simulated", simulated), ("emitters", emitters)] {
            guard count.map({ (1...100_000).contains($0) }) ?? true else {
                throw ValidationError("--\(name) takes 1 to 100000")
            }
        }
        guard margin.isFinite, (0...10_000).contains(margin) else {
            throw ValidationError("--margin takes 0 to 10000 metres")
        }
        _ = try choices()
        _ = try box()
    }

    private func choices() throws -> [LocalisationMethodChoice] {
        guard let methods else { return LocalisationMethodChoice.allCases }
        return try methods.split(separator: ",").map { name in
            guard let choice = LocalisationMethodChoice(rawValue: String(name)) else {
                throw ValidationError(
                    "there is no method '\(name)'; there are "
                        + LocalisationMethodChoice.allCases.map(\.rawValue).joined(separator: ", "))
            }
            return choice
        }
    }

    private func box() throws -> GeodeticBox? {
        guard let region else { return nil }
        let numbers = region.split(separator: ",").map { Double($0) ?? .nan }
        guard numbers.count == 4,
            let box = GeodeticBox(
                westDegrees: numbers[0], southDegrees: numbers[1], eastDegrees: numbers[2],
                northDegrees: numbers[3])
        else { throw ValidationError("--region takes west,south,east,north in degrees") }
        return box
    }

    func run() throws {
        if tunesDetector { return tune() }
        let choices = try choices()
        if let figures {
            try FileManager.default.createDirectory(
                atPath: figures, withIntermediateDirectories: true)
        }
        if let data {
            let recorded = try RecordedFlights(
                folder: data, region: try box(), marginMetres: margin, skipInvalid: skipsInvalid)
            if recorded.skippedLineCount > 0 {
                Terminal.complain("\(recorded.skippedLineCount) lines were passed over")
            }
            try run(
                LocalisationExperiment(flights: recorded.flights, choices: choices),
                mapCount: recorded.flights.count)
        }
        let takesUsual = data == nil && simulated == nil && emitters == nil
        if takesUsual || simulated != nil {
            let counts = Self.simulatedCounts
            let count = simulated ?? (quick ? counts.quick : counts.usual)
            try run(
                LocalisationExperiment(
                    simulated: SimulatedFlights(seed: seed), count: count, choices: choices),
                mapCount: min(Self.mapCount, count))
        }
        if takesUsual || emitters != nil {
            let counts = Self.emitterCounts
            run(
                EmitterMapExperiment(
                    sceneCount: emitters ?? (quick ? counts.quick : counts.usual), seed: seed))
        }
    }

    /// Runs scenes of several emitters.
    private func run(_ experiment: EmitterMapExperiment) {
        let writer = LocalisationWriter(isJSON: output.isJSON)
        let progress = Mutex(ProgressLine(total: experiment.sceneCount, what: "cities"))
        let collected = Mutex<[EmitterMapRow]>([])
        experiment.run(workerCount: workerCount) { number, rows in
            progress.withLock { $0.end() }
            writer.write(rows)
            collected.withLock { $0 += rows }
            progress.withLock { $0.show(number + 1) }
        }
        progress.withLock { $0.end() }
        writer.write(EmitterMapSummary.all(of: collected.withLock { $0 }))
    }

    private func tune() {
        let writer = LocalisationWriter(isJSON: false)
        for (isPosteriorMean, what) in [(false, "|R - D|"), (true, "posterior mean")] {
            writer.write(
                CFARTuning.search(isPosteriorMean: isPosteriorMean, workerCount: workerCount),
                what: what)
        }
    }

    private var workerCount: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// Runs an experiment; rows go out as they come, summaries and figures at the end.
    private func run(_ experiment: LocalisationExperiment, mapCount: Int) throws {
        let writer = LocalisationWriter(isJSON: output.isJSON)
        let progress = Mutex(ProgressLine(total: experiment.flightCount, what: "flights"))
        let collected = Mutex<[LocalisationRow]>([])
        experiment.run(workerCount: workerCount) { number, rows in
            progress.withLock { $0.end() }
            writer.write(rows)
            collected.withLock { $0 += rows }
            progress.withLock { $0.show(number + 1) }
        }
        progress.withLock { $0.end() }
        let rows = collected.withLock { $0 }
        writer.write(LocalisationSummary.all(of: rows))
        guard let figures else { return }
        let drawer = LocalisationFigureFiles(folder: figures)
        try drawer.write(rows: rows)
        for number in 0..<mapCount {
            guard let flight = experiment.flight(number) else { continue }
            try drawer.write(mapOf: flight, rows: rows)
        }
    }
}
