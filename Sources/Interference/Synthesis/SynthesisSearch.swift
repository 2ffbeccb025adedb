import Geometry
import Glibc
import Model
import Numerics

/// The search for the emitters behind the samples of one tile of a plane.
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
    /// Where emitters may stand.
    let area: GroundRectangle
    var laws: SynthesisLaws
    var sources: [SynthesisSource] = []
    /// Log-likelihood that one more emitter must be worth.
    let gainMin: Double
    var lookCount = 0
    var clearScratch: [UInt8]
    var slopeScratch: [Float]

    var spikeDensity: Double { configuration.spikeShare / 80 }
    var raisedDensity: Double { configuration.raisedShare / 40 }

    /// - Parameters:
    ///   - evidence: of the whole plane.
    ///   - configuration: what may be assumed and spent.
    ///   - tile: where emitters are looked for, and what they are fitted to.
    ///   - others: emitters elsewhere, which stay as they are.
    init(
        _ evidence: InterferenceEvidence, configuration: SynthesisConfiguration,
        tile: SynthesisTiling.Tile, beside others: [KeptEmitter] = []
    ) {
        self.configuration = configuration
        city = evidence.lineOfSight.city
        upMetres = evidence.emitterHeightMetres
        area = tile.search
        let cells = Self.heardCells(
            evidence, in: tile.heard, countMax: configuration.fittedSampleCountMax)
        self.cells = cells
        samples = EmissionSamples(evidence, cells: cells)
        targets = SightTargets(
            city: city, eastMetres: samples.east, northMetres: samples.north,
            upMetres: evidence.altitudeMetres)
        let count = cells.count
        let coarseCount = min(configuration.screenedSampleCountMax, count)
        let coarse = (0..<coarseCount).map { $0 * count / coarseCount }
        self.coarse = coarse
        coarseTargets = targets.moved(
            toEastMetres: coarse.map { [samples] in samples.east[$0] },
            northMetres: coarse.map { [samples] in samples.north[$0] })
        laws = SynthesisLaws(evidence, configuration: configuration)
        clearScratch = [UInt8](repeating: 0, count: cells.count)
        slopeScratch = [Float](repeating: 0, count: cells.count)
        gainMin =
            configuration.gainMin + configuration.gainPerPatchSample
            * samples.likeCount(correlationMetres: configuration.correlationMetres)
        hear(others, in: tile.heard)
    }

    /// The cells of a piece of the plane in which something was received; some of them where there
    /// are too many.
    private static func heardCells(
        _ evidence: InterferenceEvidence, in heard: GroundRectangle, countMax: Int
    ) -> [Int] {
        let grid = evidence.grid
        func span(_ low: Double, _ high: Double, _ side: Double, _ count: Int) -> Range<Int> {
            let first = min(max(Int((low / side).rounded(.down)), 0), count)
            return first..<max(min(Int((high / side).rounded(.up)), count), first)
        }
        let columns = span(heard.west, heard.east, grid.cellEastMetres, grid.nx)
        var cells: [Int] = []
        for y in span(heard.south, heard.north, grid.cellNorthMetres, grid.ny) {
            for x in columns where evidence.receivedDbm[y * grid.nx + x].isFinite {
                cells.append(y * grid.nx + x)
            }
        }
        guard cells.count > countMax else { return cells }
        return (0..<countMax).map { cells[$0 * cells.count / countMax] }
    }

    /// Counts what emitters elsewhere put at the samples to what is explained.
    private mutating func hear(_ others: [KeptEmitter], in heard: GroundRectangle) {
        let own = laws
        for other in others {
            let distance = heard.distance(
                eastMetres: other.eastMetres, northMetres: other.northMetres)
            guard distance <= configuration.tileReachMetres else { continue }
            laws.parameters = other.laws
            let source = source(
                eastMetres: other.eastMetres, northMetres: other.northMetres,
                eirpDbm: other.eirpDbm)
            for index in samples.background.indices {
                samples.background[index] += source.power[index]
                samples.spread[index] += source.spread[index]
            }
        }
        laws = own
        lookCount = 0
    }

    /// The emitters that were found, as they are kept for the next update.
    var kept: [KeptEmitter] {
        sources.map { source in
            KeptEmitter(
                eastMetres: source.eastMetres, northMetres: source.northMetres,
                eirpDbm: source.eirpDbm,
                confidence: 1 / (1 + exp(-0.1 * (source.gain - gainMin))),
                laws: laws.parameters,
                places: source.weighedPlaces(
                    countMax: configuration.placeCountMax, temper: configuration.placeTemper))
        }
    }

    /// Finds all emitters, from those of the last time.
    mutating func run(candidates: CandidateSightlines, from last: [KeptEmitter]) {
        guard samples.count > 0 else { return }
        for emitter in last.prefix(configuration.emitterCountMax) {
            sources.append(
                source(
                    eastMetres: emitter.eastMetres, northMetres: emitter.northMetres,
                    eirpDbm: emitter.eirpDbm))
        }
        guard !sources.isEmpty else {
            grow(candidates)
            polish()
            for _ in 0..<configuration.replacementCount where replaceWeakest(candidates) {
                polish()
            }
            return
        }
        laws.parameters = last[0].laws
        fit(stepCount: 3)
        refineAll(stepsMetres: [4, 2], isCoarse: true)
        prune()
        let isGrown = grow(candidates) > 0
        // One emitter may have settled in the wrong place: would it go elsewhere, if it were free?
        let isMoved = replaceWeakest(candidates)
        if isGrown || isMoved { polish() } else { refineAll(stepsMetres: [2, 1]) }
    }
}
