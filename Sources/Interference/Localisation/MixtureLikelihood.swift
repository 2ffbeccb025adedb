import Glibc
import Model
import Numerics

/// The likelihood of one emitter's position where every link may be in one of several states.
///
/// What a position tells most about itself over a city is whom it can see: a blocked link is some
/// 20 dB weaker. But a map is metres wrong, or unknown (then either is as likely), a receiver may be
/// deaf, and another emitter may be behind a level, so every link is a mixture,
///
///     p(y_i | θ, m) = Σ_s π_s(i, θ) N(u_i + o_s(i); m, s_i²),    u_i = y_i + 10 n ℓ_i(θ),
///
/// over clear or blocked, heard or deaf, plus a floor for spikes; o_s is the state's loss, π_s from
/// the map. The level m is fitted by EM from two starts and marginalised by Laplace's method. A
/// neighbourhood has one vote (`EmitterLikelihood.votes`), of which a share counts (composite
/// likelihood, Varin, Reid and Firth 2011). The visible ground changes within metres, so every
/// candidate of the finest lattice is asked.
struct MixtureLikelihood {
    /// Steps of EM from each start.
    static let stepCount = 3
    /// Density of spikes, per decibel: one level in a hundred anywhere in 80 dB.
    static let spikeDensity = 0.01 / 80

    /// What a vote can gain at most, nats: the density of a link's law in its middle over a spike's.
    static let voteGainMax = 7.0

    let configuration: LocalisationConfiguration
    let lattice: CandidateLattice
    private let field: EmissionField
    private let sightlines: Sightlines?
    private let geometry: LinkGeometry
    private let seen: [[UInt64]]
    private let votes: [Double]
    private let deviationsDb: [Double]
    private let variances: [Double]
    private let logDeviations: [Double]
    private let centreDbm: Double
    /// Received levels, or limits, about the centre, decibels.
    private let relativeLevels: [Double]
    /// Heard places first, then silent ones.
    private let places: [Place]

    private var heardCount: Int { field.heard.count }
    private var isCityKnown: Bool { sightlines != nil }
    /// Prior probability that a link is not what the map says; a coin's where there is no map.
    private var mapErrorShare: Double { isCityKnown ? configuration.mapErrorShare : 0.5 }

    init(
        _ field: EmissionField, lattice: CandidateLattice,
        configuration: LocalisationConfiguration, sightlines: inout Sightlines?
    ) {
        let field = Self.thinned(field, countMax: configuration.sightedPlaceCountMax)
        self.field = field
        self.lattice = lattice
        self.configuration = configuration
        let places = field.heard.map(\.place) + field.silent.map(\.place)
        self.places = places
        geometry = LinkGeometry(
            eastMetres: places.map { Float($0.position.eastMetres) },
            northMetres: places.map { Float($0.position.northMetres) },
            upMetres: places.map { Float($0.position.upMetres) })
        seen = places.compactMap {
            sightlines?.seen(from: $0.position, placeMetres: configuration.placeMetres)
        }
        self.sightlines = sightlines
        votes = EmitterLikelihood.votes(
            of: places.map(\.position), radiusMetres: 2.5 * configuration.placeMetres)
        let shadowing = configuration.sightedDeviationDb * configuration.sightedDeviationDb
        let silent = field.silent.map {
            ($0.deviationDb * $0.deviationDb + shadowing).squareRoot()
        }
        let deviations =
            field.heard.map { ($0.varianceDb2 + shadowing).squareRoot() } + silent
        deviationsDb = deviations
        variances = deviations.map { $0 * $0 }
        logDeviations = deviations.map { log($0 * (2 * Double.pi).squareRoot()) }
        let sorted = field.heard.map(\.levelDbm).sorted()
        let centre = sorted[sorted.count / 2]
        centreDbm = centre
        relativeLevels =
            field.heard.map { $0.levelDbm - centre } + field.silent.map { $0.limitDbm - centre }
    }

    /// Leaves out places of which others nearby say the same: every k-th of those heard and of those
    /// silent stays.
    private static func thinned(_ field: EmissionField, countMax: Int) -> EmissionField {
        var thin = field
        func every<Element>(_ elements: [Element], _ room: Int) -> [Element] {
            guard elements.count > room else { return elements }
            return (0..<room).map { elements[$0 * elements.count / room] }
        }
        let silentRoom = max(countMax - field.heard.count, countMax / 2)
        thin.silent = every(field.silent, min(silentRoom, field.silent.count))
        thin.heard = every(field.heard, max(countMax - thin.silent.count, countMax / 2))
        return thin
    }

    /// The posterior over the whole lattice: every candidate is screened by its likeliest states, the
    /// best are worked out in full, and cells that hold next to nothing are left out.
    ///
    /// - Parameter beforehand: what is believed of places before the samples speak.
    /// - Returns: `nil` where no candidate is possible.
    func finding(beforehand: EmitterProposal.Prior = .none) -> PosteriorSearch.Finding? {
        var scratch = Scratch(count: places.count)
        var screened: [(cell: CandidateLattice.Cell, log: Double, prior: Double)] = []
        screened.reserveCapacity(lattice.count)
        for row in 0..<lattice.rowCount {
            for column in 0..<lattice.columnCount {
                let cell = CandidateLattice.Cell(
                    column: Int32(column), row: Int32(row), stride: 1)
                let place = lattice.position(of: cell)
                let outside = lattice.area.outsideMetres(
                    eastMetres: place.eastMetres, northMetres: place.northMetres)
                let isBuilt = sightlines?.isBuilt(place) ?? false
                let prior =
                    -outside / configuration.outsideDecayMetres + (isBuilt ? log(0.1) : 0)
                    + beforehand.log(at: place)
                prepare(cell, &scratch)
                screened.append(
                    (cell, prior + configuration.sightedTemper * screen(&scratch), prior))
            }
        }
        screened.sort { left, right in
            (right.log, left.cell.row, left.cell.column)
                < (left.log, right.cell.row, right.cell.column)
        }
        let scores = screened.prefix(configuration.sightedCandidateCount).map { candidate in
            prepare(candidate.cell, &scratch)
            let score = score(scratch)
            return (
                cell: candidate.cell,
                log: candidate.prior + configuration.sightedTemper * score.log,
                levelDbm: score.levelDbm
            )
        }
        return finding(Array(scores))
    }

    private func finding(
        _ scores: [(cell: CandidateLattice.Cell, log: Double, levelDbm: Double)]
    ) -> PosteriorSearch.Finding? {
        let total = LogSum.of(scores.lazy.map(\.log))
        guard total.isFinite, let best = scores.max(by: { $0.log < $1.log }) else { return nil }
        var level = 0.0
        var square = 0.0
        var cells: [EmitterPosterior.Cell] = []
        for score in scores {
            let share = exp(score.log - total)
            guard share > 1e-7 else { continue }
            level += share * score.levelDbm
            square += share * score.levelDbm * score.levelDbm
            let place = lattice.position(of: score.cell)
            cells.append(
                EmitterPosterior.Cell(
                    eastMetres: place.eastMetres, northMetres: place.northMetres,
                    probability: share))
        }
        let (gain, supportCount) = gain(at: best)
        return PosteriorSearch.Finding(
            cells: cells, best: best.cell, bestLevelDbm: best.levelDbm, gain: gain,
            supportCount: supportCount, levelDbm: level,
            levelDeviationDb: max(square - level * level, 0).squareRoot(),
            referenceMetres: 100,
            logEvidence: total - log(Double(lattice.count))
                - configuration.sightedTemper * nullLog())
    }

    /// What the best candidate explains that would be spikes without it, nats, and of how many
    /// places.
    private func gain(
        at best: (cell: CandidateLattice.Cell, log: Double, levelDbm: Double)
    ) -> (nats: Double, supportCount: Int) {
        var scratch = Scratch(count: places.count)
        prepare(best.cell, &scratch)
        var nats = silence(best.levelDbm - centreDbm, scratch)
        var support = 0
        for index in 0..<heardCount {
            let own = hearing(index, level: best.levelDbm - centreDbm, scratch)
            nats += votes[index] * log(1 + own / Self.spikeDensity)
            if own > Self.spikeDensity { support += 1 }
        }
        return (nats, support)
    }

    /// Density of one level under the states without deafness.
    private func hearing(_ index: Int, level: Double, _ scratch: Scratch) -> Double {
        let (clear, blocked, loss) = states(index, scratch)
        let spread = (variances[index] + blockedVariance).squareRoot()
        let residual = scratch.levels[index] - level
        return clear * density(residual, deviationsDb[index])
            + blocked * density(residual + loss, spread)
    }

    /// Arrays that are written anew for every candidate.
    private struct Scratch {
        var logs: [Float]
        var cosines: [Float]
        /// u_i, decibels about the centre.
        var levels: [Double]
        var blockedLosses: [Double]
        var isBlocked: [Bool]
        var bins = [Int](repeating: 0, count: 128)

        init(count: Int) {
            logs = Array(repeating: 0, count: count)
            cosines = logs
            levels = Array(repeating: 0, count: count)
            blockedLosses = levels
            isBlocked = Array(repeating: false, count: count)
        }

        /// Median of the mapped levels of the first links, to 2 dB: a histogram, because sorting
        /// would cost more than all the rest.
        mutating func medianLevel(_ count: Int) -> Double {
            for bin in bins.indices { bins[bin] = 0 }
            for index in 0..<count {
                let level = levels[index] + (isBlocked[index] ? blockedLosses[index] : 0)
                bins[min(max(Int(level / 2 + 64), 0), 127)] += 1
            }
            var below = 0
            for bin in bins.indices {
                below += bins[bin]
                if 2 * below >= count { return Double(bin - 64) * 2 + 1 }
            }
            return 0
        }
    }

    /// Fills in a candidate's links.
    private func prepare(_ cell: CandidateLattice.Cell, _ scratch: inout Scratch) {
        let place = lattice.position(of: cell)
        geometry.links(
            toEastMetres: Float(place.eastMetres), northMetres: Float(place.northMetres),
            upMetres: Float(place.upMetres), limitDb: Float(configuration.dipoleLimitDb),
            logDistances: &scratch.logs, cosinesDb: &scratch.cosines, at: 0)
        let bit = lattice.index(of: cell)
        let (word, mask) = (bit >> 6, UInt64(1) << UInt64(bit & 63))
        let slope = 10 * configuration.clearExponent
        for index in places.indices {
            let logDistance = Double(scratch.logs[index]) - 2
            scratch.levels[index] = relativeLevels[index] + slope * logDistance
            scratch.blockedLosses[index] = configuration.blockedLossDb(logDistance: logDistance)
            scratch.isBlocked[index] = isCityKnown && seen[index][word] & mask == 0
        }
    }

    /// A candidate's score by each link's likeliest state, about the median of the mapped levels.
    private func screen(_ scratch: inout Scratch) -> Double {
        let level = scratch.medianLevel(heardCount)
        let spikeCost = -log(Self.spikeDensity)
        let deafCost = -log(configuration.deafShare)
        let mapCost = -log(mapErrorShare)
        let deafVariance =
            configuration.deafOffsetDeviationDb * configuration.deafOffsetDeviationDb
        var sum = 0.0
        for index in 0..<heardCount {
            let variance = variances[index]
            let own = scratch.levels[index] - level
            let blocked = own + scratch.blockedLosses[index]
            let spread = logDeviations[index]
            let wide = variance + blockedVariance
            let first = own * own / (2 * variance) + (scratch.isBlocked[index] ? mapCost : 0)
            let second = blocked * blocked / (2 * wide) + (scratch.isBlocked[index] ? 0 : mapCost)
            let offset =
                (scratch.isBlocked[index] ? blocked : own) + configuration.deafOffsetDb
            let third = offset * offset / (2 * (variance + deafVariance)) + deafCost
            sum -= votes[index] * min(min(first, second, third) + spread, spikeCost)
        }
        for index in heardCount..<places.count {
            let limit =
                scratch.levels[index]
                + (scratch.isBlocked[index] ? scratch.blockedLosses[index] : 0)
            let below = min(limit - level, 0)
            sum -= votes[index] * min(below * below / (2 * variances[index]), 6)
        }
        return sum
    }

    private func score(_ scratch: Scratch) -> (log: Double, levelDbm: Double) {
        var mapped = (0..<heardCount).map { index in
            scratch.levels[index]
                + (scratch.isBlocked[index] ? scratch.blockedLosses[index] : 0)
        }
        mapped.sort()
        var best = (log: -Double.infinity, level: 0.0)
        for start in [mapped[(mapped.count - 1) / 2], mapped[(mapped.count - 1) * 4 / 5]] {
            let fit = fit(from: start, scratch)
            if fit.log > best.log { best = fit }
        }
        return (best.log + silence(best.level, scratch), centreDbm + best.level)
    }

    /// Losses and prior probabilities of one link's states, deaf ones last.
    @inline(__always)
    private func states(
        _ index: Int, _ scratch: Scratch
    ) -> (clear: Double, blocked: Double, loss: Double) {
        let share = mapErrorShare
        return (
            scratch.isBlocked[index] ? share : 1 - share,
            scratch.isBlocked[index] ? 1 - share : share, scratch.blockedLosses[index]
        )
    }

    /// EM for the level, then Laplace's method over it.
    private func fit(from start: Double, _ scratch: Scratch) -> (log: Double, level: Double) {
        var level = start
        var total = 0.0
        var precision = 0.0
        let deaf = configuration.deafShare
        let deafOffset = configuration.deafOffsetDb
        let deafDeviation = configuration.deafOffsetDeviationDb
        for _ in 0...Self.stepCount {
            total = 0
            precision = 1 / (configuration.levelDeviationDb * configuration.levelDeviationDb)
            var moment = 0.0
            for index in 0..<heardCount {
                let s = deviationsDb[index]
                let (clear, blocked, loss) = states(index, scratch)
                let blockedSpread = (s * s + blockedVariance).squareRoot()
                let deafSpread = (s * s + deafDeviation * deafDeviation).squareRoot()
                let first = scratch.levels[index] - level
                let second = first + loss
                let p0 = (1 - deaf) * clear * density(first, s)
                let p1 = (1 - deaf) * blocked * density(second, blockedSpread)
                let p2 = deaf * clear * density(first + deafOffset, deafSpread)
                let p3 = deaf * blocked * density(second + deafOffset, deafSpread)
                let sum = p0 + p1 + p2 + p3 + Self.spikeDensity
                total += votes[index] * log(sum)
                let weight0 = votes[index] * p0 / (sum * s * s)
                let weight1 = votes[index] * p1 / (sum * blockedSpread * blockedSpread)
                let weight2 = votes[index] / (sum * deafSpread * deafSpread)
                precision += weight0 + weight1 + weight2 * (p2 + p3)
                moment +=
                    weight0 * scratch.levels[index]
                    + weight1 * (scratch.levels[index] + loss)
                    + weight2
                    * (p2 * (scratch.levels[index] + deafOffset)
                        + p3 * (scratch.levels[index] + loss + deafOffset))
            }
            level = moment / precision
        }
        return (total - 0.5 * log(precision), level)
    }

    private var blockedVariance: Double {
        configuration.blockedDeviationDb * configuration.blockedDeviationDb
    }

    @inline(__always)
    private func density(_ residual: Double, _ deviation: Double) -> Double {
        let z = residual / deviation
        guard z * z < 60 else { return 0 }
        return 0.3989422804 / deviation * exp(-0.5 * z * z)
    }

    /// log of the chance that nothing is heard where nothing is heard.
    private func silence(_ level: Double, _ scratch: Scratch) -> Double {
        var sum = 0.0
        for index in heardCount..<places.count {
            // Limit above prediction, in deviations, were the link clear.
            let margin = (scratch.levels[index] - level) / deviationsDb[index]
            guard margin < 4 else { continue }
            let (clear, blocked, loss) = states(index, scratch)
            let spread =
                (deviationsDb[index] * deviationsDb[index] + blockedVariance).squareRoot()
            let quiet =
                clear * Self.normal(margin)
                + blocked * Self.normal((scratch.levels[index] + loss - level) / spread)
            sum += votes[index] * log(quiet + 1e-3)
        }
        return sum
    }

    /// Φ by the logistic law, within 0.01.
    private static func normal(_ z: Double) -> Double { 1 / (1 + exp(-1.702 * z)) }

    /// log-likelihood of the levels without geometry: one level and 10 dB about it.
    private func nullLog() -> Double {
        var sum = 0.0
        for index in 0..<heardCount {
            let residual = field.heard[index].levelDbm - centreDbm
            sum += votes[index] * log(density(residual, 10) + Self.spikeDensity)
        }
        return sum
    }
}
