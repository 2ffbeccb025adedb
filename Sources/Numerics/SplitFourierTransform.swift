import CFFTW
import Synchronization

/// Fourier transforms of all rows, or of all columns, of a ``ComplexMatrix``, by FFTW.
///
/// Forward is X[k] = Σ x[n] exp(−2πi kn/length), backward its conjugate kernel; neither has a factor.
/// Planned once by FFTW_ESTIMATE on the size alone, so equal input gives equal bits. Cost
/// O(rows · columns · log length).
public final class SplitFourierTransform {
    /// What is transformed.
    public enum Axis: Hashable, Sendable {
        /// Each row by itself: the length is the number of columns.
        case eachRow
        /// Each column by itself: the length is the number of rows.
        case eachColumn
    }

    /// Rows of the matrices.
    public let rowCount: Int
    /// Columns of the matrices.
    public let columnCount: Int

    // Sendable because the plan is made in `init`, destroyed in `deinit`, both under the planner's lock,
    // and never changes between; FFTW documents executing one plan on several threads at once on
    // different arrays as safe.
    private nonisolated(unsafe) let plan: fftwf_plan?

    /// Plans the transforms of one shape.
    public init(rowCount: Int, columnCount: Int, axis: Axis) {
        precondition(rowCount > 0 && columnCount > 0, "a transform has a size")
        precondition(rowCount * columnCount <= 1 << 28, "a transform's size is bounded")
        self.rowCount = rowCount
        self.columnCount = columnCount
        plan = FourierPlanner.lock.withLock { _ in
            Self.plan(rowCount: rowCount, columnCount: columnCount, axis: axis)
        }
        precondition(plan != nil, "FFTW plans every size")
    }

    deinit {
        FourierPlanner.lock.withLock { _ in fftwf_destroy_plan(plan) }
    }

    /// Transforms in place.
    public func forward(_ matrix: inout ComplexMatrix) {
        execute(&matrix.real, &matrix.imaginary, of: matrix.rowCount, by: matrix.columnCount)
    }

    /// Transforms in place with the conjugate kernel: rows · or columns · times the inverse.
    public func backward(_ matrix: inout ComplexMatrix) {
        // Exchanging the parts conjugates the kernel.
        execute(&matrix.imaginary, &matrix.real, of: matrix.rowCount, by: matrix.columnCount)
    }

    private static func plan(rowCount: Int, columnCount: Int, axis: Axis) -> fftwf_plan? {
        var (length, stride) = (Int32(columnCount), Int32(1))
        var (count, distance) = (Int32(rowCount), Int32(columnCount))
        if axis == .eachColumn {
            (length, stride) = (Int32(rowCount), Int32(columnCount))
            (count, distance) = (Int32(columnCount), 1)
        }
        var dimension = fftwf_iodim(n: length, is: stride, os: stride)
        var batch = fftwf_iodim(n: count, is: distance, os: distance)
        let places = rowCount * columnCount
        var scratch = [Float](repeating: 0, count: 2 * places)
        return scratch.withUnsafeMutableBufferPointer { scratch in
            guard let real = scratch.baseAddress else { return nil }
            let imaginary = real + places
            // Unaligned: the plan then fits every Swift array, whatever its address.
            let flags = UInt32(FFTW_ESTIMATE) | UInt32(FFTW_UNALIGNED)
            return fftwf_plan_guru_split_dft(
                1, &dimension, 1, &batch, real, imaginary, real, imaginary, flags)
        }
    }

    private func execute(
        _ real: inout [Float], _ imaginary: inout [Float], of rows: Int, by columns: Int
    ) {
        precondition(rows == rowCount && columns == columnCount, "the matrix fits the transform")
        // A plan of split arrays holds for one distance between the parts only: work on a copy.
        let places = rowCount * columnCount
        var work = real + imaginary
        work.withUnsafeMutableBufferPointer { work in
            guard let first = work.baseAddress else { return }
            fftwf_execute_split_dft(plan, first, first + places, first, first + places)
        }
        real = Array(work[..<places])
        imaginary = Array(work[places...])
    }
}

extension SplitFourierTransform: Sendable {}
