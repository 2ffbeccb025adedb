import Numerics

extension ComplexMatrix {
    /// The matrix times a number.
    func scaled(by factor: Float) -> ComplexMatrix {
        var result = self
        for index in result.real.indices {
            result.real[index] *= factor
            result.imaginary[index] *= factor
        }
        return result
    }
}
