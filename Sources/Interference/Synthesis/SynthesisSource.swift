import Numerics

/// One emitter of the synthesis: where it is tried, and what it puts at the samples there.
struct SynthesisSource: Sendable {
    var eastMetres: Double
    var northMetres: Double
    var eirpDbm: Double
    /// 10 log10(d / 100 m) to the samples.
    var slopes: [Float]
    /// Which samples see it.
    var clear: [UInt8]
    /// Its power at the samples, mW.
    var power: [Float]
    /// That squared times its variance.
    var spread: [Float]
    /// What it explains that nothing else does, nats.
    var gain = 0.0
    /// Places that were tried for it, and their log-likelihoods.
    var places: [Place] = []

    /// A place that was tried.
    struct Place: Sendable {
        var eastMetres: Double
        var northMetres: Double
        var log: Double
    }
}
