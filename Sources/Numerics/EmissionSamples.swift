import CKernels

/// Received powers at some places of one plane, laid out for fitting one emitter to them.
///
///     R_i = 10 log10(b_i + p_i) + e_i
///
/// with b_i what is explained already and p_i the emitter's power by the class of its link.
public struct EmissionSamples: Sendable {
    /// Where the receivers are, metres east.
    public let east: [Float]
    /// Metres north.
    public let north: [Float]
    /// The height of all of them, metres.
    public let up: Float
    /// R, dBm.
    public let received: [Float]
    /// Variance of R about the mean power, square decibels.
    public let fading: [Float]
    /// How much each counts.
    public var weights: [Float]
    /// b, milliwatts.
    public var background: [Float]
    /// Variance of b in decibels, times b², mW² dB².
    public var spread: [Float]

    /// Samples.
    public var count: Int { east.count }

    /// Samples from their parts, all of one length.
    public init(
        east: [Float], north: [Float], up: Float, received: [Float], fading: [Float],
        weights: [Float], background: [Float], spread: [Float]
    ) {
        precondition(
            [north, received, fading, weights, background, spread].allSatisfy {
                $0.count == east.count
            }, "each sample has all its numbers")
        self.east = east
        self.north = north
        self.up = up
        self.received = received
        self.fading = fading
        self.weights = weights
        self.background = background
        self.spread = spread
    }

    /// The samples with some numbers, in that order.
    public func chosen(_ indices: [Int]) -> EmissionSamples {
        func pick(_ values: [Float]) -> [Float] { indices.map { values[$0] } }
        return EmissionSamples(
            east: pick(east), north: pick(north), up: up, received: pick(received),
            fading: pick(fading), weights: pick(weights), background: pick(background),
            spread: pick(spread))
    }

    /// Writes 10 log10(d / 100 m) of the links to a place; shorter ones count as 1 m.
    public func slopes(
        toEast placeEast: Float, north placeNorth: Float, up placeUp: Float,
        into slopes: inout [Float]
    ) {
        precondition(slopes.count >= count, "there is room for every link")
        slopes.withUnsafeMutableBufferPointer { values in
            guard let start = values.baseAddress else { return }
            ethermap_link_slopes(
                east, north, up, count, placeEast, placeNorth, placeUp, start)
        }
    }

    /// The samples' log-likelihood with an emitter, its derivative by the emitter's power in decibels,
    /// and the expected curvature there.
    ///
    /// - Parameters:
    ///   - law: The emitter's power and laws.
    ///   - slopes: Of the links to it.
    ///   - clear: 1 where the map has the link clear, else 0.
    /// - Returns: the three, in nats.
    public func likelihood(
        of law: EmitterLaw, slopes: [Float], clear: [UInt8]
    ) -> (log: Double, pull: Double, curvature: Double) {
        precondition(slopes.count >= count && clear.count >= count, "each link has its numbers")
        var kernelLaw = law.kernelLaw
        var out = [0.0, 0.0, 0.0]
        ethermap_emitter_likelihood(
            slopes, clear, background, spread, received, fading, weights, count, &kernelLaw, &out)
        return (out[0], out[1], out[2])
    }

    /// Writes what an emitter puts at the samples by the map's class, mW, and that squared times the
    /// class's variance.
    public func power(
        of law: EmitterLaw, slopes: [Float], clear: [UInt8], power: inout [Float],
        spread: inout [Float]
    ) {
        precondition(
            slopes.count >= count && clear.count >= count && power.count >= count
                && spread.count >= count, "each link has its numbers")
        var kernelLaw = law.kernelLaw
        ethermap_emitter_power(slopes, clear, count, &kernelLaw, &power, &spread)
    }
}
