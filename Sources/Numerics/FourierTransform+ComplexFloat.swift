/// A complex number of single precision; the layout of FFTW's: real part, then imaginary.
public struct ComplexFloat: Hashable, Sendable, BitwiseCopyable {
    /// The real part.
    public var real: Float
    /// The imaginary part.
    public var imaginary: Float

    /// A number from its parts.
    public init(real: Float, imaginary: Float = 0) {
        self.real = real
        self.imaginary = imaginary
    }

    /// Nought.
    public static let zero = ComplexFloat(real: 0)

    /// The squared modulus.
    public var squaredMagnitude: Float { real * real + imaginary * imaginary }
}
