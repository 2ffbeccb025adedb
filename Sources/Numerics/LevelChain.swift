import CKernels

/// Power along a circle of bins as a hidden Markov chain over levels (Rabiner 1989).
///
/// A bin is vacant or at one of some levels, and mostly at its neighbour's (``LevelLaw``). From the
/// beamformers' outputs (``CaponBeams``) the forward-backward algorithm makes each bin's posterior, so
/// that a band's bins are measured together though nobody says where it begins and ends.
public struct LevelChain: Sendable {
    /// Most levels.
    public static let levelCountMax = 128
    /// Bins of the circle.
    public let binCount: Int
    /// Posterior mean of each bin's power.
    public private(set) var mean: [Float]
    /// Its posterior variance; of ``smooth(law:beams:count:held:levels:)`` alone.
    public private(set) var variance: [Float]
    /// Probability that a bin is occupied, or, after
    /// ``findChange(law:beams:count:held:before:levels:)``, that it is not as before.
    public private(set) var probability: [Float]
    private var work: [Float]

    /// A chain over some bins.
    public init(binCount: Int) {
        precondition(binCount > 0, "a circle has bins")
        self.binCount = binCount
        mean = [Float](repeating: 0, count: binCount)
        variance = mean
        probability = mean
        work = []
    }

    /// Posterior of each bin's power.
    ///
    /// - Parameters:
    ///   - law: how power goes along the bins.
    ///   - beams: what is seen of them.
    ///   - count: frames that were seen.
    ///   - held: what was seen before; nil if nothing.
    ///   - levels: powers that a bin may have, beside none.
    public mutating func smooth(
        law: LevelLaw, beams: CaponBeams, count: Float, held: LevelEvidence?, levels: [Float]
    ) {
        var (work, mean, variance, probability) = takeBuffers(levels: levels)
        withEvidence(law, beams, count, held) { law, evidence in
            ethermap_level_chain(
                &law, &evidence, Int32(binCount), levels, Int32(levels.count), &work, &mean,
                &variance, &probability)
        }
        (self.work, self.mean, self.variance, self.probability) =
            (work, mean, variance, probability)
    }

    /// Which bins are not as before, by the newest frames.
    ///
    /// - Parameters:
    ///   - law: how power goes along the bins.
    ///   - beams: what the newest frames show.
    ///   - count: how many they are.
    ///   - held: what was seen before them.
    ///   - before: each bin's power before.
    ///   - levels: powers that a changed bin may have, beside none.
    public mutating func findChange(
        law: LevelLaw, beams: CaponBeams, count: Float, held: LevelEvidence, before: [Float],
        levels: [Float]
    ) {
        precondition(before.count == binCount, "each bin has a power")
        var (work, mean, variance, probability) = takeBuffers(levels: levels)
        withEvidence(law, beams, count, held) { law, evidence in
            ethermap_level_change(
                &law, &evidence, before, Int32(binCount), levels, Int32(levels.count), &work,
                &mean, &probability)
        }
        (self.work, self.mean, self.variance, self.probability) =
            (work, mean, variance, probability)
    }

    // Moved out, so that C is handed buffers that are nobody else's and not copied.
    private mutating func takeBuffers(
        levels: [Float]
    ) -> (work: [Float], mean: [Float], variance: [Float], probability: [Float]) {
        precondition(
            !levels.isEmpty && levels.count <= Self.levelCountMax, "levels are some, and bounded")
        let needed = ethermap_level_work(Int32(binCount), Int32(levels.count))
        if work.count < needed { work = [Float](repeating: 0, count: needed) }
        let taken = (work, mean, variance, probability)
        (work, mean, variance, probability) = ([], [], [], [])
        return taken
    }

    private func withEvidence(
        _ law: LevelLaw, _ beams: CaponBeams, _ count: Float, _ held: LevelEvidence?,
        _ body: (inout ethermap_level_law, inout ethermap_level_evidence) -> Void
    ) {
        precondition(
            beams.output.count == binCount && count > 0
                && (held.map { $0.count.count == binCount } ?? true), "evidence is of the bins")
        var law = ethermap_level_law(
            enter: law.enter, leave: law.leave, hop: law.hop, temper: law.temper,
            change: law.change, settle: law.settle)
        let none: [Float] = []
        beams.output.withUnsafeBufferPointer { output in
            beams.interference.withUnsafeBufferPointer { interference in
                (held?.output ?? none).withUnsafeBufferPointer { heldOutput in
                    (held?.interference ?? none).withUnsafeBufferPointer { heldInterference in
                        (held?.count ?? none).withUnsafeBufferPointer { heldCount in
                            let isHeld = held != nil
                            var evidence = ethermap_level_evidence(
                                output: output.baseAddress, interference: interference.baseAddress,
                                count: count, held_output: isHeld ? heldOutput.baseAddress : nil,
                                held_interference: isHeld ? heldInterference.baseAddress : nil,
                                held_count: isHeld ? heldCount.baseAddress : nil)
                            body(&law, &evidence)
                        }
                    }
                }
            }
        }
    }
}
