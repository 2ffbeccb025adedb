import ArgumentParser
import Evaluation
import Formats
import Foundation
import Geometry
import Service
import Synchronization

/// `ethermap evaluate interference`.
struct EvaluateInterferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interference",
        abstract: "How well interference, SINR and emitters are mapped by every method.",
        discussion: """
            Maps of the IMNet paper's setting: 128 × 128 cells of 4 m, one station, one to four \
            emitters. Methods see a share of the cells, once at random and once along the ways of UAVs, \
            in cities that are known and in cities that are other than believed.

            Example: ethermap evaluate interference --maps 20 --figures figures
            """)

    @Option(help: "Maps of each setting.")
    var maps: Int?

    @Option(
        help: ArgumentHelp(
            "Shares of the cells that are sampled; 5,10,20,30 unless given.", valueName: "%,%"))
    var rates: String?

    @Option(
        help: ArgumentHelp(
            "Settings: \(InterferenceSetting.allCases.map(\.rawValue).joined(separator: ", ")). "
                + "The first three, and real-city with --cities, unless named.",
            valueName: "a,b"))
    var settings: String?

    @Option(
        help: ArgumentHelp(
            "Methods: \(InterferenceMethods.entries.map(\.name).joined(separator: ", ")). "
                + "All unless named.",
            valueName: "a,b"))
    var methods: String?

    @Option(
        help: ArgumentHelp(
            "Real cities: rasters of building heights (NPY, metres).", valueName: "folder"))
    var cities: String?

    @Option(
        help: ArgumentHelp(
            "The networks' weights, <name>.safetensors; those of the program unless given.",
            valueName: "folder"))
    var weights: String?

    @Option(help: "Seed of everything drawn; networks are trained on others.")
    var seed: UInt64 = InterferenceExperiment.Plan().seed

    @Option(help: "Threads; as many as there are cores unless given.")
    var threads: Int?

    @Flag(help: "Few maps: under 30 s.")
    var quick = false

    @Flag(
        name: .customLong("tune-cfar"),
        help: "Tune the detectors of the methods that need one on validation maps, and end.")
    var tunesDetector = false

    @Option(help: ArgumentHelp("Write figures (PNG) into a folder.", valueName: "folder"))
    var figures: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard maps.map({ (1...100_000).contains($0) }) ?? true else {
            throw ValidationError("--maps takes 1 to 100000")
        }
        guard threads.map({ (1...1_024).contains($0) }) ?? true else {
            throw ValidationError("--threads takes 1 to 1024")
        }
        _ = try chosenRates()
        _ = try chosenSettings()
        _ = try chosenMethods()
    }

    private func chosenRates() throws -> [Double] {
        guard let rates else { return quick ? [0.1, 0.3] : [0.05, 0.1, 0.2, 0.3] }
        let numbers = rates.split(separator: ",").map { (Double($0) ?? .nan) / 100 }
        guard !numbers.isEmpty, numbers.allSatisfy({ $0 >= 0.001 && $0 <= 1 }) else {
            throw ValidationError("--rates takes percentages from 0.1 to 100, as in 5,10")
        }
        return numbers
    }

    private func chosenSettings() throws -> [InterferenceSetting] {
        guard let settings else {
            return (quick ? [.uniform, .mismatched] : [.uniform, .trajectory, .mismatched])
                + (cities == nil ? [] : [.realCity])
        }
        return try settings.split(separator: ",").map { name in
            guard let setting = InterferenceSetting(rawValue: String(name)) else {
                throw ValidationError(
                    "there is no setting '\(name)'; there are "
                        + InterferenceSetting.allCases.map(\.rawValue).joined(separator: ", "))
            }
            if setting == .realCity, cities == nil {
                throw ValidationError("the setting real-city needs --cities")
            }
            return setting
        }
    }

    private func chosenMethods() throws -> [String]? {
        guard let methods else { return nil }
        let names = methods.split(separator: ",").map(String.init)
        for name in names where !InterferenceMethods.entries.contains(where: { $0.name == name }) {
            throw ValidationError(
                "there is no method '\(name)'; there are "
                    + InterferenceMethods.entries.map(\.name).joined(separator: ", "))
        }
        return names
    }

    private var workerCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

    func run() throws {
        let methods = try availableMethods()
        if tunesDetector { return try tune(methods) }
        let plan = InterferenceExperiment.Plan(
            mapCount: maps ?? (quick ? 3 : 200), seed: seed, samplingRates: try chosenRates(),
            settings: try chosenSettings(), cities: try realCities())
        if let figures {
            try FileManager.default.createDirectory(
                atPath: figures, withIntermediateDirectories: true)
        }
        let summaries = try run(plan, methods)
        guard let figures else { return }
        let drawer = InterferenceFigureFiles(folder: figures)
        try drawer.write(summaries: summaries, settings: plan.settings)
        try drawer.write(mapsOf: plan, contenders: methods.contenders)
    }

    /// The methods that can take part; what cannot is said aloud, and is an error where it was named.
    private func availableMethods() throws -> InterferenceMethods {
        let methods = try InterferenceMethods(
            names: try chosenMethods(), weights: WeightsFolder.folders(configured: weights))
        for absent in methods.absent {
            let words = "the method '\(absent.name)' cannot take part: \(absent.why)"
            guard self.methods == nil else {
                throw CommandError(.badData, words)
            }
            Terminal.complain(words)
        }
        return methods
    }

    private func run(
        _ plan: InterferenceExperiment.Plan, _ methods: InterferenceMethods
    ) throws -> [InterferenceSummary] {
        let interruption = Interruption()
        let writer = InterferenceWriter(isJSON: output.isJSON)
        let progress = Mutex(
            ProgressLine(total: plan.mapCount * plan.settings.count, what: "maps"))
        let collected = Mutex<[InterferenceSummary]>([])
        defer { progress.withLock { $0.end() } }
        try InterferenceExperiment(plan: plan, contenders: methods.contenders).run(
            workerCount: workerCount, isStopped: { interruption.hasHappened },
            progress: { done in progress.withLock { $0.show(done) } },
            deliver: { summaries in
                progress.withLock { $0.end() }
                writer.write(summaries)
                collected.withLock { $0 += summaries }
            })
        return collected.withLock { $0 }
    }

    private func realCities() throws -> [City] {
        guard let cities else { return [] }
        let folder = try CityFolder(path: cities)
        for entry in folder.entries where entry.isCellAssumed {
            Terminal.complain("\(entry.path): no sidecar says how large a cell is; 1 m is assumed")
        }
        return try folder.entries.map { try City($0) }
    }

    private func tune(_ methods: InterferenceMethods) throws {
        let writer = InterferenceWriter(isJSON: output.isJSON)
        for contender in methods.contenders where InterferenceDetectors.serves(contender.name) {
            writer.write(
                try InterferenceTuning.search(contender, workerCount: workerCount))
        }
    }
}
