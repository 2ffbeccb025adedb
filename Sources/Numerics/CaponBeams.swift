import CKernels
import Glibc

/// Capon's beamformer on every bin of a multi-coset spectrum (Capon 1969).
///
/// In column k the frames have the covariance S = Σ_l p[l, k] a_l a_lᴴ + noise · I, with
/// a_l[p] = exp(2πi c_p l / L) / √P. The beamformer S⁻¹ a_l / (a_lᴴ S⁻¹ a_l) lets the bin through as it
/// is, and of everything else as little as can be. Where the model is right, its output over n frames
/// is (p + v) times a mean of n exponential variables.
public struct CaponBeams: Sendable {
    /// L: rows.
    public let rowCount: Int
    /// N: columns.
    public let columnCount: Int
    /// P: cosets.
    public let cosetCount: Int
    /// Mean power z at each beamformer's output, `[L, N]`.
    public private(set) var output: [Float]
    /// v: what of that is others' and noise, by the model, `[L, N]`.
    public private(set) var interference: [Float]
    /// tr S⁻¹ R S⁻¹ / tr S⁻¹: by how much the noise should grow.
    public private(set) var noiseRatio = 1.0

    private let lags: [Int32]
    private let cosines: [Double]
    private let sines: [Double]
    private var work: [Float]

    /// Beamformers of a pattern.
    ///
    /// - Parameters:
    ///   - rowCount: L.
    ///   - offsets: c_p, each below L.
    ///   - columnCount: N.
    public init(rowCount: Int, offsets: [Int], columnCount: Int) {
        precondition(rowCount > 1 && columnCount > 0 && !offsets.isEmpty, "a pattern has a size")
        precondition(offsets.allSatisfy { $0 >= 0 && $0 < rowCount }, "offsets lie in a period")
        self.rowCount = rowCount
        self.columnCount = columnCount
        cosetCount = offsets.count
        output = [Float](repeating: 0, count: rowCount * columnCount)
        interference = output
        var lags: [Int32] = []
        for i in offsets.indices {
            for j in 0..<i { lags.append(Int32((offsets[i] - offsets[j] + rowCount) % rowCount)) }
        }
        // C is handed an address even where there is but one coset.
        self.lags = lags.isEmpty ? [0] : lags
        let turns = (0..<rowCount).map { 2 * Double.pi * Double($0) / Double(rowCount) }
        cosines = turns.map { cos($0) }
        sines = turns.map { sin($0) }
        work = []
        let count = withSampler { ethermap_capon_work(&$0) }
        work = [Float](repeating: 0, count: count)
    }

    /// Steers the beamformers by a model and says what they let through of some frames.
    ///
    /// - Parameters:
    ///   - power: p, `[L, N]`.
    ///   - noise: noise power of an entry of the frames.
    ///   - covariance: the frames.
    public mutating func steer(power: [Float], noise: Float, covariance: CosetCovariance) {
        precondition(
            power.count == output.count && covariance.cosetCount == cosetCount
                && covariance.columnCount == columnCount && covariance.weight > 0,
            "powers and frames are of the pattern")
        var traces = [0.0, 0.0]
        var (work, output, interference) = (work, output, interference)
        (self.work, self.output, self.interference) = ([], [], [])
        withSampler {
            ethermap_capon_beams(
                &$0, power, noise, covariance.real, covariance.imaginary,
                Float(1 / covariance.weight), &work, &output, &interference, &traces)
        }
        (self.work, self.output, self.interference) = (work, output, interference)
        noiseRatio = traces[0] / traces[1]
    }

    private func withSampler<Result>(
        _ body: (inout ethermap_coset_sampler) -> Result
    ) -> Result {
        lags.withUnsafeBufferPointer { lags in
            cosines.withUnsafeBufferPointer { cosines in
                sines.withUnsafeBufferPointer { sines in
                    var sampler = ethermap_coset_sampler(
                        cosets: Int32(cosetCount), rows: Int32(rowCount),
                        columns: Int32(columnCount), lags: lags.baseAddress,
                        cosines: cosines.baseAddress, sines: sines.baseAddress)
                    return body(&sampler)
                }
            }
        }
    }
}
