import Interference

/// Methods that map the interference of a band with stations in a known city, by name.
public enum InterferenceChoice: String, CaseIterable, Hashable, Sendable {
    /// What samples say beyond what located emitters should put there, interpolated.
    case kriging
    /// Emitters whose signals, ray-cast over the city, explain all samples.
    case synthesis
    /// A network that corrects that map and says how wrong it is.
    case residual
    /// The IMNet paper's network.
    case imnet
    /// That paper's plain U-Net.
    case unet

    /// What is used where the configuration names nothing: the best measured one.
    ///
    /// The one place to change it.
    public static let standard = InterferenceChoice.residual

    /// Whether it is a network, which needs weights.
    public var needsWeights: Bool { InterferenceModel.names.contains(rawValue) }
}
