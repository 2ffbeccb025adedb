import Geometry
import Glibc
import Model
import Numerics

/// The search for the emitters behind one plane's samples.
struct SynthesisSearch {
    let configuration: SynthesisConfiguration
    let city: City
    let upMetres: Double
    /// The samples beside no emitter at all: b is D̂ and noise.
    var samples: EmissionSamples
    let targets: SightTargets
    /// Some of the samples, evenly chosen, with which places are searched roughly.
    let coarse: [Int]
    let coarseTargets: SightTargets
    let cells: [Int]
    let grid: Grid
    var laws: SynthesisLaws
    var sources: [SynthesisSource] = []
    /// How likely each candidate was to be the next emitter, at best, 0 to 1.
    private(set) var heat: [Float] = []
    /// Log-likelihood that one more emitter must be worth.
    let gainMin: Double
    var lookCount = 0
    var clearScratch: [UInt8]
    var slopeScratch: [Float]

    var spikeDensity: Double { configuration.spikeShare / 80 }
    var raisedDensity: Double { configuration.raisedShare / 40 }

    init(_ evidence: InterferenceEvidence, configuration: SynthesisConfiguration) {
        self.configuration = configuration
        city = evidence.lineOfSight.city
        upMetres = evidence.emitterHeightMetres
        grid = evidence.grid
        var cells = evidence.receivedDbm.indices.filter { evidence.receivedDbm[$0].isFinite }
        let countMax = configuration.fittedSampleCountMax
        if cells.count > countMax {
            cells = (0..<countMax).map { cells[$0 * cells.count / countMax] }
        }
        self.cells = cells
        let centres = cells.map { evidence.grid.centre(of: evidence.grid.cell(at: $0)) }
        let noise = Float(Decibels.ratio(fromDb: max(evidence.noiseDbm, -180)))
        var background: [Float] = []
        var spread: [Float] = []
        for cell in cells {
            let dbm = evidence.desiredDbm[cell].isFinite ? evidence.desiredDbm[cell] : -200
            let desired = Float(Decibels.ratio(fromDb: Double(dbm)))
            let deviation =
                evidence.desiredDeviationsDb[cell].isFinite ? evidence.desiredDeviationsDb[cell] : 6
            background.append(desired + noise)
            spread.append(desired * desired * deviation * deviation + noise * noise)
        }
        samples = EmissionSamples(
            east: centres.map { Float($0.eastMetres) },
            north: centres.map { Float($0.northMetres) },
            up: Float(evidence.altitudeMetres), received: cells.map { evidence.receivedDbm[$0] },
            fading: cells.map {
                let deviation = evidence.receivedDeviationsDb[$0]
                return max(deviation.isFinite ? deviation * deviation : 2, 0.25)
            }, weights: [Float](repeating: 1, count: cells.count), background: background,
            spread: spread)
        targets = SightTargets(
            city: city, eastMetres: samples.east, northMetres: samples.north,
            upMetres: evidence.altitudeMetres)
        let count = cells.count
        let coarseCount = min(configuration.screenedSampleCountMax, count)
        let coarse = (0..<coarseCount).map { $0 * count / coarseCount }
        self.coarse = coarse
        coarseTargets = SightTargets(
            city: city, eastMetres: coarse.map { [samples] in samples.east[$0] },
            northMetres: coarse.map { [samples] in samples.north[$0] },
            upMetres: evidence.altitudeMetres)
        laws = SynthesisLaws(evidence, configuration: configuration)
        clearScratch = [UInt8](repeating: 0, count: cells.count)
        slopeScratch = [Float](repeating: 0, count: cells.count)
        let patch =
            2 * Double.pi * configuration.correlationMetres * configuration.correlationMetres
        let area = evidence.grid.extentEastMetres * evidence.grid.extentNorthMetres
        let patchCount = Double(count) * min(1.0, patch / area)
        gainMin = configuration.gainMin + configuration.gainPerPatchSample * patchCount
    }

    /// Finds all emitters, from those of the last time.
    mutating func run(candidates: CandidateSightlines, from last: [InterferenceEstimate.Emitter]) {
        guard samples.count > 0 else { return }
        for emitter in last {
            sources.append(
                source(
                    eastMetres: emitter.position.eastMetres,
                    northMetres: emitter.position.northMetres,
                    eirpDbm: emitter.eirpDbm ?? configuration.eirpMeanDbm))
        }
        guard !last.isEmpty else {
            grow(candidates)
            polish()
            return
        }
        fit(stepCount: 3)
        for index in sources.indices { refine(index, stepsMetres: [2], isCoarse: true) }
        fit(stepCount: 2)
        prune()
        if grow(candidates) > 0 { polish() }
    }

    /// Looks again for all emitters after the background has changed.
    mutating func resume(candidates: CandidateSightlines) {
        guard samples.count > 0 else { return }
        for index in sources.indices { refine(index, stepsMetres: [8, 4], isCoarse: true) }
        fit(stepCount: 3)
        prune()
        grow(candidates)
        polish()
    }

    /// Adds emitters for as long as each explains enough.
    ///
    /// - Returns: how many were added.
    @discardableResult
    private mutating func grow(_ candidates: CandidateSightlines) -> Int {
        let rows = ScreenRows(laws, configuration: configuration, fadingVariance: 1.4)
        var log = pass().log
        var added = 0
        while sources.count < configuration.emitterCountMax,
            lookCount < configuration.lookCountMax
        {
            let before = (sources, laws, heat)
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
                (sources, laws, heat) = before
                break
            }
            log = now
            added += 1
        }
        return added
    }

    /// Searches all places again with all samples, and drops what explains too little.
    private mutating func polish() {
        prune()
        guard !sources.isEmpty else { return }
        refineAll(stepsMetres: configuration.stepsMetres)
        refineAll(stepsMetres: Array(configuration.stepsMetres.dropFirst()))
        prune()
    }

    /// The screened candidates that may be another emitter, best first.
    private func screened(
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
            bit: chosen.map { Int(candidates.blockOfCell[cells[$0]]) },
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
    private mutating func addition(
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
        warm(candidates, scores, top: top)
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

    /// Adds a screening's scores to the heat.
    private mutating func warm(_ candidates: CandidateSightlines, _ scores: [Float], top: Float) {
        if heat.isEmpty { heat = [Float](repeating: 0, count: candidates.count) }
        let temper = Float(configuration.heatTemper)
        for index in scores.indices {
            heat[index] = max(heat[index], exp(temper * (scores[index] - top)))
        }
    }
}
