import Interference
import Model
import Scenario

@testable import Engine

/// A simulated city's sensors, driving an engine on event time: six UAVs at 20 m/s.
struct CityRun {
    static let start = UnixTime(seconds: 1_700_000_000)
    /// A frame spans this long, seconds.
    static let frameSeconds = 0.5

    let scenario: CityScenario
    var engine: RegionEngine
    var alerts: [Alert] = []
    private let validator: FrameValidator
    private var journalID: Int64 = 0
    private var seconds = 0.0

    init(
        seed: UInt64, interferers: [InterfererPlan], biasStandardDeviationDb: Double = 1,
        knowsCity: Bool = false,
        change: (inout EngineConfiguration) -> Void = { _ in }
    ) throws {
        var configuration = CityScenarioConfiguration()
        configuration.interferers = interferers
        configuration.uavCount = 6
        configuration.uavSpeedMetresPerSecond = 20
        configuration.biasStandardDeviationDb = biasStandardDeviationDb
        scenario = CityScenario(seed: seed, configuration: configuration)
        var engineConfiguration = EngineConfiguration(region: scenario.region)
        engineConfiguration.clock = .event
        if knowsCity { engineConfiguration.city = scenario.city }
        engineConfiguration.estimation.interference = InterferenceChoice.kriging.rawValue
        change(&engineConfiguration)
        engine = try RegionEngine(configuration: engineConfiguration)
        validator = FrameValidator(
            region: scenario.region, limits: engineConfiguration.intake,
            levelReachMetres: engineConfiguration.evidence.levelReachMetres)
    }

    /// What the sensors send in the next half second.
    mutating func nextInputs() throws -> [EngineInput] {
        let from = seconds
        seconds += Self.frameSeconds
        let sequence = UInt64((seconds / Self.frameSeconds).rounded())
        return try scenario.sensors.compactMap { sensor in
            let frame = scenario.frame(
                of: sensor, sequence: sequence, startTime: Self.start, from: from, to: seconds,
                pointRateHz: 20)
            return try frame.map {
                .samples(
                    try validator.samples(of: $0, topicSensor: sensor.id, clock: $0.time))
            }
        }
    }

    /// Feeds and runs rounds up to a time, seconds since the beginning.
    mutating func run(to end: Double, each body: (RoundResult) -> Void = { _ in }) throws {
        while seconds < end {
            for input in try nextInputs() {
                journalID += 1
                engine.accept(input, journalID: journalID)
                while let tick = engine.dueTick(now: .zero) {
                    let result = try engine.runRound(closing: tick, windowBudget: 64)
                    alerts += result.alerts
                    body(result)
                }
            }
        }
    }

    /// Distance of each detected interferer from the true one when its alert came, metres.
    var detectionErrorsMetres: [Double] {
        alerts.compactMap { alert in
            guard let found = alert.interferer, alert.kind != .interfererCleared,
                let truth = scenario.interferers.first
            else { return nil }
            let place = scenario.localFrame.local(of: found.position)
            let seconds = alert.time.seconds(since: Self.start)
            return place.horizontalDistanceMetres(to: truth.position(at: seconds))
        }
    }
}
