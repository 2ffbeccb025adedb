import Glibc

/// Losses over arrays of elements, as weighted means: Σ w l / Σ w, with w = 1 where none is given.
///
/// A weight of 0 masks an element out; where all are 0 the loss and its gradient are 0.
public enum Loss {
    /// Mean squared error, l = (x − y)².
    public static func meanSquaredError(
        _ outputs: [Float], targets: [Float], weights: [Float]? = nil
    ) -> LossTerm {
        accumulate(outputs.count, targets.count, weights) { index in
            let error = Double(outputs[index]) - Double(targets[index])
            return (error * error, 2 * error)
        }
    }

    /// Soft-focal binary cross-entropy of logits x against soft labels y in 0...1, for heat maps.
    ///
    /// l = |σ(x) − y|^β · [log(1 + eˣ) − y x]: cells that are right already count for little (the
    /// quality focal loss of Li et al. 2020, whose β is 2; β = 0 is plain cross-entropy).
    public static func softFocal(
        logits: [Float], targets: [Float], weights: [Float]? = nil, exponent: Double = 2
    ) -> LossTerm {
        precondition(exponent == 0 || exponent >= 1, "the focal exponent is 0, or at least 1")
        return accumulate(logits.count, targets.count, weights) { index in
            let x = Double(logits[index])
            let y = Double(targets[index])
            let small = exp(-abs(x))
            let probability = x >= 0 ? 1 / (1 + small) : small / (1 + small)
            let entropy = max(x, 0) + log1p(small) - y * x
            let error = probability - y
            guard exponent > 0 else { return (entropy, error) }
            let size = abs(error)
            let outer = exponent == 2 ? size : pow(size, exponent - 1)
            let slope =
                outer * size * error
                + exponent * outer * (error < 0 ? -1 : 1) * probability * (1 - probability)
                * entropy
            return (outer * size * entropy, slope)
        }
    }

    /// Negative logarithm of a Gaussian likelihood with predicted mean μ and log-variance s.
    ///
    /// l = ½ [s + (y − μ)² e^−s], without the constant. s is held within `bounds`; beyond them it
    /// has a gradient only where that leads back.
    ///
    /// - Returns: the loss with its gradient by the mean, and the gradient by the log-variance.
    public static func gaussianLogLikelihood(
        means: [Float], logVariances: [Float], targets: [Float], weights: [Float]? = nil,
        bounds: ClosedRange<Float> = -12...12
    ) -> (mean: LossTerm, logVarianceGradient: [Float]) {
        precondition(means.count == logVariances.count, "each mean has a variance")
        var byLogVariance = [Float](repeating: 0, count: means.count)
        let scale = 1 / max(total(weights, count: means.count), .leastNormalMagnitude)
        let mean = accumulate(means.count, targets.count, weights) { index in
            let raw = logVariances[index]
            let held = Double(min(max(raw, bounds.lowerBound), bounds.upperBound))
            let error = Double(means[index]) - Double(targets[index])
            let precision = exp(-held)
            let slope = 0.5 * (1 - error * error * precision)
            let leadsOut =
                (raw < bounds.lowerBound && slope > 0) || (raw > bounds.upperBound && slope < 0)
            let weight = Double(weights?[index] ?? 1)
            byLogVariance[index] = leadsOut ? 0 : Float(weight * slope * scale)
            return (0.5 * (held + error * error * precision), error * precision)
        }
        return (mean, byLogVariance)
    }

    private static func total(_ weights: [Float]?, count: Int) -> Double {
        weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(count)
    }

    /// The weighted mean of what `element` gives: a value and its derivative.
    private static func accumulate(
        _ count: Int, _ targetCount: Int, _ weights: [Float]?,
        element: (Int) -> (value: Double, slope: Double)
    ) -> LossTerm {
        precondition(
            count == targetCount && weights.map { $0.count == count } ?? true,
            "outputs, targets and weights have one length")
        let total = total(weights, count: count)
        var gradient = [Float](repeating: 0, count: count)
        guard total > 0 else { return LossTerm(value: 0, gradient: gradient) }
        var sum = 0.0
        for index in 0..<count {
            let weight = Double(weights?[index] ?? 1)
            // What is masked out may be anything, NaN included.
            guard weight != 0 else { continue }
            let (value, slope) = element(index)
            sum += weight * value
            gradient[index] = Float(weight * slope / total)
        }
        return LossTerm(value: sum / total, gradient: gradient)
    }
}
