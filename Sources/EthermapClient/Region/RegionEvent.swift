import Model
import Wire

/// What a reader of a region learns.
public enum RegionEvent: Hashable, Sendable {
    /// The broker has accepted the connection; without a session, messages may have been lost.
    case connected(sessionPresent: Bool)
    /// The connection is gone, or an attempt failed; the next one follows after the pause.
    case disconnected(reason: String, retryInSeconds: Double)
    /// A map is whole at a new revision, or not, or gone.
    case map(MapEvent)
    /// An alert, each once.
    case alert(Alert)
    /// What is known of an interferer has changed.
    case interferer(InterfererState)
    /// An interferer is no longer known: it was cleared.
    case interfererGone(InterfererID)
    /// How the engine is.
    case health(EngineHealth)
    /// A sensor's recovered spectrum.
    case spectrum(SpectrumEstimate)
    /// A newer engine has taken over.
    case epochRaised(UInt64)
    /// A message was refused.
    case refused(topic: String, WireError)
}
