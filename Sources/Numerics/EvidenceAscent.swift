import CKernels
import Glibc

/// Powers of a multi-coset sampler's rows that maximise the evidence of its cosets' covariance.
///
/// With S = Σ_l p_l a_l a_lᴴ + noise · I and a_l[p] = exp(2πi c_p l / L) / √P, −log |S| − tr S⁻¹ R is
/// raised by p_l ← p_l (a_lᴴ S⁻¹ R S⁻¹ a_l) / (a_lᴴ S⁻¹ a_l), and the noise by EM (D. Wipf and B. Rao, IEEE
/// TSP 2007). S depends on the lags c_p − c_q alone, and so do all the forms: each iteration is one
/// inversion, two products and three DFTs of length L, without anything allocated.
public struct EvidenceAscent: Sendable {
    /// p_l: mean power of a bin of each row.
    public private(set) var rowPowers: [Double]
    /// Noise of an entry of the cosets' spectra.
    public private(set) var noise: Double
    /// S⁻¹, of the last model that could be inverted.
    public private(set) var precision: HermitianMatrix
    /// Iterations taken.
    public private(set) var iterations = 0

    /// How far an ascent goes, and what it may change.
    public struct Limits: Hashable, Sendable {
        /// Iterations at most.
        public var iterationsMax: Int
        /// It ends when no power moves by more than this share of the largest.
        public var tolerance: Double
        /// What the noise does not fall below; nil leaves it as it is.
        public var noiseFloor: Double?

        /// Some limits.
        public init(iterationsMax: Int, tolerance: Double, noiseFloor: Double?) {
            self.iterationsMax = iterationsMax
            self.tolerance = tolerance
            self.noiseFloor = noiseFloor
        }
    }

    /// The powers where the ascent ends.
    ///
    /// - Parameters:
    ///   - covariance: R, of the cosets' spectra.
    ///   - offsets: c_p, each below L.
    ///   - rowPowers: where the L powers begin.
    ///   - noise: where the noise begins.
    ///   - limits: how far it goes.
    public init(
        covariance: HermitianMatrix, offsets: [Int], rowPowers: [Double], noise: Double,
        limits: Limits
    ) {
        let (rows, cosets) = (rowPowers.count, offsets.count)
        precondition(
            rows > 0 && covariance.order == cosets
                && covariance.values.count == 2 * cosets * cosets, "a covariance is [P, P]")
        precondition(offsets.allSatisfy { $0 >= 0 && $0 < rows }, "offsets lie in a period")
        self.rowPowers = rowPowers
        self.noise = noise
        precision = HermitianMatrix(order: cosets)
        var lags: [Int32] = []
        for i in offsets.indices {
            for j in 0..<i { lags.append(Int32((offsets[i] - offsets[j] + rows) % rows)) }
        }
        // C is handed an address even where there is but one coset.
        if lags.isEmpty { lags = [0] }
        let turns = (0..<rows).map { 2 * Double.pi * Double($0) / Double(rows) }
        let (cosines, sines) = (turns.map { cos($0) }, turns.map { sin($0) })
        var kernelLimits = ethermap_ascent_limits(
            iterations: Int32(clamping: limits.iterationsMax), tolerance: limits.tolerance,
            learns_noise: limits.noiseFloor == nil ? 0 : 1, noise_floor: limits.noiseFloor ?? 0)
        lags.withUnsafeBufferPointer { lags in
            cosines.withUnsafeBufferPointer { cosines in
                sines.withUnsafeBufferPointer { sines in
                    var sampler = ethermap_coset_sampler(
                        cosets: Int32(cosets), rows: Int32(rows), columns: 1,
                        lags: lags.baseAddress, cosines: cosines.baseAddress,
                        sines: sines.baseAddress)
                    let room = ethermap_evidence_work(&sampler)
                    withUnsafeTemporaryAllocation(of: Double.self, capacity: room) { work in
                        iterations = Int(
                            ethermap_evidence_ascent(
                                &sampler, &kernelLimits, covariance.values, &self.rowPowers,
                                &self.noise, &precision.values, work.baseAddress))
                    }
                }
            }
        }
    }
}
