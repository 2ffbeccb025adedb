import Glibc
import Model

extension EmitterLocaliser {
    /// The posterior of every emitter that is on and heard, strongest evidence first.
    ///
    /// The number is estimated: emitters are added one after the other as long as each explains what
    /// all before it do not (`EmitterSearch`), then each one's posterior is taken with the others
    /// explained.
    ///
    /// - Parameters:
    ///   - now: The instant at which they shall be on.
    ///   - countMax: Emitters at most.
    ///   - background: Power that is explained without any of them, and its deviation.
    /// - Returns: posteriors; empty where nothing is heard.
    public mutating func posteriors(
        at now: UnixTime, countMax: Int, background: (LocalPosition) -> ExplainedPower
    ) -> [EmitterPosterior] {
        let hearings = hearings(at: now, background: background)
        guard !hearings.isEmpty else { return [] }
        let search = EmitterSearch(
            hearings, lattice: lattice, configuration: configuration, sightlines: &sightlines)
        let found = search.run(countMax: countMax)
        return found.indices.compactMap { index in
            guard found[index].emitter.isActive else { return nil }
            return posterior(of: index, among: found, hearings: hearings, search: search)
        }
    }

    /// The estimates of `posteriors`.
    public mutating func locate(
        at now: UnixTime, countMax: Int, background: (LocalPosition) -> ExplainedPower
    ) -> [EmitterEstimate] {
        posteriors(at: now, countMax: countMax, background: background).map(\.estimate)
    }

    /// Places by age, each against what is explained there.
    private func hearings(
        at now: UnixTime, background: (LocalPosition) -> ExplainedPower
    ) -> [Hearing] {
        var places: [(place: Place, age: Int)] = []
        for age in 0...Hearing.ageBordersSeconds.count {
            places += self.places { visit in
                Hearing.age(ofSeconds: max(now.seconds(since: visit.end), 0)) == age
            }.map { ($0, age) }
        }
        let votes = EmitterLikelihood.votes(
            of: places.map(\.place.position), radiusMetres: 2 * configuration.placeMetres)
        return places.indices.map { index in
            let place = places[index].place
            let known = background(place.position)
            let fading = configuration.fadingDeviationDb * configuration.fadingDeviationDb
            let floor = configuration.floorDeviationDb * configuration.floorDeviationDb
            return Hearing(
                place: place,
                explainedDbm: known.watts > 0 ? Decibels.dbm(fromWatts: known.watts) : -200,
                deviationDb: (known.deviationDb * known.deviationDb + floor
                    + fading / Double(min(place.lookCount, 10))).squareRoot(),
                weight: votes[index], age: places[index].age)
        }
    }

    /// The posterior of one emitter, all others of the joint explanation explained.
    private mutating func posterior(
        of index: Int, among found: [(emitter: EmitterHypothesis, lossesDb: [Double])],
        hearings: [Hearing], search: EmitterSearch
    ) -> EmitterPosterior? {
        let own = found[index]
        var others = found
        others.remove(at: index)
        let levels = search.levels(with: others)
        var kept: [Place] = []
        var explained: [ExplainedPower] = []
        for (number, hearing) in hearings.enumerated()
        where own.emitter.ages.contains(hearing.age) {
            let known = Decibels.watts(fromDbm: hearing.explainedDbm)
            let rest = Decibels.watts(fromDbm: levels[number]) - known
            let mine = Decibels.watts(fromDbm: own.emitter.eirpDbm - own.lossesDb[number])
            // Where another unknown emitter is the stronger, this one cannot be told.
            guard mine >= rest || rest <= known else { continue }
            kept.append(hearing.place)
            explained.append(
                ExplainedPower(
                    watts: hearing.explainedDbm > -200 ? known + rest : rest,
                    deviationDb: rest > known
                        ? configuration.unseenDeviationDb : hearing.deviationDb))
        }
        let field = EmissionField(kept, configuration: configuration) { explained[$0] }
        guard var posterior = posterior(of: field) else { return nil }
        let odds = own.emitter.gain - configuration.gainMin
        posterior.estimate.confidence = 1 / (1 + exp(-min(max(odds, -50), 50)))
        return posterior
    }
}
