import Testing

/// The real parts together: broker, engine, store, clients; processes where it matters.
///
/// Serialized, because they compete for the machine's cores and clocks.
@Suite(.serialized, .timeLimit(.minutes(3))) struct IntegrationTests {}
