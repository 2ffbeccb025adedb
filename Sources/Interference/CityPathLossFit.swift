import Glibc
import Numerics

/// The stations' two laws of path loss where lines of sight are known, robust to interference.
///
/// With e = R - D̂ in decibels, s the class that brings most of D̂, and v the measurement's variance,
///
///     e ~ (1 - ε_s - δ) N(0, σ_s² + v) + ε_s U(0, 40) + δ U(-60, 60)
///
/// Interference only adds power: the one-sided part takes what it has raised, the two-sided one what
/// a wrong building has moved. Maximum a posteriori by expectation-maximisation; each step is Gauss
/// and Newton's for the sum of the stations' powers, with the prior's pull
/// (``CityPathLossPrior``). The posterior has several peaks: every fit climbs from where it was and
/// from the best of a lattice of levels, and moves over only where it gains by it.
public struct CityPathLossFit: Sendable {
    /// The method's name.
    public static let name = "two-class"

    /// What is believed beforehand.
    public let prior: CityPathLossPrior
    /// The laws as fitted so far.
    public private(set) var model: CityPathLoss
    /// Shares of samples that interference has raised: clear, blocked.
    public private(set) var raisedShares = [Self.raisedPriorShare, Self.raisedPriorShare]

    private static let version: UInt8 = 1
    static let raiseMaxDb = 40.0
    static let strayMaxDb = 60.0
    /// Share of samples that a wrong city or a wrong place has moved.
    static let strayShare = 0.03
    static let raisedPriorShare = 0.15
    static let raisedPriorCount = 4.0
    static let scatterPriorCount = 6.0
    private static let scatterFloorDb = 1.0
    /// No class of links scatters more: a wider one would take interference for its own.
    private static let scatterMaxDb = 8.0
    private static let convergenceDb = 1e-3
    /// Gain of the logarithm of the posterior at which a fit moves over to another peak.
    private static let movingGain = 3.0
    private static let levelOffsetsDb = stride(from: -24.0, through: 24, by: 4)
    private static let excessesDb = stride(from: 4.0, through: 44, by: 4)

    /// A fit that has seen nothing.
    public init(prior: CityPathLossPrior = .init()) {
        self.prior = prior
        model = prior.model
    }

    /// One point that the climb stands on.
    struct State {
        var model: CityPathLoss
        var raisedShares: [Double]
    }

    /// Improves the laws on some samples by at most `budget` steps from each start.
    ///
    /// - Returns: The steps used.
    public mutating func fit(_ samples: CityPathLossSamples, budget: Int) -> Int {
        precondition(budget >= 0, "a budget is not negative")
        guard samples.count > 0, budget > 0 else { return 0 }
        let warm = climb(State(model: model, raisedShares: raisedShares), samples, budget)
        let fresh = climb(searched(samples), samples, budget)
        let chosen = fresh.height > warm.height + Self.movingGain ? fresh : warm
        model = chosen.state.model
        raisedShares = chosen.state.raisedShares
        return warm.used + fresh.used
    }

    /// The best of a lattice of levels: first the clear law's, then the blocked law's above it.
    private func searched(_ samples: CityPathLossSamples) -> State {
        let start = State(
            model: prior.model,
            raisedShares: [Self.raisedPriorShare, Self.raisedPriorShare])
        func best(_ candidates: [State]) -> State {
            let heights = candidates.map { CityPathLossPass($0, prior, samples).height }
            let top = heights.indices.max { heights[$0] < heights[$1] }
            return top.map { candidates[$0] } ?? start
        }
        let clear = best(
            Self.levelOffsetsDb.map { offset in
                var state = start
                state.model.parameters[0] += offset
                state.model.parameters[2] += offset
                return state
            })
        return best(
            Self.excessesDb.map { excess in
                var state = clear
                state.model.parameters[2] = clear.model.parameters[0] + excess
                return state
            })
    }

    private func climb(
        _ start: State, _ samples: CityPathLossSamples, _ budget: Int
    ) -> (state: State, height: Double, used: Int) {
        var state = start
        var used = 0
        while used < budget {
            used += 1
            let last = state.model
            state = stepped(from: state, CityPathLossPass(state, prior, samples))
            if Self.change(last, state.model) < Self.convergenceDb { break }
        }
        let pass = CityPathLossPass(state, prior, samples)
        if let covariance = SymmetricFour.inverse(of: pass.curvature) {
            state.model.covariance = covariance
        }
        return (state, pass.height, used)
    }

    private func stepped(from state: State, _ pass: CityPathLossPass) -> State {
        var next = state
        guard let inverse = SymmetricFour.inverse(of: pass.curvature) else { return state }
        for i in 0..<4 {
            for j in 0..<4 { next.model.parameters[i] += inverse[4 * i + j] * pass.pull[j] }
        }
        let limits = prior.exponentLimits
        for i in [1, 3] {
            next.model.parameters[i] = min(
                max(next.model.parameters[i], limits.lowerBound), limits.upperBound)
        }
        func scatter(_ law: Int, _ priorDb: Double) -> Double {
            let count = Self.scatterPriorCount
            let variance =
                (pass.squares[law] + count * priorDb * priorDb)
                / (pass.cleanMass[law] + count)
            return min(max(variance.squareRoot(), Self.scatterFloorDb), Self.scatterMaxDb)
        }
        next.model.clearScatterDb = scatter(0, prior.clearScatterDb)
        next.model.blockedScatterDb = scatter(1, prior.blockedScatterDb)
        for law in 0..<2 {
            next.raisedShares[law] =
                (pass.raisedMass[law] + Self.raisedPriorCount * Self.raisedPriorShare)
                / (pass.mass[law] + Self.raisedPriorCount)
        }
        return next
    }

    private static func change(_ left: CityPathLoss, _ right: CityPathLoss) -> Double {
        var greatest = 0.0
        for isClear in [true, false] {
            for distance in [30.0, 1_000] {
                greatest = max(
                    greatest,
                    abs(
                        left.lossDb(distanceMetres: distance, isClear: isClear)
                            - right.lossDb(distanceMetres: distance, isClear: isClear)))
            }
        }
        return greatest
    }

    /// Writes laws and shares.
    public func encode(into writer: inout ByteWriter) {
        writer.append(Self.version)
        model.encode(into: &writer)
        writer.append(raisedShares)
    }

    /// Reads what `encode` wrote.
    public mutating func restore(from reader: inout ByteReader) throws(ByteReaderError) {
        let start = reader.offset
        guard try reader.readUInt8() == Self.version else {
            throw ByteReaderError(
                what: "two-class fit", offset: start, reason: "its version is not known")
        }
        let model = try CityPathLoss(from: &reader)
        let shares = try reader.readDoubles()
        guard shares.count == 2, shares.allSatisfy({ $0 > 0 && $0 < 1 - Self.strayShare }) else {
            throw ByteReaderError(
                what: "two-class fit", offset: start, reason: "its shares are not between 0 and 1")
        }
        self.model = model
        raisedShares = shares
    }
}
