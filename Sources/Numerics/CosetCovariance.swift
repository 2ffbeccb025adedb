import CKernels

/// Sums of y yᴴ over a stream's frames, column by column, with forgetting.
///
/// Lower triangles of N Hermitian matrices of order P, sixteen columns side by side:
/// `[P (P + 1) / 2, 16 ⌈N / 16⌉]`, the pair i ≥ j at i (i + 1) / 2 + j.
public struct CosetCovariance: Hashable, Sendable {
    /// P: cosets.
    public let cosetCount: Int
    /// N: columns.
    public let columnCount: Int
    /// Real parts of the sums.
    public private(set) var real: [Float]
    /// Imaginary parts of the sums.
    public private(set) var imaginary: [Float]
    /// Σ w of the frames' weights: 1, and less the longer ago.
    public private(set) var weight = 0.0
    /// Σ w².
    public private(set) var squaredWeight = 0.0

    /// No frames yet.
    public init(cosetCount: Int, columnCount: Int) {
        precondition(cosetCount > 0 && columnCount > 0, "frames have a size")
        self.cosetCount = cosetCount
        self.columnCount = columnCount
        real = [Float](repeating: 0, count: Self.count(cosetCount, columnCount))
        imaginary = real
    }

    /// Sums from their parts, as ``real`` and the others; nil where they cannot be such.
    public init?(
        cosetCount: Int, columnCount: Int, real: [Float], imaginary: [Float], weight: Double,
        squaredWeight: Double
    ) {
        let count = Self.count(cosetCount, columnCount)
        guard real.count == count, imaginary.count == count,
            real.allSatisfy({ abs($0) < 1e20 }), imaginary.allSatisfy({ abs($0) < 1e20 }),
            // The newest frame counts 1.
            (weight == 0 && squaredWeight == 0)
                || (weight >= 1 && squaredWeight >= 1 && squaredWeight <= weight && weight < 1e9)
        else { return nil }
        self.cosetCount = cosetCount
        self.columnCount = columnCount
        self.real = real
        self.imaginary = imaginary
        self.weight = weight
        self.squaredWeight = squaredWeight
    }

    private static func count(_ cosets: Int, _ columns: Int) -> Int {
        cosets * (cosets + 1) / 2 * 16 * ((columns + 15) / 16)
    }

    /// Frames that would tell as much if they counted alike: (Σ w)² / Σ w².
    public var effectiveCount: Double {
        squaredWeight > 0 ? weight * weight / squaredWeight : 0
    }

    /// Adds a frame, `[P, N]`, after what there was has lost some of its weight.
    public mutating func add(_ frame: ComplexMatrix, forgetting: Double = 1) {
        precondition(
            frame.rowCount == cosetCount && frame.columnCount == columnCount,
            "a stream's frames have one size")
        ethermap_coset_accumulate(
            Int32(cosetCount), Int32(columnCount), frame.real, frame.imaginary, Float(forgetting),
            &real, &imaginary)
        weight = weight * forgetting + 1
        squaredWeight = squaredWeight * forgetting * forgetting + 1
    }

    /// Mean power of an entry of the frames.
    public var meanPower: Double {
        guard weight > 0 else { return 0 }
        let stride = 16 * ((columnCount + 15) / 16)
        var sum = 0.0
        for coset in 0..<cosetCount {
            let first = (coset * (coset + 1) / 2 + coset) * stride
            for column in 0..<columnCount { sum += Double(real[first + column]) }
        }
        return sum / weight / Double(cosetCount * columnCount)
    }
}
