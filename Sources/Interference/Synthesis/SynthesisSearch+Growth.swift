import Geometry
import Glibc
import Model
import Numerics

extension SynthesisSearch {
    /// Adds emitters for as long as each explains enough.
    ///
    /// - Returns: how many were added.
    @discardableResult
    mutating func grow(_ candidates: CandidateSightlines) -> Int {
        let rows = ScreenRows(laws, configuration: configuration, fadingVariance: 1.4)
        var log = pass().log
        var added = 0
        while sources.count < configuration.emitterCountMax,
            lookCount < configuration.lookCountMax
        {
            let before = (sources, laws)
            guard let source = addition(candidates, rows) else { break }
            sources.append(source)
            fit(stepCount: 3)
            if sources.count > 1 {
                for index in sources.indices.dropLast() {
                    refine(index, stepsMetres: [4, 2], isCoarse: true)
                }
                fit(stepCount: 2)
            }
            let now = pass().log
            if now - log < gainMin {
                (sources, laws) = before
                break
            }
            log = now
            added += 1
        }
        return added
    }

    /// Looks for the emitter that explains least once more, as if it were not there.
    ///
    /// - Returns: whether it has gone elsewhere.
    mutating func replaceWeakest(_ candidates: CandidateSightlines) -> Bool {
        guard lookCount < configuration.lookCountMax,
            let weakest = sources.indices.min(by: { sources[$0].gain < sources[$1].gain })
        else { return false }
        let before = (sources, laws)
        let log = pass().log
        let old = sources.remove(at: weakest)
        let rows = ScreenRows(laws, configuration: configuration, fadingVariance: 1.4)
        guard let source = addition(candidates, rows) else {
            (sources, laws) = before
            return false
        }
        let east = source.eastMetres - old.eastMetres
        let north = source.northMetres - old.northMetres
        let isElsewhere =
            (east * east + north * north).squareRoot() > configuration.candidateSpacingMetres / 2
        if isElsewhere {
            sources.append(source)
            fit(stepCount: 3)
            refineAll(stepsMetres: [4, 2], isCoarse: true)
            // Twice the nat that a coin's toss is worth: a place is not left for nothing.
            if pass().log > log + 2 { return true }
        }
        (sources, laws) = before
        return false
    }

    /// Searches all places again with all samples, and drops what explains too little.
    mutating func polish() {
        prune()
        guard !sources.isEmpty else { return }
        refineAll(stepsMetres: configuration.stepsMetres)
        refineAll(stepsMetres: Array(configuration.stepsMetres.dropFirst()))
        prune()
    }

    /// The screened candidates that may be another emitter, best first.
    func screened(
        _ candidates: CandidateSightlines, _ rows: ScreenRows
    ) -> (scores: [Float], powers: [Int]) {
        let beside = samples(besideSource: nil)
        let chosen = coarse
        var rowOfSample: [Int] = []
        var backgroundDbm: [Float] = []
        for index in chosen {
            let background = beside.background[index]
            let dbm = 10 * log10(background)
            backgroundDbm.append(dbm)
            rowOfSample.append(
                ScreenRows.row(
                    excessDb: beside.received[index] - dbm,
                    deviationDb: (beside.spread[index] / (background * background)).squareRoot()))
        }
        let least = 10.0
        let screen = EmitterScreen(
            rows: rows.values, rowOfSample: rowOfSample, startDb: ScreenRows.startDb,
            leastDbm: least, backgroundDbm: backgroundDbm,
            bit: chosen.map {
                candidates.block(
                    eastMetres: Double(samples.east[$0]), northMetres: Double(samples.north[$0]))
            },
            east: chosen.map { samples.east[$0] }, north: chosen.map { samples.north[$0] },
            up: samples.up)
        let priors = (0..<EmitterScreen.powerCount).map { power in
            let off =
                (least + EmitterScreen.stepDb * Double(power) - configuration.eirpMeanDbm)
                / configuration.eirpDeviationDb
            return Float(-off * off / 2)
        }
        return screen.scores(
            candidateEast: candidates.east, candidateNorth: candidates.north,
            candidateUp: Float(upMetres), words: candidates.words,
            wordCount: candidates.wordCount,
            law: laws.law(eirpDbm: 0, spikeDensity: 0, raisedDensity: 0), priors: priors)
    }

    /// The emitter that explains most of what is left; `nil` where nothing does.
    mutating func addition(
        _ candidates: CandidateSightlines, _ rows: ScreenRows
    ) -> SynthesisSource? {
        let (scores, powers) = screened(candidates, rows)
        let scale = Float(samples.count) / Float(max(coarse.count, 1))
        let top = scores.max() ?? 0
        guard top * scale > Float(configuration.screenedGainShare * gainMin) else { return nil }
        let order = scores.indices.filter { scores[$0] > 0.3 * top }
            .sorted { (scores[$1], $0) < (scores[$0], $1) }
        var chosen: [Int] = []
        let spacing = Float(configuration.candidateSpacingMetres)
        for index in order {
            let isApart = chosen.allSatisfy { other in
                let east = candidates.east[other] - candidates.east[index]
                let north = candidates.north[other] - candidates.north[index]
                return east * east + north * north >= spacing * spacing
            }
            guard isApart else { continue }
            chosen.append(index)
            if chosen.count == configuration.refinedCandidateCount { break }
        }
        let beside = samples(besideSource: nil, isCoarse: true)
        var best: (place: SynthesisSource.Place, eirpDbm: Double)?
        var places: [SynthesisSource.Place] = []
        for index in chosen {
            let found = searched(
                fromEast: Double(candidates.east[index]),
                north: Double(candidates.north[index]),
                eirpDbm: 10 + EmitterScreen.stepDb * Double(powers[index]),
                beside: beside, isCoarse: true, stepsMetres: [4], places: &places)
            if let found, found.place.log > (best?.place.log ?? -.infinity) { best = found }
        }
        guard let rough = best else { return nil }
        let made =
            searched(
                fromEast: rough.place.eastMetres, north: rough.place.northMetres,
                eirpDbm: rough.eirpDbm, beside: beside, isCoarse: true, stepsMetres: [2],
                places: &places) ?? rough
        return source(
            eastMetres: made.place.eastMetres, northMetres: made.place.northMetres,
            eirpDbm: made.eirpDbm)
    }
}
