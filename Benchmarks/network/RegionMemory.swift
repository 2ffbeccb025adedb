import Engine
import Foundation
import Geometry
import Interference
import Model
import NeuralNet
import Scenario

/// Memory of an engine for a region of 1024 × 1024 cells of 4 m in a known city, one band.
struct RegionMemory {
    private let model: InterferenceModel

    init(weights path: String) throws {
        model = try InterferenceModel("residual", weights: WeightsFile.read(path))
    }

    /// Most memory that the process has held, MiB.
    static func peakMebibytes() throws -> Double {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let words = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }) ?? []
        return words.count > 1 ? (Double(words[1]) ?? .nan) / 1_024 : .nan
    }

    /// Runs an engine for some seconds of event time and prints.
    func run(threads: Int, seconds: Double) throws {
        var configuration = CityScenarioConfiguration()
        configuration.cellCount = 1_024
        configuration.cellMetres = 4
        configuration.uavCount = 12
        configuration.uavSpeedMetresPerSecond = 20
        configuration.interferers = [InterfererPlan(onAtSeconds: 0)]
        let scenario = CityScenario(seed: 1, configuration: configuration)
        var settings = EngineConfiguration(region: scenario.region)
        settings.clock = .event
        settings.city = scenario.city
        settings.estimation.interference = InterferenceChoice.residual.rawValue
        settings.estimation.networkThreads = threads
        settings.interferenceModel = model
        var engine = try RegionEngine(configuration: settings)
        let validator = FrameValidator(
            region: scenario.region, limits: settings.intake,
            levelReachMetres: settings.evidence.levelReachMetres)
        let start = UnixTime(seconds: 1_700_000_000)
        var journalID: Int64 = 0
        var methods: Set<String> = []
        var roundTimes: [Double] = []
        for step in 0..<Int(seconds / 0.5) {
            for sensor in scenario.sensors {
                let frame = scenario.frame(
                    of: sensor, sequence: UInt64(step) + 1, startTime: start,
                    from: Double(step) * 0.5, to: Double(step + 1) * 0.5, pointRateHz: 20)
                guard let frame else { continue }
                journalID += 1
                engine.accept(
                    .samples(
                        try validator.samples(of: frame, topicSensor: sensor.id, clock: frame.time)),
                    journalID: journalID)
                while let tick = engine.dueTick(now: .zero) {
                    let begin = ContinuousClock.now
                    let result = try engine.runRound(closing: tick, windowBudget: 64)
                    roundTimes.append((ContinuousClock.now - begin) / .milliseconds(1))
                    for change in result.changes { methods.insert(change.method) }
                }
            }
        }
        roundTimes.sort()
        print(
            #"{"peer": "ethermap", "what": "region-engine-peak-mebibytes", "threads": \#(threads), "#
                + #""value": \#(try Self.peakMebibytes().rounded()), "rounds": \#(roundTimes.count), "#
                + #""round_median_ms": \#(roundTimes[roundTimes.count / 2].rounded()), "#
                + #""round_max_ms": \#((roundTimes.last ?? 0).rounded()), "#
                + #""methods": \#(methods.sorted())}"#)
    }
}
