import ArgumentParser

/// The networks that `ethermap train` makes weights of.
enum TrainedNetwork: String, CaseIterable, ExpressibleByArgument {
    /// The paper's network, with its negative-correction module.
    case imnet
    /// The paper's baseline without it.
    case unet
    /// Ours: a correction of a physical prior.
    case residual
}
