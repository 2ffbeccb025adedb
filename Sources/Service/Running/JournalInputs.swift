import Engine
import Model
import Store
import Wire

/// Turns journaled messages back into the inputs that they were.
struct JournalInputs {
    private let decoder = WireDecoder()
    private let validator: FrameValidator

    init(configuration: EngineConfiguration) {
        validator = FrameValidator(
            region: configuration.region, limits: configuration.intake,
            levelReachMetres: configuration.evidence.levelReachMetres)
    }

    /// The input of a journal entry; `nil` for what a later configuration of the region refuses.
    func input(of entry: JournalEntry) -> EngineInput? {
        switch entry.kind {
        case .rss:
            guard let frame = try? decoder.rssFrame(entry.payload),
                let batch = try? validator.samples(
                    of: frame, topicSensor: entry.sensor, clock: entry.received)
            else { return nil }
            return .samples(batch)
        case .birth: return (try? decoder.sensorBirth(entry.payload)).map { .birth($0) }
        case .state: return (try? decoder.sensorState(entry.payload)).map { .state($0) }
        case .coset:
            guard let frame = try? decoder.cosetFrame(entry.payload),
                let batch = try? validator.cosets(
                    of: frame, topicSensor: entry.sensor, clock: entry.received)
            else { return nil }
            return .cosets(batch)
        case .command: return (try? OperatorCommand(bytes: entry.payload)).map { .command($0) }
        }
    }
}
