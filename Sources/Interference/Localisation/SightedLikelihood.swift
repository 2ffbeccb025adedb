import Glibc
import Model
import Numerics

/// The likelihood of one emitter's position over a known city.
///
/// What a position tells most about itself there is whom it can see: a blocked link is some 20 dB
/// weaker. But a map is metres wrong, and a receiver may be deaf, so every link is a mixture,
///
///     p(y_i | θ, m) = Σ_s π_s(i, θ) N(u_i + o_s(i); m, s_i²),    u_i = y_i + 10 n ℓ_i(θ),
///
/// over clear or blocked, heard or deaf, plus a floor for spikes; o_s is the state's loss, π_s from
/// the map. The level m is fitted by EM from two starts and marginalised by Laplace's method. A
/// neighbourhood has one vote (`EmitterLikelihood.votes`), of which a share counts (composite
/// likelihood, Varin, Reid and Firth 2011). The visible ground changes within metres, so every
/// candidate of the finest lattice is asked.
struct SightedLikelihood {
    /// Steps of EM from each start.
    static let stepCount = 3
    /// Density of spikes, per decibel: one level in a hundred anywhere in 80 dB.
    static let spikeDensity = 0.01 / 80

    let configuration: LocalisationConfiguration
    let lattice: CandidateLattice
    private let field: EmissionField
    private let sightlines: Sightlines?
    private let geometry: LinkGeometry
    private let seen: [[UInt64]]
    private let votes: [Double]
    private let deviationsDb: [Double]
    private let centreDbm: Double
    /// Heard places first, then silent ones.
    private let places: [Place]

    private var heardCount: Int { field.heard.count }

    init(
        _ field: EmissionField, lattice: CandidateLattice,
        configuration: LocalisationConfiguration, sightlines: inout Sightlines?
    ) {
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
        deviationsDb = field.heard.map { ($0.varianceDb2 + shadowing).squareRoot() } + silent
        let sorted = field.heard.map(\.levelDbm).sorted()
        centreDbm = sorted[sorted.count / 2]
    }

    /// The posterior over the whole lattice; cells that hold next to nothing are left out.
    func finding() -> PosteriorSearch.Finding? {
        var scores: [(cell: CandidateLattice.Cell, log: Double, levelDbm: Double)] = []
        scores.reserveCapacity(lattice.count)
        var scratch = Scratch(count: places.count)
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
                let score = score(cell, &scratch)
                scores.append(
                    (cell, prior + configuration.sightedTemper * score.log, score.levelDbm))
            }
        }
        return finding(scores)
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
        return PosteriorSearch.Finding(
            cells: cells, best: best.cell, levelDbm: level,
            levelDeviationDb: max(square - level * level, 0).squareRoot(),
            exponent: configuration.clearExponent, referenceMetres: 100,
            logEvidence: total - log(Double(lattice.count))
                - configuration.sightedTemper * nullLog())
    }

    /// Arrays that are written anew for every candidate.
    private struct Scratch {
        var logs: [Float]
        var cosines: [Float]
        /// u_i, decibels about the centre.
        var levels: [Double]
        var blockedLosses: [Double]
        var isBlocked: [Bool]

        init(count: Int) {
            logs = Array(repeating: 0, count: count)
            cosines = logs
            levels = Array(repeating: 0, count: count)
            blockedLosses = levels
            isBlocked = Array(repeating: false, count: count)
        }
    }

    private func score(
        _ cell: CandidateLattice.Cell, _ scratch: inout Scratch
    ) -> (log: Double, levelDbm: Double) {
        let place = lattice.position(of: cell)
        geometry.links(
            toEastMetres: Float(place.eastMetres), northMetres: Float(place.northMetres),
            upMetres: Float(place.upMetres), limitDb: Float(configuration.dipoleLimitDb),
            logDistances: &scratch.logs, cosinesDb: &scratch.cosines, at: 0)
        let bit = lattice.index(of: cell)
        let (word, mask) = (bit >> 6, UInt64(1) << UInt64(bit & 63))
        var mapped: [Double] = []
        mapped.reserveCapacity(heardCount)
        for index in places.indices {
            let logDistance = Double(scratch.logs[index]) - 2
            let level =
                index < heardCount
                ? field.heard[index].levelDbm : field.silent[index - heardCount].limitDbm
            scratch.levels[index] =
                level - centreDbm + 10 * configuration.clearExponent * logDistance
            scratch.blockedLosses[index] = max(
                configuration.blockedLossDb + 10 * configuration.blockedExponent * logDistance, 0)
            scratch.isBlocked[index] = seen[index][word] & mask == 0
            if index < heardCount {
                mapped.append(
                    scratch.levels[index]
                        + (scratch.isBlocked[index] ? scratch.blockedLosses[index] : 0))
            }
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
        let share = configuration.mapErrorShare
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
