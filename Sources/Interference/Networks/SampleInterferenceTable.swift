import Glibc

/// What a sample says of the interference where it was taken, learnt from a channel's own maps.
///
/// E[10 log10(I / D̂) | R / D̂, D̂] and its deviation, by bins of how far R is above or below D̂ and of
/// D̂ itself. |R - D̂| would say "6 to 10 dB below" of what is 15 to 27 dB below: the sign carries
/// magnitude (``PosteriorIssEstimator`` has the same from the errors' laws alone; this one also knows
/// how strong interference is where). It holds for the channel that it was learnt on.
public struct SampleInterferenceTable: Hashable, Sendable {
    /// Middle of the bins of 10 log10(R / D̂), dB, ascending.
    public static let excessesDb: [Float] = [
        -12, -8, -6, -4, -3, -2, -1.25, -0.75, -0.25, 0.25, 0.75, 1.25, 2, 3, 4, 5, 6, 8, 10, 14,
        20,
        30, 45,
    ]
    /// Middle of the bins of D̂, dBm, ascending.
    public static let desiredDbm: [Float] = [-110, -100, -90, -82, -74, -68, -62, -56, -50, -40]

    /// Mean of 10 log10(I / D̂), dB, `[excess, desired]`.
    public let meansDb: [Float]
    /// Its standard deviation, dB, `[excess, desired]`.
    public let deviationsDb: [Float]

    /// A table from its two planes.
    public init(meansDb: [Float], deviationsDb: [Float]) {
        let count = Self.excessesDb.count * Self.desiredDbm.count
        precondition(
            meansDb.count == count && deviationsDb.count == count, "a table has all its bins")
        self.meansDb = meansDb
        self.deviationsDb = deviationsDb
    }

    /// The interference behind a received power: its mean, dBm, and standard deviation, dB.
    ///
    /// Bilinear between bins. Far above D̂, all that is received is interference.
    public func interference(
        receivedDbm: Float, desiredDbm: Float
    ) -> (meanDbm: Float, deviationDb: Float) {
        let excess = receivedDbm - desiredDbm
        if excess > Self.excessesDb[Self.excessesDb.count - 1] {
            return (receivedDbm, deviationsDb[deviationsDb.count - 1])
        }
        let (row, rowShare) = Self.place(excess, in: Self.excessesDb)
        let (column, columnShare) = Self.place(desiredDbm, in: Self.desiredDbm)
        func blend(_ plane: [Float]) -> Float {
            let width = Self.desiredDbm.count
            let base = row * width + column
            let low = plane[base] * (1 - columnShare) + plane[base + 1] * columnShare
            let high =
                plane[base + width] * (1 - columnShare) + plane[base + width + 1] * columnShare
            return low * (1 - rowShare) + high * rowShare
        }
        return (max(desiredDbm, Self.desiredDbm[0]) + blend(meansDb), blend(deviationsDb))
    }

    /// Index of the bin below a value and how far the value is on the way to the next, 0 to 1.
    static func place(_ value: Float, in middles: [Float]) -> (index: Int, share: Float) {
        guard value > middles[0] else { return (0, 0) }
        for index in 1..<middles.count where value <= middles[index] {
            return (
                index - 1, (value - middles[index - 1]) / (middles[index] - middles[index - 1])
            )
        }
        return (middles.count - 2, 1)
    }
}
