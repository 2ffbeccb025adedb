import Glibc

/// Learning rates that rise to a greatest value and fall far below the first.
///
/// L. Smith 2018, as PyTorch's OneCycleLR with its defaults: from max / 25 by a half cosine up to max in the first
/// 30 % of the steps, then down to max / 25 / 10⁴; momentum moves against it, 0.95 to 0.85 and back.
public struct OneCycleSchedule: Hashable, Sendable {
    /// The greatest learning rate.
    public var learningRateMax: Double
    /// Steps in all.
    public var stepCount: Int
    /// Share of the steps in which the rate rises.
    public var risingShare = 0.3
    /// The greatest rate over the first.
    public var initialDivisor = 25.0
    /// The first rate over the last.
    public var finalDivisor = 1e4
    /// The range of momentum; the greatest where the rate is least.
    public var momentum = 0.85...0.95

    /// A schedule over some steps.
    public init(learningRateMax: Double, stepCount: Int) {
        precondition(learningRateMax > 0 && stepCount > 0, "a schedule has steps and a rate")
        self.learningRateMax = learningRateMax
        self.stepCount = stepCount
    }

    /// The learning rate of a step, from 0.
    public func learningRate(at step: Int) -> Double {
        let initial = learningRateMax / initialDivisor
        return value(at: step, initial, learningRateMax, initial / finalDivisor)
    }

    /// The momentum (Adam's β₁) of a step, from 0.
    public func momentum(at step: Int) -> Double {
        value(at: step, momentum.upperBound, momentum.lowerBound, momentum.upperBound)
    }

    private func value(at step: Int, _ start: Double, _ middle: Double, _ end: Double) -> Double {
        let peak = risingShare * Double(stepCount) - 1
        let last = Double(stepCount) - 1
        let step = min(Double(max(step, 0)), last)
        return step <= peak
            ? cosine(start, middle, peak > 0 ? step / peak : 1)
            : cosine(middle, end, last > peak ? (step - peak) / (last - peak) : 1)
    }

    /// From one value to another along half a cosine.
    private func cosine(_ from: Double, _ to: Double, _ share: Double) -> Double {
        to + (from - to) / 2 * (1 + cos(Double.pi * share))
    }
}
