import Model

/// What the engine takes in: validated values from the journal.
public enum EngineInput: Sendable {
    /// An RSS frame, placed on the grid.
    case samples(SampleBatch)
    /// A coset frame, placed on the grid.
    case cosets(CosetBatch)
    /// A sensor's birth.
    case birth(SensorBirth)
    /// A sensor's state.
    case state(SensorState)
    /// What the operator has told the engine.
    case command(OperatorCommand)
}
