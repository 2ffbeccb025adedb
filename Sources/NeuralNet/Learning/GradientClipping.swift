import CKernels

/// Keeps a step from being thrown by one bad batch: gradients are shortened to a greatest norm.
public enum GradientClipping {
    /// Euclidean norm of all gradients together.
    public static func norm(of gradients: [Float]) -> Double {
        ethermap_sum_of_squares(gradients, gradients.count).squareRoot()
    }

    /// Scales gradients whose norm is greater than `normMax` down to it.
    ///
    /// - Returns: the norm before; not finite where a gradient is not.
    public static func clip(_ gradients: inout [Float], normMax: Double) -> Double {
        let norm = norm(of: gradients)
        // As PyTorch's clip_grad_norm_, whose divisor has a little more.
        let factor = Float(normMax / (norm + 1e-6))
        if norm.isFinite, factor < 1 {
            for index in gradients.indices { gradients[index] *= factor }
        }
        return norm
    }
}
