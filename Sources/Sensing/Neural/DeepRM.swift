import Numerics

/// DeepRM's neural compressive sensing as a method for some frames.
///
/// Reference: the paper "Constructing 4D Radio Map in LEO Satellite Networks with Limited Samples",
/// section III-B. Converges to the group lasso's answer (docs/spectrum.md). The first frame starts
/// cold, each further one from the last one's network; the spectrum is the mean of the frames' |X|².
/// It tells neither noise nor thresholds: the paper sweeps a threshold over the rows' powers.
public struct DeepRM: SpectrumMethod, Hashable {
    /// Its name in configurations and tables.
    public let name: String
    /// How it is set up.
    public let configuration: NeuralSensingConfiguration

    /// The method of a name and a configuration.
    public init(name: String = "deeprm", configuration: NeuralSensingConfiguration = .paper) {
        self.name = name
        self.configuration = configuration
    }

    /// The variant that weighs the rows: `deeprm-reweighted`.
    public static let reweighted = DeepRM(name: "deeprm-reweighted", configuration: .reweighted)

    /// The mean power spectrum of some frames.
    public func estimate(_ frames: [CosetSpectra]) throws(SensingError) -> SpectrumPosterior {
        var tracker = DeepRMTracker(name: name, configuration: configuration)
        var mean: SpectrumPosterior?
        for frame in frames {
            let one = try tracker.update(frame, iterationsMax: .max)
            guard var sum = mean else {
                mean = one
                continue
            }
            for bin in sum.binPower.indices { sum.binPower[bin] += one.binPower[bin] }
            sum.iterations += one.iterations
            sum.residual += one.residual
            mean = sum
        }
        guard var mean, let pattern = frames.first?.pattern else {
            throw SensingError("a spectrum wants at least one frame")
        }
        let share = 1 / Float(frames.count)
        for bin in mean.binPower.indices { mean.binPower[bin] *= share }
        mean.residual *= Double(share)
        mean.rowScores = SpectrumPosterior.rowSums(mean.binPower, rowCount: pattern.rowCount)
        return mean
    }
}
