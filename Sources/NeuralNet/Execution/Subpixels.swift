/// A transposed convolution of stride s as ordinary ones: of each s × s outputs, those at the same
/// place are one convolution of the source with every s-th tap of the kernel.
///
/// oneDNN's own transposed convolution visits the taps that meet only zeros as well, and takes four
/// to eight times as long (measured, docs in `Benchmarks/`). Output y = s m + r gets tap k from
/// source place m + (r + padding - k) / s, wherever that is whole.
struct Subpixels {
    /// The taps of one side for outputs at r: source place m + first + i gets tap `taps[i]`; -1 is none.
    struct Side: Hashable {
        var first: Int
        var taps: [Int]

        init(remainder: Int, stride: Int, kernel: Int, padding: Int) {
            var taps: [Int: Int] = [:]
            for tap in 0..<kernel where (remainder + padding - tap) % stride == 0 {
                taps[(remainder + padding - tap) / stride] = tap
            }
            // Zeros are not taken off a side, so the first place is never behind the output's.
            first = min(0, taps.keys.min() ?? 0)
            let last = max(first, taps.keys.max() ?? 0)
            self.taps = (first...last).map { taps[$0] ?? -1 }
        }

        /// The same with places `first` to `last`.
        func widened(first: Int, last: Int) -> Side {
            var wide = self
            wide.first = first
            let own = self.first + taps.count - 1
            wide.taps =
                Array(repeating: -1, count: self.first - first) + taps
                + Array(repeating: -1, count: last - own)
            return wide
        }

        var last: Int { first + taps.count - 1 }
    }

    /// Outputs at one place of each s × s.
    struct Phase {
        /// Which place, a number for each side.
        let remainder: [Int]
        var sides: [Side]

        var tapCount: Int { sides.reduce(1) { $0 * $1.taps.count } }

        /// Its weights, [output, input, taps], from a layer's, [input, output, kernel].
        func weights(
            from plain: UnsafePointer<Float>, of layer: ConvolutionLayer
        ) -> [Float] {
            var places = [0]
            for (side, length) in zip(sides, layer.kernel) {
                places = places.flatMap { before in
                    side.taps.map { before < 0 || $0 < 0 ? -1 : before * length + $0 }
                }
            }
            let kernelCount = layer.kernel.reduce(1, *)
            var weights: [Float] = []
            weights.reserveCapacity(layer.inputChannels * layer.outputChannels * places.count)
            for output in 0..<layer.outputChannels {
                for input in 0..<layer.inputChannels {
                    let kernel = plain + (input * layer.outputChannels + output) * kernelCount
                    for place in places { weights.append(place < 0 ? 0 : kernel[place]) }
                }
            }
            return weights
        }
    }

    /// Phases that one convolution computes, as groups of its output channels.
    struct Group {
        let phases: [Phase]

        var kernel: [Int] { phases[0].sides.map(\.taps.count) }
        /// Zeros before each side.
        var before: [Int] { phases[0].sides.map { -$0.first } }
    }

    /// Every phase by itself, with no more taps than it has.
    let phases: [Phase]
    /// What oneDNN is to compute.
    let groups: [Group]
    /// How many taps all phases have.
    let tapCount: Int
    /// How many products oneDNN computes for each source channel and pixel.
    let laneCount: Int

    /// One convolution for each phase, or one for all, whichever multiplies less, given that oneDNN
    /// computes sixteen channels at a time.
    init(_ layer: ConvolutionLayer) {
        var phases: [Phase] = [Phase(remainder: [], sides: [])]
        for side in layer.kernel.indices {
            phases = phases.flatMap { phase in
                (0..<layer.stride[side]).map { remainder in
                    Phase(
                        remainder: phase.remainder + [remainder],
                        sides: phase.sides + [
                            Side(
                                remainder: remainder, stride: layer.stride[side],
                                kernel: layer.kernel[side], padding: layer.padding[side])
                        ])
                }
            }
        }
        let merged = Self.merged(phases)
        func lanes(_ channels: Int) -> Int { (channels + 15) / 16 * 16 }
        tapCount = phases.reduce(0) { $0 + $1.tapCount }
        let apart = tapCount * lanes(layer.outputChannels)
        let together =
            merged.kernel.reduce(1, *) * lanes(layer.outputChannels * phases.count)
        self.phases = phases
        laneCount = min(apart, together)
        groups = together < apart ? [merged] : phases.map { Group(phases: [$0]) }
    }

    private static func merged(_ phases: [Phase]) -> Group {
        var wide = phases
        for side in phases[0].sides.indices {
            let first = phases.map { $0.sides[side].first }.min() ?? 0
            let last = phases.map { $0.sides[side].last }.max() ?? 0
            for index in wide.indices {
                wide[index].sides[side] = phases[index].sides[side].widened(
                    first: first, last: last)
            }
        }
        return Group(phases: wide)
    }
}
