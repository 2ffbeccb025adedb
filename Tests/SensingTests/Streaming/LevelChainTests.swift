import Glibc
import Numerics
import Testing

struct LevelChainTests {
    /// Beams of a sampler that leaves nothing out: each bin sees itself and the noise alone.
    static func beams(_ outputs: [Double], noise: Float) -> CaponBeams {
        let rows = outputs.count
        var covariance = CosetCovariance(cosetCount: rows, columnCount: 1)
        for row in 0..<rows {
            var frame = ComplexMatrix(rowCount: rows, columnCount: 1)
            for coset in 0..<rows {
                let turn = 2 * Double.pi * Double(coset * row % rows) / Double(rows)
                let amplitude = outputs[row].squareRoot()
                frame.real[coset] = Float(amplitude * cos(turn))
                frame.imaginary[coset] = Float(amplitude * sin(turn))
            }
            covariance.add(frame)
        }
        var beams = CaponBeams(rowCount: rows, offsets: Array(0..<rows), columnCount: 1)
        beams.steer(
            power: [Float](repeating: 0, count: rows), noise: noise, covariance: covariance)
        return beams
    }

    @Test func `the chain's posterior is the one of explicit transition matrices`() {
        var outputs = [Double](repeating: 0, count: 24)
        for bin in 0..<24 {
            let isOccupied = bin >= 6 && bin < 13
            outputs[bin] = isOccupied ? 9 + Double(bin % 3) : 1 + 0.3 * Double(bin % 4)
        }
        let beams = Self.beams(outputs, noise: 1)
        let law = LevelLaw(enter: 0.05, leave: 0.2, hop: 0.4, temper: 0.8)
        let levels: [Float] = [14, 10, 7, 5, 3.5, 2.5, 1.7, 1.2, 0.8, 0.5]
        var held = LevelEvidence(binCount: 24)
        for bin in 9..<16 {
            held.output[bin] = 5
            held.interference[bin] = 1
            held.count[bin] = 2
        }
        for evidence in [nil, held] {
            var chain = LevelChain(binCount: 24)
            chain.smooth(law: law, beams: beams, count: 5, held: evidence, levels: levels)
            let exact = Self.posterior(
                law: law, beams: beams, count: 5, held: evidence, levels: levels)
            for bin in 0..<24 {
                let departure = abs(Double(chain.mean[bin]) - exact.mean[bin])
                #expect(departure < 2e-3 * (1 + exact.mean[bin]))
                #expect(abs(Double(chain.probability[bin]) - exact.occupancy[bin]) < 2e-3)
            }
        }
    }

    @Test func `what has changed is found among what has not`() {
        var outputs = [Double](repeating: 1, count: 40)
        for bin in 8..<16 { outputs[bin] = 11 }
        for bin in 24..<32 { outputs[bin] = 11 }
        let beams = Self.beams(outputs, noise: 1)
        // Before, there was a band at 8 and one at 18, and none at 24.
        var before = [Float](repeating: 0, count: 40)
        for bin in Array(8..<16) + Array(18..<22) { before[bin] = 10 }
        let held = LevelEvidence(
            output: before.map { $0 + 1 }, interference: [Float](repeating: 1, count: 40),
            count: [Float](repeating: 20, count: 40))
        var chain = LevelChain(binCount: 40)
        let levels = (0..<30).map { 20 * Float(pow(10, -0.05 * Double($0))) }
        chain.findChange(
            law: LevelLaw(), beams: beams, count: 3, held: held, before: before, levels: levels)
        // Just beside what has changed, it may be either.
        for bin in 0..<40 where ![16, 17, 22, 23, 32, 33].contains(bin) {
            let hasChanged = (18..<22).contains(bin) || (24..<32).contains(bin)
            #expect((chain.probability[bin] > 0.5) == hasChanged, "bin \(bin)")
        }
    }

    static func posterior(
        law: LevelLaw, beams: CaponBeams, count: Double, held: LevelEvidence?, levels: [Float]
    ) -> (mean: [Double], occupancy: [Double]) {
        let powers = [0.0] + levels.map { Double($0) }
        let (bins, states) = (beams.output.count, powers.count)
        let share = 1 / Double(levels.count)
        func transition(_ from: Int, _ to: Int) -> Double {
            let (enter, leave, hop) = (Double(law.enter), Double(law.leave), Double(law.hop))
            if from == 0 { return to == 0 ? 1 - enter : enter * share }
            if to == 0 { return leave * (1 - hop) }
            return leave * hop * share + (from == to ? 1 - leave : 0)
        }
        func logLikelihood(_ n: Double, _ z: Double, _ v: Double, _ c: Double) -> Double {
            -n * (log(v + c) + z / (v + c))
        }
        let likelihoods = (0..<bins).map { bin in
            let all = powers.map { power in
                var sum = logLikelihood(
                    count, Double(beams.output[bin]), Double(beams.interference[bin]), power)
                if let held {
                    sum += logLikelihood(
                        Double(held.count[bin]), Double(held.output[bin]),
                        Double(held.interference[bin]), power)
                }
                return Double(law.temper) * sum
            }
            let most = all.max() ?? 0
            return all.map { exp($0 - most) }
        }
        func normalised(_ values: [Double]) -> [Double] {
            let sum = values.reduce(0, +)
            return values.map { $0 / sum }
        }
        // Three times round the circle; the middle one counts.
        var forward = [[Double]](repeating: [], count: 3 * bins)
        var state = [Double](repeating: 1, count: states)
        for step in 0..<3 * bins {
            let moved = (0..<states).map { to in
                (0..<states).reduce(0.0) { $0 + state[$1] * transition($1, to) }
            }
            state = normalised(
                (0..<states).map { moved[$0] * likelihoods[step % bins][$0] })
            forward[step] = state
        }
        var mean = [Double](repeating: 0, count: bins)
        var occupancy = mean
        var backward = [Double](repeating: 1, count: states)
        for step in stride(from: 3 * bins - 1, through: bins, by: -1) {
            if step < 2 * bins {
                let joint = normalised((0..<states).map { forward[step][$0] * backward[$0] })
                mean[step - bins] = (0..<states).reduce(0) { $0 + joint[$1] * powers[$1] }
                occupancy[step - bins] = 1 - joint[0]
            }
            let seen = (0..<states).map { backward[$0] * likelihoods[step % bins][$0] }
            backward = normalised(
                (0..<states).map { from in
                    (0..<states).reduce(0.0) { $0 + seen[$1] * transition(from, $1) }
                })
        }
        return (mean, occupancy)
    }
}
