import Numerics
import Sensing

/// One block of a frame as numbers, and what is wrong with it.
struct CosetBlock: Sendable {
    /// The sampler, without the cosets that are dead; `nil` where none is alive.
    let pattern: CosetPattern?
    /// Its samples [P, N], in steps of the reference.
    let samples: ComplexMatrix
    /// Cosets of the frame's pattern that give nothing.
    let deadCosets: [Int]
    /// Share of the samples that stand at the end of the converter's range.
    let clippedShare: Double

    /// What a coset's steps come to.
    private struct Level {
        var energy = 0.0
        var isConstant = true

        /// Nothing but a step up or down.
        func isSilent(over count: Int) -> Bool { energy <= 2 * Double(count) }
    }

    /// Reads one block of a frame.
    ///
    /// - Parameters:
    ///   - block: which one.
    ///   - batch: the frame.
    ///   - gain: how many steps of the stream's reference one step of the frame is.
    init(_ block: Int, of batch: CosetBatch, gain: Float) {
        let (cosets, width) = (batch.pattern.cosetCount, batch.pattern.samplesPerCoset)
        var samples = ComplexMatrix(rowCount: cosets, columnCount: width)
        var levels = Array(repeating: Level(), count: cosets)
        var clipped = 0
        let steps = CosetSteps(block: block, of: batch.iq, pattern: batch.pattern)
        for coset in 0..<cosets {
            let start = coset * width
            let first = (steps.inPhase[start], steps.quadrature[start])
            for index in start..<start + width {
                let (real, imaginary) = (steps.inPhase[index], steps.quadrature[index])
                if Self.isAtEnd(real) || Self.isAtEnd(imaginary) { clipped += 1 }
                let (x, y) = (Double(real), Double(imaginary))
                levels[coset].energy += x * x + y * y
                if first != (real, imaginary) { levels[coset].isConstant = false }
                samples.real[index] = Float(real) * gain
                samples.imaginary[index] = Float(imaginary) * gain
            }
        }
        clippedShare = Double(clipped) / Double(cosets * width)
        let dead = Self.dead(levels, width: width)
        deadCosets = dead
        if dead.isEmpty {
            pattern = batch.pattern
            self.samples = samples
            return
        }
        let alive = (0..<cosets).filter { !dead.contains($0) }
        pattern = try? CosetPattern(
            downsamplingFactor: batch.pattern.downsamplingFactor,
            offsets: alive.map { batch.pattern.offsets[$0] }, samplesPerCoset: width)
        var kept = ComplexMatrix(rowCount: alive.count, columnCount: width)
        for (row, coset) in alive.enumerated() {
            for column in 0..<width { kept[row, column] = samples[coset, column] }
        }
        self.samples = kept
    }

    /// Cosets that are silent, or stuck while most are not: a converter that is stuck is one of few.
    private static func dead(_ levels: [Level], width: Int) -> [Int] {
        let silent = levels.indices.filter { levels[$0].isSilent(over: width) }
        // A block of three samples may be constant by chance, and a carrier at a multiple of the
        // cosets' rate is so in all of them.
        guard width >= 4 else { return silent }
        let stuck = levels.indices.filter { levels[$0].isConstant }
        guard 2 * stuck.count < levels.count else { return silent }
        return Set(silent).union(stuck).sorted()
    }

    private static func isAtEnd(_ step: Int16) -> Bool { step == .max || step <= -.max }
}
