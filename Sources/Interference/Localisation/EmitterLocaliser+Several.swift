import Glibc
import Model

extension EmitterLocaliser {
    /// Share of its gain that an emitter must keep beside all others.
    private static let keptGainShare = 0.7

    /// An emitter found: where its likelihood is greatest, and how strong it would be there.
    private struct Source {
        var cell: CandidateLattice.Cell
        var position: LocalPosition
        /// Level at 100 m over a clear link, dBm.
        var levelDbm: Double
        var gain: Double
        /// What it was found in.
        var field: EmissionField
        var finding: PosteriorSearch.Finding
    }

    /// The posterior of every emitter that is heard, strongest evidence first.
    ///
    /// The number is estimated: the one that explains most of what is heard beyond the explained is
    /// found (`MixtureLikelihood`, to which another emitter's ground is spikes), then counts as
    /// explained, and so on as long as each explains enough. Then all are refined together.
    ///
    /// - Parameters:
    ///   - now: The instant; samples older than `memorySeconds` are not listened to.
    ///   - countMax: Emitters at most.
    ///   - proposals: Where something else places emitters, over a known city.
    ///   - background: Power that is explained without any of them, and its deviation.
    /// - Returns: posteriors; empty where nothing is heard.
    public mutating func posteriors(
        at now: UnixTime, countMax: Int, proposals: [EmitterProposal] = [],
        background: (LocalPosition) -> ExplainedPower
    ) -> [EmitterPosterior] {
        let memory = configuration.memorySeconds
        let places = places { now.seconds(since: $0.end) <= memory }
        let known = places.map { background($0.position) }
        noteOnset(places, known, at: now)
        var found: [Source] = []
        while found.count < countMax,
            let source = source(places, known, beside: found, proposals: proposals)
        {
            found.append(source)
        }
        refine(&found, places, known, proposals: proposals)
        return found.compactMap { own in
            // Over a known city the finding is the posterior already.
            let answer =
                sightlines != nil
                ? posterior(own.finding, field: own.field) : posterior(of: own.field)
            guard var posterior = answer else { return nil }
            posterior.estimate.confidence = Self.probability(
                logOdds: own.gain - configuration.gainMin / 2)
            return posterior
        }
    }

    /// Finds each emitter again with all others explained, weaker ones too.
    ///
    /// An emitter found wrongly would explain others' ground away: where a place explains much less
    /// than before, the old one stands.
    private mutating func refine(
        _ found: inout [Source], _ places: [Place], _ known: [ExplainedPower],
        proposals: [EmitterProposal]
    ) {
        guard found.count > 1 else { return }
        for index in found.indices {
            var others = found
            let old = others.remove(at: index)
            guard let fresh = source(places, known, beside: others, proposals: proposals),
                fresh.gain >= Self.keptGainShare * old.gain
            else { continue }
            found[index] = fresh
        }
    }

    /// The estimates of `posteriors`.
    public mutating func locate(
        at now: UnixTime, countMax: Int, proposals: [EmitterProposal] = [],
        background: (LocalPosition) -> ExplainedPower
    ) -> [EmitterEstimate] {
        posteriors(at: now, countMax: countMax, proposals: proposals, background: background)
            .map(\.estimate)
    }

    /// The emitter that explains most beside some others; `nil` where none explains enough.
    private mutating func source(
        _ places: [Place], _ known: [ExplainedPower], beside others: [Source],
        proposals: [EmitterProposal]
    ) -> Source? {
        let field = field(places, known, beside: others, isProposed: !proposals.isEmpty)
        let votes = EmitterLikelihood.votes(
            of: field.heard.map(\.place.position), radiusMetres: 2.5 * configuration.placeMetres)
        // So little cannot gain enough, however well it is explained.
        guard field.heard.count >= configuration.supportMin,
            MixtureLikelihood.voteGainMax * votes.reduce(0, +) >= configuration.gainMin
        else { return nil }
        let likelihood = MixtureLikelihood(
            field, lattice: lattice, configuration: configuration, sightlines: &sightlines)
        // A proposal that has been taken up proposes nobody else.
        let left = proposals.filter { proposal in
            others.allSatisfy {
                $0.position.horizontalDistanceMetres(to: proposal.position)
                    > EmitterProposal.sameMetres
            }
        }
        let prior = EmitterProposal.Prior(left, over: area, configuration: configuration)
        guard let finding = likelihood.finding(beforehand: prior),
            finding.gain >= configuration.gainMin,
            finding.supportCount >= configuration.supportMin
        else { return nil }
        return Source(
            cell: finding.best, position: lattice.position(of: finding.best),
            levelDbm: finding.bestLevelDbm, gain: finding.gain, field: field, finding: finding)
    }

    /// What is heard beyond the known and some found emitters, since when anything was.
    private mutating func field(
        _ places: [Place], _ known: [ExplainedPower], beside others: [Source], isProposed: Bool
    ) -> EmissionField {
        var explained = known
        for (index, place) in places.enumerated() where !others.isEmpty {
            var watts = known[index].watts
            var spread = watts * known[index].deviationDb * (watts * known[index].deviationDb)
            for other in others {
                let power = power(of: other, at: place)
                watts += power
                let deviation = power * configuration.foundDeviationDb
                spread += deviation * deviation
            }
            guard watts > 0 else { continue }
            explained[index] = ExplainedPower(
                watts: watts, deviationDb: spread.squareRoot() / watts)
        }
        var field = EmissionField(places, configuration: configuration) { explained[$0] }
        // Silence from before an emitter was switched on says nothing of where it is. A change by
        // itself may be an error of what is explained: it counts where somebody has found an emitter.
        let heardSince = field.heard.map(\.place.end).min() ?? .zero
        let since = isProposed ? max(onset, heardSince) : heardSince
        field.silent.removeAll { $0.place.end < since }
        return field
    }

    /// What a found emitter should put at a place, watts.
    private mutating func power(of source: Source, at place: Place) -> Double {
        let logDistance =
            log10(max(source.position.distanceMetres(to: place.position), 1)) - 2
        var level = source.levelDbm - 10 * configuration.clearExponent * logDistance
        let bits = sightlines?.seen(
            from: place.position, placeMetres: configuration.placeMetres)
        let bit = lattice.index(of: source.cell)
        if let bits, bits[bit >> 6] & (1 << UInt64(bit & 63)) == 0 {
            level -= configuration.blockedLossDb(logDistance: logDistance)
        }
        return Decibels.watts(fromDbm: level)
    }
}
