import Engine
import Model
import Testing

/// A region's engine without bus and store: frames in, facts out.
struct DirectEngine {
    private(set) var engine: RegionEngine
    private(set) var alerts: [Alert] = []
    private var journal: [EngineInput] = []
    private let validator: FrameValidator

    init(_ configuration: EngineConfiguration) throws {
        engine = try RegionEngine(configuration: configuration)
        validator = FrameValidator(
            region: configuration.region, limits: configuration.intake,
            levelReachMetres: configuration.evidence.levelReachMetres)
    }

    /// What it has concluded.
    var facts: RegionFacts {
        RegionFacts(maps: engine.maps, alerts: alerts, interferers: engine.interferers)
    }

    /// Takes a frame as if it came from the bus.
    mutating func take(_ frame: RssFrame) throws {
        let clock = frame.time.advanced(bySeconds: 60)
        let batch = try validator.samples(of: frame, topicSensor: frame.sensor, clock: clock)
        try take(.samples(batch))
    }

    /// Takes an input and runs the rounds that are due after it.
    mutating func take(_ input: EngineInput) throws {
        journal.append(input)
        engine.accept(input, journalID: Int64(journal.count))
        while let tick = engine.dueTick(now: .zero) {
            let budget = engine.configuration.estimation.windowBudget
            alerts += try engine.runRound(closing: tick, windowBudget: budget).alerts
        }
    }

    /// Ends every sensor by its own word.
    mutating func finish(_ births: [SensorBirth]) throws {
        for birth in births {
            try take(
                .state(
                    SensorState(
                        sensor: birth.sensor, bootID: birth.bootID, status: .offline,
                        time: Flight.start, isFinal: true)))
        }
    }

    /// Goes through a snapshot: state as bytes, maps as stored, waiting samples from the journal.
    mutating func restore() throws {
        let before = engine
        let kept = Dictionary(uniqueKeysWithValues: before.maps.map { ($0.key, $0) })
        engine = try RegionEngine(
            configuration: before.configuration, restoring: before.stateBytes,
            map: { kept[$0] })
        let after = Int(before.snapshotJournalThrough)
        for index in after..<Int(before.journalThrough) {
            engine.accept(journal[index], journalID: Int64(index + 1))
        }
        let isSame = engine.stateBytes == before.stateBytes
        #expect(isSame, "a restored state is the same state")
    }
}
