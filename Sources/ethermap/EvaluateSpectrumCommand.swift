import ArgumentParser
import Evaluation
import Foundation
import Scenario
import Synchronization

/// `ethermap evaluate spectrum`.
struct EvaluateSpectrumCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spectrum",
        abstract: "How well every method recovers wideband spectra from coset samples.",
        discussion: """
            Bands in 3.072 GHz, sampled by 10 or 16 of 40 cosets: power of 640 bins and 40 rows after \
            one frame and after some, rows told occupied from vacant ones, and how soon a change is seen.

            Example: ethermap evaluate spectrum --scenarios crowded --snr 10 --frames 1,20 --trials 50
            """)

    @Option(help: "Trials of each cell.")
    var trials: Int?

    @Option(
        help: ArgumentHelp(
            "Scenarios: \(WidebandScenario.allCases.map(\.rawValue).joined(separator: ", ")). "
                + "few, wide, crowded, leaky, hopping and the swaps unless named. With --recording "
                + "also \(RecordingExperiment.scenario).",
            valueName: "a,b"))
    var scenarios: String?

    @Option(
        help: ArgumentHelp(
            "A recorded signal (cf32, 10 Msps) to be placed among simulated carriers.",
            valueName: "file"))
    var recording: String?

    @Option(
        name: .customLong("samples-per-coset"),
        help: ArgumentHelp(
            "\(RecordingExperiment.scenario): samples of each coset in a frame, of which 16 make bins "
                + "of 4.8 MHz, 256 of 300 kHz; both unless given.",
            valueName: "n,n"))
    var samplesPerCoset: String?

    @Option(help: "What occupied bins hold: qpsk or gaussian.")
    var symbols = WidebandConfiguration.Symbols.quaternary.rawValue

    @Option(help: ArgumentHelp("Numbers of cosets, of 10 and 16.", valueName: "p,p"))
    var cosets: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Signal-to-noise ratios over the whole band, dB; -5 to 20 by 5 unless given.",
            valueName: "db,db"))
    var snr: String?

    @Option(help: ArgumentHelp("Numbers of frames; 1,5,20 unless given.", valueName: "n,n"))
    var frames: String?

    @Option(
        help: ArgumentHelp(
            "Methods: \(SpectrumContender.names.joined(separator: ", ")). All unless named.",
            valueName: "a,b"))
    var methods: String?

    @Option(help: "Iterations that a tracker may spend on one frame.")
    var budget = SpectrumExperiment.Plan().budget

    @Option(help: "Seed of everything drawn.")
    var seed: UInt64 = SpectrumExperiment.Plan().seed

    @Option(help: "Threads; as many as there are cores unless given.")
    var threads: Int?

    @Flag(help: "Few trials and cells: under 30 s.")
    var quick = false

    @Option(help: ArgumentHelp("Write figures (PNG) into a folder.", valueName: "folder"))
    var figures: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard trials.map({ (1...100_000).contains($0) }) ?? true else {
            throw ValidationError("--trials takes 1 to 100000")
        }
        guard threads.map({ (1...1_024).contains($0) }) ?? true else {
            throw ValidationError("--threads takes 1 to 1024")
        }
        guard (1...100_000).contains(budget) else {
            throw ValidationError("--budget takes 1 to 100000")
        }
        _ = try plan()
        _ = try chosenNames()
        _ = try chosenSamples()
        if let scenarios, recording == nil,
            scenarios.split(separator: ",").contains(Substring(RecordingExperiment.scenario))
        {
            throw ValidationError("\(RecordingExperiment.scenario) needs --recording")
        }
    }

    /// What is run.
    private func plan() throws -> SpectrumExperiment.Plan {
        guard let symbols = WidebandConfiguration.Symbols(rawValue: symbols) else {
            throw ValidationError("--symbols takes qpsk or gaussian")
        }
        let cosetCounts = try numbers(cosets, or: quick ? [10] : SpectrumSetting.cosetCounts)
        guard cosetCounts.allSatisfy({ SpectrumSetting.cosetCounts.contains($0) }) else {
            throw ValidationError("--cosets takes 10 and 16")
        }
        let snrs = snr?.split(separator: ",").map { Double($0) } ?? []
        guard snr == nil || !snrs.isEmpty, snrs.allSatisfy({ ($0.map { abs($0) <= 60 }) ?? false })
        else {
            throw ValidationError("--snr takes decibels from -60 to 60, as in -5,10")
        }
        let frameCounts = try numbers(frames, or: quick ? [1, 20] : [1, 5, 20])
        guard frameCounts.allSatisfy({ (1...1_000).contains($0) }) else {
            throw ValidationError("--frames takes 1 to 1000, as in 1,20")
        }
        return SpectrumExperiment.Plan(
            trialCount: trials ?? (quick ? 8 : 200), seed: seed, scenarios: try chosenScenarios(),
            symbols: symbols, cosetCounts: cosetCounts,
            snrsDb: snr == nil
                ? (quick ? [10] : [-5, 0, 5, 10, 15, 20]) : snrs.compactMap(\.self),
            frameCounts: frameCounts, budget: budget)
    }

    private func numbers(_ text: String?, or usual: [Int]) throws -> [Int] {
        guard let text else { return usual }
        let numbers = text.split(separator: ",").map { Int($0) }
        guard !numbers.isEmpty, !numbers.contains(nil) else {
            throw ValidationError("'\(text)' is no list of whole numbers")
        }
        return Array(Set(numbers.compactMap(\.self))).sorted()
    }

    private func chosenScenarios() throws -> [WidebandScenario] {
        guard let scenarios else {
            return quick
                ? [.few, .crowded, .swapBusy]
                : [.few, .wide, .crowded, .leaky, .hopping, .swapBusy, .swapCrowded]
        }
        let names = scenarios.split(separator: ",").filter { $0 != RecordingExperiment.scenario }
        return try names.map { name in
            guard let scenario = WidebandScenario(rawValue: String(name)) else {
                throw ValidationError(
                    "there is no scenario '\(name)'; there are "
                        + WidebandScenario.allCases.map(\.rawValue).joined(separator: ", "))
            }
            return scenario
        }
    }

    /// Whether a recording takes part: where it is given and no other scenarios are named.
    private var hasRecording: Bool {
        let names = scenarios?.split(separator: ",").map(String.init)
        return recording != nil && (names?.contains(RecordingExperiment.scenario) ?? true)
    }

    private func chosenSamples() throws -> [Int] {
        let usual = RecordingExperiment.samplesPerCosetUsual
        guard samplesPerCoset != nil else { return usual }
        guard hasRecording else {
            throw ValidationError(
                "--samples-per-coset is of \(RecordingExperiment.scenario), which needs --recording "
                    + "and, where --scenarios names any, to be among them")
        }
        let range = RecordingExperiment.samplesPerCosetRange
        let samples = try numbers(samplesPerCoset, or: usual)
        guard samples.allSatisfy({ range.contains($0) }) else {
            throw ValidationError(
                "--samples-per-coset takes \(range.lowerBound) to \(range.upperBound), as in 16,256"
            )
        }
        return samples
    }

    private func chosenNames() throws -> [String] {
        guard let methods else { return SpectrumContender.names }
        let names = methods.split(separator: ",").map(String.init)
        for name in names where !SpectrumContender.names.contains(name) {
            throw ValidationError(
                "there is no method '\(name)'; there are "
                    + SpectrumContender.names.joined(separator: ", "))
        }
        return names
    }

    private var workerCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

    func run() throws {
        let plan = try plan()
        let names = try chosenNames()
        if let figures {
            try FileManager.default.createDirectory(
                atPath: figures, withIntermediateDirectories: true)
        }
        let results = try run(plan, names)
        if hasRecording { try runRecording(plan, names) }
        guard let figures else { return }
        let drawer = SpectrumFigureFiles(folder: figures)
        try drawer.write(summaries: results.summaries)
        try drawer.write(changes: results.changes)
        try drawer.write(spectraOf: plan, contenders: names.flatMap(SpectrumContender.named))
    }

    private func run(
        _ plan: SpectrumExperiment.Plan, _ names: [String]
    ) throws -> (summaries: [SpectrumSummary], changes: [SpectrumChangeSummary]) {
        let interruption = Interruption()
        let writer = SpectrumWriter(isJSON: output.isJSON)
        let followers = names.flatMap(SpectrumChange.Follower.named).filter {
            methods != nil || $0.windowFrames == nil
                || SpectrumChange.Follower.usualNames.contains($0.name)
        }
        let swaps = plan.settings.count { $0.scenario.isSwap }
        let cells = plan.settings.count - swaps
        let total = plan.trialCount * (cells + swaps * followers.count)
        let progress = Mutex(ProgressLine(total: total, what: "trials"))
        defer { progress.withLock { $0.end() } }
        let summaries = Mutex<[SpectrumSummary]>([])
        try SpectrumExperiment(plan: plan, contenders: names.flatMap(SpectrumContender.named)).run(
            workerCount: workerCount, isStopped: { interruption.hasHappened },
            progress: { done in progress.withLock { $0.show(done) } },
            deliver: { rows in
                progress.withLock { $0.end() }
                writer.write(rows)
                summaries.withLock { $0 += rows }
            })
        let changes = Mutex<[SpectrumChangeSummary]>([])
        try SpectrumChange.run(
            plan: plan, followers: followers, workerCount: workerCount,
            isStopped: { interruption.hasHappened },
            progress: { done in
                progress.withLock { $0.show(cells * plan.trialCount + done) }
            },
            deliver: { rows in
                progress.withLock { $0.end() }
                writer.write(rows)
                changes.withLock { $0 += rows }
            })
        return (summaries.withLock { $0 }, changes.withLock { $0 })
    }

    /// The recording among carriers; where its file is not there, that is said and no error.
    private func runRecording(_ plan: SpectrumExperiment.Plan, _ names: [String]) throws {
        guard let recording else { return }
        guard FileManager.default.fileExists(atPath: recording) else {
            Terminal.complain(
                "there is no recording \(recording): \(RecordingExperiment.scenario) is left out")
            return
        }
        let interruption = Interruption()
        let writer = SpectrumWriter(isJSON: output.isJSON)
        // One SNR unless named: the one that is stated for it.
        var plan = plan
        if snr == nil { plan.snrsDb = [10] }
        let experiment = try RecordingExperiment(
            recording: try RecordedSamples.read(path: recording), plan: plan,
            samplesPerCoset: try chosenSamples(),
            contenders: names.flatMap(SpectrumContender.named))
        let progress = Mutex(ProgressLine(total: experiment.trialCount, what: "trials"))
        defer { progress.withLock { $0.end() } }
        try experiment.run(
            workerCount: workerCount, isStopped: { interruption.hasHappened },
            progress: { done in progress.withLock { $0.show(done) } },
            deliver: { rows in
                progress.withLock { $0.end() }
                writer.write(rows)
            })
        if let figures { try SpectrumFigureFiles(folder: figures).write(recordedIn: experiment) }
    }
}
