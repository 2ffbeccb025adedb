import CKernels
import Glibc

/// Frames of one multi-coset sampler, Y = A X + noise, laid out for kernels that go frame by frame.
///
/// Spectra X are `[F, L, 2 N']` and samples Y `[F, P, 2 N']`, real parts left of imaginary ones, so that a
/// frame stays in the nearest cache from its first product to its last; N' is N in whole vectors of 16.
/// What is the same in all frames, such as a prior, is `[L, N]`.
public struct SampledFrames: Sendable {
    /// L: rows of a spectrum.
    public let rowCount: Int
    /// P: cosets.
    public let cosetCount: Int
    /// N: columns of a frame.
    public let columnCount: Int
    /// F: frames.
    public let frameCount: Int
    let matrix: [Float]
    let targets: [Float]
    private let lags: [Int32]
    private let cosines: [Double]
    private let sines: [Double]

    /// Some frames side by side.
    ///
    /// - Parameters:
    ///   - values: Y, `[P, F N]`.
    ///   - matrix: A, `[P, L]`.
    ///   - offsets: c_p, of which A is made.
    ///   - columnCount: N.
    public init(values: ComplexMatrix, matrix: ComplexMatrix, offsets: [Int], columnCount: Int) {
        let (cosets, rows) = (matrix.rowCount, matrix.columnCount)
        precondition(
            values.rowCount == cosets && offsets.count == cosets && columnCount > 0
                && values.columnCount > 0 && values.columnCount.isMultiple(of: columnCount),
            "frames are of the sampler")
        precondition(offsets.allSatisfy { $0 >= 0 && $0 < rows }, "offsets lie in a period")
        rowCount = rows
        cosetCount = cosets
        self.columnCount = columnCount
        frameCount = values.columnCount / columnCount
        self.matrix = matrix.real + matrix.imaginary
        var lags: [Int32] = []
        for i in offsets.indices {
            for j in 0..<i { lags.append(Int32((offsets[i] - offsets[j] + rows) % rows)) }
        }
        // C is handed an address even where there is but one coset.
        self.lags = lags.isEmpty ? [0] : lags
        let turns = (0..<rows).map { 2 * Double.pi * Double($0) / Double(rows) }
        cosines = turns.map { cos($0) }
        sines = turns.map { sin($0) }
        let padded = Self.padded(columnCount)
        targets = Self.arranged(values, columnCount: columnCount, padded: padded, sign: -1)
    }

    /// N', whole vectors.
    public var paddedColumnCount: Int { Self.padded(columnCount) }

    private static func padded(_ columns: Int) -> Int { (columns + 15) / 16 * 16 }

    /// Spectra of noughts, `[F, L, 2 N']`.
    public var emptySpectra: [Float] {
        [Float](repeating: 0, count: spectraCount)
    }

    /// Samples of noughts, `[F, P, 2 N']`.
    public var emptySamples: [Float] { [Float](repeating: 0, count: targets.count) }

    /// X, `[L, F N]`, of spectra `[F, L, 2 N']`.
    public func matrix(_ spectra: [Float]) -> ComplexMatrix {
        precondition(spectra.count == spectraCount, "spectra are [F, L, 2 N']")
        var matrix = ComplexMatrix(rowCount: rowCount, columnCount: frameCount * columnCount)
        let padded = paddedColumnCount
        for frame in 0..<frameCount {
            for row in 0..<rowCount {
                let from = (frame * rowCount + row) * 2 * padded
                let to = row * matrix.columnCount + frame * columnCount
                matrix.real.replaceSubrange(
                    to..<to + columnCount, with: spectra[from..<from + columnCount])
                matrix.imaginary.replaceSubrange(
                    to..<to + columnCount,
                    with: spectra[from + padded..<from + padded + columnCount])
            }
        }
        return matrix
    }

    /// ‖X_l‖² over all frames, `[L]`.
    public func squaredRowNorms(_ spectra: [Float]) -> [Double] {
        precondition(spectra.count == spectraCount, "spectra are [F, L, 2 N']")
        let width = 2 * paddedColumnCount
        var norms = [Double](repeating: 0, count: rowCount)
        for frame in 0..<frameCount {
            for row in 0..<rowCount {
                let from = (frame * rowCount + row) * width
                var sum: Float = 0
                for place in from..<from + width { sum += spectra[place] * spectra[place] }
                norms[row] += Double(sum)
            }
        }
        return norms
    }

    /// Numbers of spectra, `[F, L, 2 N']`.
    var spectraCount: Int { frameCount * rowCount * 2 * paddedColumnCount }

    /// `[L, N]` as `[L, N']`, and back.
    func widened(_ values: [Double]) -> [Double] {
        guard paddedColumnCount != columnCount else { return values }
        var wide = [Double](repeating: 0, count: rowCount * paddedColumnCount)
        for row in 0..<rowCount {
            wide.replaceSubrange(
                row * paddedColumnCount..<row * paddedColumnCount + columnCount,
                with: values[row * columnCount..<(row + 1) * columnCount])
        }
        return wide
    }

    /// `[L, N']` as `[L, N]`.
    func narrowed<Value>(_ wide: [Value]) -> [Value] {
        guard paddedColumnCount != columnCount else { return wide }
        return (0..<rowCount).flatMap {
            wide[$0 * paddedColumnCount..<$0 * paddedColumnCount + columnCount]
        }
    }

    private static func arranged(
        _ matrix: ComplexMatrix, columnCount: Int, padded: Int, sign: Float
    ) -> [Float] {
        let frames = matrix.columnCount / columnCount
        var values = [Float](repeating: 0, count: frames * matrix.rowCount * 2 * padded)
        for frame in 0..<frames {
            for row in 0..<matrix.rowCount {
                let from = row * matrix.columnCount + frame * columnCount
                let to = (frame * matrix.rowCount + row) * 2 * padded
                for column in 0..<columnCount {
                    values[to + column] = sign * matrix.real[from + column]
                    values[to + padded + column] = sign * matrix.imaginary[from + column]
                }
            }
        }
        return values
    }

    /// Hands the kernels these frames, their sampler and room.
    func withKernel<Result>(
        _ body: (
            inout ethermap_sampled_frames, inout ethermap_coset_sampler,
            UnsafeMutablePointer<Float>?
        ) -> Result
    ) -> Result {
        matrix.withUnsafeBufferPointer { matrix in
            targets.withUnsafeBufferPointer { targets in
                var frames = ethermap_sampled_frames(
                    rows: rowCount, cosets: cosetCount, columns: paddedColumnCount,
                    count: frameCount, matrix: matrix.baseAddress, targets: targets.baseAddress)
                return lags.withUnsafeBufferPointer { lags in
                    cosines.withUnsafeBufferPointer { cosines in
                        sines.withUnsafeBufferPointer { sines in
                            var sampler = ethermap_coset_sampler(
                                cosets: Int32(cosetCount), rows: Int32(rowCount),
                                columns: Int32(paddedColumnCount), lags: lags.baseAddress,
                                cosines: cosines.baseAddress, sines: sines.baseAddress)
                            return withUnsafeTemporaryAllocation(
                                of: Float.self, capacity: ethermap_frames_scratch(&frames)
                            ) { body(&frames, &sampler, $0.baseAddress) }
                        }
                    }
                }
            }
        }
    }
}
