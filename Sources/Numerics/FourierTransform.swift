import CFFTW

/// Discrete Fourier transforms of one size in two dimensions, single precision, by FFTW.
///
/// Shapes are [rows × columns], row-major; one row is a transform in one dimension. Forward is
/// X[k] = Σ x[n] exp(−2πi kn/N) without a factor; inverse divides by rows × columns, so that it undoes
/// forward. Planned once, by FFTW_ESTIMATE: the plan depends on the size alone, so equal input gives
/// equal bits in every run. Cost O(N log N).
public final class FourierTransform {
    /// Number of rows.
    public let rowCount: Int
    /// Number of columns.
    public let columnCount: Int

    // Sendable because the plans are made in `init` and destroyed in `deinit`, both under the planner's
    // lock, and never change between; FFTW documents executing one plan on several threads at once on
    // different arrays (fftwf_execute_dft and its kin) as safe.
    private nonisolated(unsafe) let plans: Plans

    /// Plans the transforms of one size.
    public init(rowCount: Int, columnCount: Int) {
        precondition(rowCount > 0 && columnCount > 0, "a transform has a size")
        precondition(
            rowCount <= Int(Int32.max) && columnCount <= Int(Int32.max)
                && rowCount * columnCount <= 1 << 28, "a transform's size is bounded")
        self.rowCount = rowCount
        self.columnCount = columnCount
        plans = FourierPlanner.lock.withLock { _ in
            Plans(rowCount: Int32(rowCount), columnCount: Int32(columnCount))
        }
    }

    deinit {
        FourierPlanner.lock.withLock { _ in plans.destroy() }
    }

    /// Values of one transform, rows × columns.
    public var count: Int { rowCount * columnCount }
    /// Columns of a real signal's half spectrum: columns / 2 + 1; the rest is conjugate to it.
    public var halfColumnCount: Int { columnCount / 2 + 1 }

    /// Transforms complex values [rows × columns] in place.
    public func forward(_ values: inout [ComplexFloat]) {
        execute(plans.forward, &values)
    }

    /// Undoes `forward`, in place.
    public func inverse(_ values: inout [ComplexFloat]) {
        execute(plans.backward, &values)
        let factor = 1 / Float(count)
        for index in values.indices {
            values[index].real *= factor
            values[index].imaginary *= factor
        }
    }

    /// The half spectrum [rows × halfColumnCount] of real values [rows × columns].
    public func forward(real values: [Float]) -> [ComplexFloat] {
        precondition(values.count == count, "real values fill the transform")
        // FFTW leaves the input of this plan as it is, yet asks for a mutable pointer.
        var input = values
        var output = [ComplexFloat](repeating: .zero, count: rowCount * halfColumnCount)
        input.withUnsafeMutableBufferPointer { input in
            output.withFFTWPointer { output in
                fftwf_execute_dft_r2c(plans.realForward, input.baseAddress, output)
            }
        }
        return output
    }

    /// The real values [rows × columns] of a half spectrum [rows × halfColumnCount].
    public func inverseReal(_ spectrum: [ComplexFloat]) -> [Float] {
        precondition(
            spectrum.count == rowCount * halfColumnCount, "a half spectrum fills the transform")
        // This plan destroys its input.
        var input = spectrum
        var output = [Float](repeating: 0, count: count)
        input.withFFTWPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                fftwf_execute_dft_c2r(plans.realBackward, input, output.baseAddress)
            }
        }
        let factor = 1 / Float(count)
        for index in output.indices { output[index] *= factor }
        return output
    }

    private func execute(_ plan: fftwf_plan?, _ values: inout [ComplexFloat]) {
        precondition(values.count == count, "complex values fill the transform")
        values.withFFTWPointer { fftwf_execute_dft(plan, $0, $0) }
    }
}

extension FourierTransform: Sendable {}

/// The four plans of one size.
private struct Plans {
    let forward: fftwf_plan?
    let backward: fftwf_plan?
    let realForward: fftwf_plan?
    let realBackward: fftwf_plan?

    /// Makes the plans; FFTW_ESTIMATE does not touch the arrays it plans on.
    init(rowCount: Int32, columnCount: Int32) {
        let complexCount = Int(rowCount) * (Int(columnCount) / 2 + 1) * 2
        let count = max(complexCount, Int(rowCount) * Int(columnCount))
        var scratch = [ComplexFloat](repeating: .zero, count: count)
        var real = [Float](repeating: 0, count: count)
        // Unaligned: the plan then fits every Swift array, whatever its address.
        let flags = UInt32(FFTW_ESTIMATE) | UInt32(FFTW_UNALIGNED)
        var made: [fftwf_plan?] = []
        scratch.withFFTWPointer { complex in
            real.withUnsafeMutableBufferPointer { real in
                let real = real.baseAddress
                made = [
                    fftwf_plan_dft_2d(
                        rowCount, columnCount, complex, complex, FFTW_FORWARD, flags),
                    fftwf_plan_dft_2d(
                        rowCount, columnCount, complex, complex, FFTW_BACKWARD, flags),
                    fftwf_plan_dft_r2c_2d(
                        rowCount, columnCount, real, complex,
                        flags | UInt32(FFTW_PRESERVE_INPUT)),
                    fftwf_plan_dft_c2r_2d(rowCount, columnCount, complex, real, flags),
                ]
            }
        }
        precondition(made.allSatisfy { $0 != nil }, "FFTW plans every size")
        (forward, backward, realForward, realBackward) = (made[0], made[1], made[2], made[3])
    }

    func destroy() {
        for plan in [forward, backward, realForward, realBackward] { fftwf_destroy_plan(plan) }
    }
}

extension [ComplexFloat] {
    /// Lends the values as FFTW's pairs of floats, whose layout `ComplexFloat` shares.
    fileprivate mutating func withFFTWPointer(
        _ body: (UnsafeMutablePointer<fftwf_complex>?) -> Void
    ) {
        withUnsafeMutableBytes { bytes in
            body(bytes.baseAddress?.assumingMemoryBound(to: fftwf_complex.self))
        }
    }
}
