import Numerics

/// Some frames of one pattern, side by side: Y, `[P, F N]`, column f N + k.
struct FrameStack {
    let pattern: CosetPattern
    let frameCount: Int
    /// Y, `[P, F N]`.
    private(set) var values: ComplexMatrix

    /// The frames side by side.
    ///
    /// - Parameters:
    ///   - frames: of one pattern.
    ///   - rowCountMax: rows at most; most methods hold A, or tables that grow as the rows' square.
    /// - Throws: `SensingError` where there is none, they are of more than one pattern or of too many
    ///   rows, or not all samples are numbers whose powers single precision holds.
    init(
        _ frames: [CosetSpectra], rowCountMax: Int = CosetLags.rowCountMax
    ) throws(SensingError) {
        guard let pattern = frames.first?.pattern else {
            throw SensingError("a spectrum needs at least one frame")
        }
        guard frames.allSatisfy({ $0.pattern == pattern }) else {
            throw SensingError("the frames of one spectrum are of one pattern")
        }
        guard pattern.rowCount <= rowCountMax else {
            throw SensingError("more than \(rowCountMax) rows are too many for this method")
        }
        let energy = frames.reduce(0) { $0 + $1.values.squaredNorm }
        guard energy.isFinite else { throw SensingError("a frame's samples are not all finite") }
        guard energy < 1e30, energy == 0 || energy > 1e-30 else {
            throw SensingError("frames' energy of \(energy) is beyond single precision")
        }
        self.pattern = pattern
        frameCount = frames.count
        let width = pattern.samplesPerCoset
        guard frames.count > 1 else {
            values = frames[0].values
            return
        }
        var values = ComplexMatrix(
            rowCount: pattern.cosetCount, columnCount: frames.count * width)
        for (place, frame) in frames.enumerated() {
            for row in 0..<pattern.cosetCount {
                let to = row * values.columnCount + place * width
                values.real.replaceSubrange(
                    to..<to + width, with: frame.values.real[row * width..<(row + 1) * width])
                values.imaginary.replaceSubrange(
                    to..<to + width,
                    with: frame.values.imaginary[row * width..<(row + 1) * width])
            }
        }
        self.values = values
    }

    var columnCount: Int { values.columnCount }

    /// The frames as kernels take them.
    var sampled: SampledFrames {
        SampledFrames(
            values: values, matrix: SensingOperator.dense(pattern), offsets: pattern.offsets,
            columnCount: pattern.samplesPerCoset)
    }

    /// The same, with Y times a factor.
    func sampled(scaledBy factor: Float) -> SampledFrames {
        var stack = self
        stack.values.scale(by: factor)
        return stack.sampled
    }

    /// Y Yᴴ / (F N): the covariance of the cosets over all bins.
    var covariance: HermitianMatrix {
        HermitianMatrix(columnsOf: values, factor: 1 / Double(columnCount))
    }

    /// The covariance of the cosets in each bin k, over the frames.
    var binCovariances: [HermitianMatrix] {
        HermitianMatrix.binSums(
            columnsOf: values, width: pattern.samplesPerCoset, factor: 1 / Double(frameCount))
    }

    /// Mean over the frames of |X|², `[L, N]`, of spectra X side by side, `[L, F N]`.
    func meanPower(_ spectra: ComplexMatrix) -> [Float] {
        let width = pattern.samplesPerCoset
        var power = [Float](repeating: 0, count: spectra.rowCount * width)
        let factor = 1 / Float(frameCount)
        for row in 0..<spectra.rowCount {
            for frame in 0..<frameCount {
                let from = row * spectra.columnCount + frame * width
                for bin in 0..<width {
                    let (a, b) = (spectra.real[from + bin], spectra.imaginary[from + bin])
                    power[row * width + bin] += factor * (a * a + b * b)
                }
            }
        }
        return power
    }
}
