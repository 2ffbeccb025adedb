import Glibc
import Model
import Numerics

/// Explains what places received by as few emitters as will do: greedily one after the other, then
/// all refined together.
///
/// With t_i the level explained so far (own stations, known and found emitters; dBm), an emitter of
/// EIRP p over losses L_i(θ) makes it t_i + 10 log10(1 + 10^((p − L_i − t_i) / 10)). The search
/// maximises the gain in a robust log-likelihood,
///
///     Σ_i w_i [ρ((R_i − t_i) / s_i) − ρ((R_i − t'_i) / s_i)],   ρ(z) = min(z², c²) / 2,
///
/// over position, EIRP and the ages between which the emitter was on; w_i shares a vote among
/// neighbours. A place where nothing is heard speaks against an emitter nearby, as in `EmitterLikelihood`.
struct EmitterSearch {
    /// Residuals beyond so many deviations count no more than this.
    static let robustLimit = 3.0
    /// Steps of EIRP about what the seed needs, decibels.
    static let powerStepsDb = [-9.0, -6, -3, 0, 3, 6, 9]
    /// Price of an emitter that has been switched off already, nats.
    static let endedPrice = 3.0

    let configuration: LocalisationConfiguration
    let lattice: CandidateLattice
    private var hearings: [Hearing]
    private let geometry: LinkGeometry
    private let seen: [[UInt64]]
    private let deviations: [Double]

    init(
        _ hearings: [Hearing], lattice: CandidateLattice,
        configuration: LocalisationConfiguration, sightlines: inout Sightlines?
    ) {
        self.configuration = configuration
        self.lattice = lattice
        self.hearings = hearings
        geometry = LinkGeometry(
            eastMetres: hearings.map { Float($0.place.position.eastMetres) },
            northMetres: hearings.map { Float($0.place.position.northMetres) },
            upMetres: hearings.map { Float($0.place.position.upMetres) })
        seen = hearings.compactMap {
            sightlines?.seen(
                from: $0.place.position, placeMetres: configuration.placeMetres)
        }
        let shadowing =
            seen.isEmpty
            ? configuration.unseenDeviationDb : configuration.sightedDeviationDb
        deviations = hearings.map {
            ($0.deviationDb * $0.deviationDb + shadowing * shadowing).squareRoot()
        }
    }

    /// The emitters, strongest gain first; each with its losses to every hearing.
    func run(countMax: Int) -> [(emitter: EmitterHypothesis, lossesDb: [Double])] {
        var found: [(emitter: EmitterHypothesis, lossesDb: [Double])] = []
        var isSpent = Array(repeating: false, count: hearings.count)
        while found.count < countMax {
            let levels = levels(with: found)
            guard let seed = seed(levels, isSpent: isSpent) else { break }
            isSpent[seed] = true
            guard
                let next = best(
                    around: hearings[seed].place.position,
                    radiusMetres: configuration.seedReachMetres,
                    spacing: 2, levels: levels, seed: seed, eirpDbm: nil),
                next.emitter.gain >= configuration.gainMin,
                next.emitter.supportCount >= configuration.supportMin
            else { continue }
            found.append(next)
            refine(&found)
        }
        return found.sorted { $0.emitter.gain > $1.emitter.gain }
    }

    /// Moves each emitter to its best place given the others, and drops those no longer needed.
    private func refine(_ found: inout [(emitter: EmitterHypothesis, lossesDb: [Double])]) {
        for _ in 0..<2 {
            for index in found.indices.reversed() {
                var others = found
                let old = others.remove(at: index)
                let fresh = best(
                    around: old.emitter.position,
                    radiusMetres: 4 * lattice.spacingMetres, spacing: 1,
                    levels: levels(with: others), seed: nil, eirpDbm: old.emitter.eirpDbm)
                guard let fresh, fresh.emitter.gain >= configuration.gainMin,
                    fresh.emitter.supportCount >= configuration.supportMin
                else {
                    found.remove(at: index)
                    continue
                }
                found[index] = fresh
            }
        }
    }

    /// What all emitters together put at each hearing, dBm.
    func levels(
        with emitters: [(emitter: EmitterHypothesis, lossesDb: [Double])]
    ) -> [Double] {
        hearings.indices.map { index in
            var watts = Decibels.watts(fromDbm: hearings[index].explainedDbm)
            for (emitter, losses) in emitters where emitter.ages.contains(hearings[index].age) {
                watts += Decibels.watts(fromDbm: emitter.eirpDbm - losses[index])
            }
            return Decibels.dbm(fromWatts: watts)
        }
    }

    /// The hearing that lies highest above what is explained, in deviations.
    private func seed(_ levels: [Double], isSpent: [Bool]) -> Int? {
        var best: (index: Int, excess: Double)?
        for index in hearings.indices where !isSpent[index] {
            let hearing = hearings[index]
            guard !hearing.place.isCensored, !hearing.place.isDeaf else { continue }
            let excess = (hearing.place.levelDbm - levels[index]) / deviations[index]
            let bound =
                configuration.heardDeviations * max(hearing.deviationDb, 1) / deviations[index]
            if excess > max(bound, best?.excess ?? 0) { best = (index, excess) }
        }
        return best?.index
    }

    /// Losses of the links from one candidate to every hearing, decibels.
    func lossesDb(from position: LocalPosition, index: Int) -> [Double] {
        var logs = [Float](repeating: 0, count: hearings.count)
        var cosines = logs
        geometry.links(
            toEastMetres: Float(position.eastMetres), northMetres: Float(position.northMetres),
            upMetres: Float(position.upMetres), limitDb: 10, logDistances: &logs,
            cosinesDb: &cosines, at: 0)
        let isCityKnown = !seen.isEmpty
        let exponent = isCityKnown ? configuration.clearExponent : configuration.exponent
        // Both models meet free space at 100 m, so that an EIRP means one.
        let atHundred = configuration.referenceLossDb(atMetres: 100)
        return hearings.indices.map { place in
            let logDistance = Double(logs[place]) - 2
            var loss = atHundred + 10 * exponent * logDistance
            if isCityKnown, seen[place][index >> 6] & (1 << UInt64(index & 63)) == 0 {
                loss += max(
                    configuration.blockedLossDb
                        + 10 * configuration.blockedExponent * logDistance, 0)
            }
            return loss
        }
    }

    /// The best emitter on the lattice about a place.
    private func best(
        around centre: LocalPosition, radiusMetres: Double, spacing: Int, levels: [Double],
        seed: Int?, eirpDbm: Double?
    ) -> (emitter: EmitterHypothesis, lossesDb: [Double])? {
        var best: (emitter: EmitterHypothesis, lossesDb: [Double])?
        let step = spacing * max(1, Int(radiusMetres / lattice.spacingMetres) / 16)
        for cell in lattice.cells(around: centre, radiusMetres: radiusMetres, step: step) {
            let position = lattice.position(of: cell)
            let losses = lossesDb(from: position, index: lattice.index(of: cell))
            let middle: Double
            if let seed {
                // What the seed needs beyond what is explained there.
                let rest =
                    Decibels.watts(fromDbm: hearings[seed].place.levelDbm)
                    - Decibels.watts(fromDbm: levels[seed])
                middle = Decibels.dbm(fromWatts: max(rest, 1e-30)) + losses[seed]
            } else {
                middle = eirpDbm ?? 0
            }
            for offset in Self.powerStepsDb {
                let power = middle + offset / (seed == nil ? 2 : 1)
                let emitter = gain(
                    position: position, eirpDbm: power, lossesDb: losses, levels: levels)
                if emitter.gain > best?.emitter.gain ?? 0 { best = (emitter, losses) }
            }
        }
        return best
    }

    private func gain(
        position: LocalPosition, eirpDbm: Double, lossesDb: [Double], levels: [Double]
    ) -> EmitterHypothesis {
        let limit = Self.robustLimit * Self.robustLimit / 2
        var sums = [Double](repeating: 0, count: Hearing.ageBordersSeconds.count + 1)
        var support = 0
        for index in hearings.indices {
            let excess = eirpDbm - lossesDb[index] - levels[index]
            // Ten decibels under what is there already changes nothing.
            guard excess > -10, !hearings[index].place.isDeaf else { continue }
            let rise = excess > 30 ? excess : 10 * log10(1 + exp(excess * 0.230258509))
            let before = (hearings[index].place.levelDbm - levels[index]) / deviations[index]
            var after = before - rise / deviations[index]
            // A censored level only says "not above".
            if hearings[index].place.isCensored { after = min(after, 0) }
            let old = hearings[index].place.isCensored ? min(before, 0) : before
            let change = min(old * old / 2, limit) - min(after * after / 2, limit)
            sums[hearings[index].age] += hearings[index].weight * change
            if change > 1 { support += 1 }
        }
        var best = (gain: -Double.infinity, ages: 0...0)
        for first in sums.indices {
            var total = first > 0 ? -Self.endedPrice : 0
            for last in first..<sums.count {
                total += sums[last]
                if total >= best.gain { best = (total, first...last) }
            }
        }
        return EmitterHypothesis(
            position: position, eirpDbm: eirpDbm, ages: best.ages, gain: best.gain,
            supportCount: support)
    }
}
