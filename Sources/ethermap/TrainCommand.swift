import ArgumentParser
import Formats
import Foundation
import Geometry
import Interference
import Scenario
import Service
import Synchronization
import Training

/// `ethermap train`.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a network that maps interference, on maps drawn for the purpose.",
        discussion: """
            Ctrl-C stops after the running batch; the same command goes on from there and ends \
            with the same weights. The folder gets NETWORK.safetensors (the best epoch's weights), \
            NETWORK-last.safetensors, NETWORK.jsonl (a line an epoch) and NETWORK.checkpoint.

            Keys of the file that --config names, all optional:
            \(SceneFile.explanation)

            Example: ethermap train imnet --quick --output weights
            """)

    @Argument(help: "imnet, unet or residual.")
    var network: TrainedNetwork

    @Option(help: ArgumentHelp("Where weights, log and checkpoint go.", valueName: "folder"))
    var output = "weights"

    @Option(help: "Maps to train on.")
    var maps: Int?

    @Option(help: "Maps to validate on.")
    var validation: Int?

    @Option(help: "Samplings of each map; of residual alone, whose priors are made beforehand.")
    var masks = 2

    @Option(help: "Passes over the maps.")
    var epochs: Int?

    @Option(help: "Maps of a step.")
    var batch: Int?

    @Option(
        name: .customLong("learning-rate"),
        help: ArgumentHelp("The greatest of the one cycle.", valueName: "rate"))
    var learningRate = 1e-3

    @Option(help: "Cells along a map's side, a multiple of 32.")
    var size: Int?

    @Option(help: "Seed of maps, weights and order.")
    var seed: UInt64 = 1

    @Option(help: "Threads; as many as there are cores unless given, 1 with --quick.")
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "Cut the cities out of this folder's rasters (NPY, heights in metres).",
            valueName: "folder"))
    var cities: String?

    @Option(
        help: ArgumentHelp(
            "What maps are drawn from: city, altitudes, powers, channel (YAML).",
            valueName: "file"))
    var config: String?

    @Flag(help: "Something tiny, in less than 30 s.")
    var quick = false

    @Flag(help: "Begin anew where the folder holds a checkpoint.")
    var restart = false

    @Flag(
        name: .customLong("dry-run"),
        help: "Check options and files, say what would be trained, and end.")
    var dryRun = false

    @OptionGroup var format: OutputOptions

    func validate() throws {
        let numbers = [
            ("maps", maps, 2...1_000_000), ("validation", validation, 1...100_000),
            ("epochs", epochs, 1...100_000), ("batch", batch, 1...1_024),
            ("threads", threads, 1...1_024), ("size", size, 32...1_024),
            ("masks", masks, 1...64),
        ]
        for (name, number, range) in numbers {
            guard number.map(range.contains) ?? true else {
                throw ValidationError("--\(name) takes \(range.lowerBound) to \(range.upperBound)")
            }
        }
        guard size.map({ $0 % 32 == 0 }) ?? true else {
            throw ValidationError("--size takes a multiple of 32")
        }
        guard learningRate.isFinite, learningRate > 0, learningRate <= 1 else {
            throw ValidationError("--learning-rate takes a number above 0, at most 1")
        }
        if cities != nil, config != nil {
            throw ValidationError("with --config, the file's key 'cities' names the rasters")
        }
    }

    /// The options with their defaults.
    private var counts: (maps: Int, validation: Int, epochs: Int, batch: Int, size: Int) {
        quick
            ? (maps ?? 8, validation ?? 4, epochs ?? 2, batch ?? 4, size ?? 32)
            : (maps ?? 700, validation ?? 100, epochs ?? 30, batch ?? 8, size ?? 128)
    }

    // What is tiny loses more by waiting for other threads than they bring.
    private var threadCount: Int {
        threads ?? (quick ? 1 : ProcessInfo.processInfo.activeProcessorCount)
    }

    /// The command as the weights file keeps it: all that decides the weights, no paths.
    private var words: String {
        let counts = counts
        return "ethermap train \(network.rawValue) --maps \(counts.maps) --validation "
            + "\(counts.validation) --epochs \(counts.epochs) --batch \(counts.batch) "
            + "--learning-rate \(learningRate) --size \(counts.size) --seed \(seed)"
            + (network == .residual ? " --masks \(masks)" : "")
            + (cities == nil ? "" : " --cities FOLDER") + (config == nil ? "" : " --config FILE")
    }

    func run() throws {
        let configuration = try sceneConfiguration()
        let mixture =
            network == .residual
            ? SceneMixture(varied: configuration) : SceneMixture(configuration)
        if dryRun { return try TrainReport(isJSON: format.isJSON).plan(words, facts(of: mixture)) }
        let interruption = Interruption()
        let scenes = try scenes(mixture, interruption)
        switch network {
        case .imnet, .unet:
            try train(
                IMNetTask(
                    network: IMNet(isCorrected: network == .imnet), scenes: scenes.training,
                    validation: scenes.validation, seed: seed, metadata: facts(of: mixture)),
                interruption)
        case .residual:
            try train(try residualTask(scenes, facts(of: mixture), interruption), interruption)
        }
    }

    /// What the weights are for.
    private func facts(of mixture: SceneMixture) -> [String: String] {
        var facts = mixture.facts.merging(["version": "1"]) { $1 }
        if network == .residual { facts["masks"] = "\(masks)" }
        return facts
    }

    /// Our network's task: the priors of all maps are made before it begins.
    private func residualTask(
        _ scenes: TrainingScenes, _ facts: [String: String], _ interruption: Interruption
    ) throws -> ResidualTask {
        let progress = Mutex(ProgressLine(total: 100, what: "priors"))
        defer { progress.withLock { $0.end() } }
        return try ResidualTask(
            scenes: scenes, source: SynthesisPriorSource(), variantCount: masks, metadata: facts,
            workerCount: threadCount,
            isStopped: { interruption.hasHappened },
            progress: { done, total in progress.withLock { $0.show(done * 100 / max(total, 1)) } })
    }

    private func sceneConfiguration() throws -> InterferenceSceneConfiguration {
        var configuration = InterferenceSceneConfiguration(sideCellCount: counts.size)
        if let config { configuration = try SceneFile.read(config, over: configuration) }
        if let cities {
            let folder = try CityFolder(path: cities)
            for entry in folder.entries where entry.isCellAssumed {
                Terminal.complain(
                    "\(entry.path): no sidecar says how large a cell is; 1 m is assumed")
            }
            configuration.ground = .crops(try folder.entries.map { try City($0) })
        }
        return configuration
    }

    private func scenes(
        _ mixture: SceneMixture, _ interruption: Interruption
    ) throws -> TrainingScenes {
        let total = counts.maps + counts.validation
        let progress = Mutex(ProgressLine(total: total, what: "maps drawn"))
        defer { progress.withLock { $0.end() } }
        return try TrainingScenes(
            trainingCount: counts.maps, validationCount: counts.validation, seed: seed,
            mixture: mixture, workerCount: threadCount,
            isStopped: { interruption.hasHappened },
            progress: { count in progress.withLock { $0.show(count) } })
    }

    private func train(_ task: some TrainingTask, _ interruption: Interruption) throws {
        let loop = TrainingLoop(
            task: task,
            plan: TrainingPlan(
                epochCount: counts.epochs, batchSize: counts.batch, learningRate: learningRate,
                seed: seed, threadCount: threadCount), folder: output, command: words)
        if restart { try loop.files.removeCheckpoint() }
        let report = TrainReport(isJSON: format.isJSON)
        defer { report.end() }
        let outcome = try loop.run(
            isStopped: { interruption.hasHappened }, tell: { try report.tell($0) })
        report.end()
        switch outcome {
        case .finished(let result): try report.finish(result)
        case .interrupted(let epochs, let batches):
            Terminal.complain(
                "stopped after \(epochs) epochs and \(batches) batches; the same command goes on")
            throw CancellationError()
        }
    }
}
