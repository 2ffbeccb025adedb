import Geometry
import Glibc
import Model
import Numerics

/// Finds emitters from samples: the posterior of each one's position, kept warm from update to update.
///
/// Samples become visits (one sensor, one place, a few seconds), visits places, places a likelihood
/// of every candidate position (`EmitterLikelihood`), searched from coarse to fine. Cost of a sample:
/// bounded; of an update: one factorisation of the places' covariance for each shadowing hypothesis
/// and one triangular solve for the candidates, both bounded by the configuration.
public struct EmitterLocaliser: Sendable {
    /// What is believed and what it may cost.
    public let configuration: LocalisationConfiguration
    /// Where emitters are looked for.
    public let area: SearchArea

    /// Since when more places hear something than before, over a known city; zero where none do.
    ///
    /// What was silent before it says nothing of where the emitter is that is heard since.
    public private(set) var onset = UnixTime.zero

    var window = VisitWindow()
    let lattice: CandidateLattice
    var sightlines: Sightlines?

    /// A localiser that has heard nothing.
    ///
    /// - Parameters:
    ///   - area: Where emitters are looked for.
    ///   - configuration: What is believed and what it may cost.
    ///   - lineOfSight: The city, where one is known.
    public init(
        area: SearchArea, configuration: LocalisationConfiguration = .init(),
        lineOfSight: LineOfSight? = nil
    ) {
        self.configuration = configuration
        self.area = area
        let lattice = CandidateLattice(
            area: area, finestMetres: configuration.finestMetres,
            candidateCountMax: configuration.candidateCountMax)
        self.lattice = lattice
        sightlines = lineOfSight.map { Sightlines(lineOfSight: $0, lattice: lattice) }
    }

    /// Takes in one sample.
    public mutating func absorb(_ sample: PlacedSample) {
        window.absorb(sample, configuration: configuration)
    }

    /// The posterior of the one emitter that explains everything heard above what is explained.
    ///
    /// - Parameters:
    ///   - since: Older visits are left out: the emitter may not have been on.
    ///   - explained: Power that is explained without it, and its deviation.
    /// - Returns: `nil` where nothing is heard.
    public mutating func posterior(
        since: UnixTime = .zero, explained: (LocalPosition) -> ExplainedPower = { _ in .none }
    ) -> EmitterPosterior? {
        let places = places { $0.end >= since }
        let field = EmissionField(
            places, configuration: configuration, explained: { explained(places[$0].position) })
        return posterior(of: field)
    }

    /// The places of some of the visits, the receivers' states told apart.
    func places(where isWanted: (Visit) -> Bool) -> [Place] {
        let visits = window.visits.filter(isWanted)
        var doublings: Int32 = 0
        var places = Place.places(of: visits, doublings: 0)
        // Over a known city a larger place would be neither clear nor blocked: thinned out later.
        while sightlines == nil, places.count > configuration.placeCountMax, doublings < 16 {
            doublings += 1
            places = Place.places(of: visits, doublings: doublings)
        }
        // Over a known city the levels' groups may be clear and blocked links: see `MixtureLikelihood`.
        guard sightlines == nil else { return places }
        var bySensor: [Int32: [Int]] = [:]
        for (index, place) in places.enumerated() where !place.isCensored {
            bySensor[place.sensorIndex, default: []].append(index)
        }
        for indices in bySensor.values {
            let deaf = ReceiverStates.deaf(
                levelsDbm: indices.map { places[$0].levelDbm },
                gapMinDb: configuration.stateGapDb)
            for (index, isDeaf) in zip(indices, deaf) { places[index].isDeaf = isDeaf }
        }
        return places
    }

    mutating func posterior(of field: EmissionField) -> EmitterPosterior? {
        guard !field.heard.isEmpty else { return nil }
        if sightlines != nil {
            let likelihood = MixtureLikelihood(
                field, lattice: lattice, configuration: configuration, sightlines: &sightlines)
            return likelihood.finding().map { posterior($0, field: field) }
        }
        guard
            var likelihood = EmitterLikelihood(
                field, lattice: lattice, configuration: configuration)
        else { return nil }
        let search = PosteriorSearch(lattice: lattice, configuration: configuration)
        guard var finding = search.run(&likelihood) else { return nil }
        finding.logEvidence -= likelihood.nullLogLikelihood()
        var field = field
        if let excess = outliers(likelihood, finding) {
            for index in excess.indices { field.heard[index].varianceDb2 += excess[index] }
            guard
                var again = EmitterLikelihood(
                    field, lattice: lattice, configuration: configuration),
                let second = search.run(&again)
            else { return nil }
            let odds = finding.logEvidence
            finding = second
            finding.logEvidence = odds
        }
        return posterior(finding, field: field)
    }

    /// Which levels the most likely position cannot explain, and what they need to be borne with.
    private func outliers(
        _ likelihood: EmitterLikelihood, _ finding: PosteriorSearch.Finding
    ) -> [Double]? {
        guard likelihood.field.heard.count >= 8,
            let residuals = likelihood.residuals(of: finding.best)
        else { return nil }
        return Outliers.excessVariances(
            residualsDb: residuals.residualsDb, factor: residuals.hypothesis.factor)
    }

    func posterior(
        _ finding: PosteriorSearch.Finding, field: EmissionField
    ) -> EmitterPosterior {
        var east = 0.0
        var north = 0.0
        for cell in finding.cells {
            east += cell.probability * cell.eastMetres
            north += cell.probability * cell.northMetres
        }
        let error = configuration.modelErrorMetres * configuration.modelErrorMetres
        var (eastEast, northNorth, eastNorth) = (error, error, 0.0)
        for cell in finding.cells {
            let x = cell.eastMetres - east
            let y = cell.northMetres - north
            eastEast += cell.probability * x * x
            northNorth += cell.probability * y * y
            eastNorth += cell.probability * x * y
        }
        let places = field.heard.map(\.place)
        let strongest = field.heard.max { $0.levelDbm < $1.levelDbm }
        let estimate = EmitterEstimate(
            position: LocalPosition(
                eastMetres: east, northMetres: north, upMetres: area.emitterHeightMetres),
            eastVarianceSquareMetres: eastEast, northVarianceSquareMetres: northNorth,
            eastNorthCovarianceSquareMetres: eastNorth, ce50Metres: 0, ce90Metres: 0,
            eirpDbm: finding.levelDbm
                + configuration.referenceLossDb(atMetres: finding.referenceMetres),
            eirpDeviationDb: (finding.levelDeviationDb * finding.levelDeviationDb
                + configuration.sensorDeviationDb * configuration.sensorDeviationDb).squareRoot(),
            confidence: Self.probability(logOdds: finding.logEvidence),
            peakAboveBackgroundDb: strongest.map { min($0.excessDb, 200) } ?? 0,
            firstHeard: places.map(\.start).min() ?? .zero,
            lastHeard: places.map(\.end).max() ?? .zero,
            sensorIndices: Set(places.map(\.sensorIndex)).sorted(),
            sampleCount: places.reduce(0) { $0 + $1.sampleCount })
        var posterior = EmitterPosterior(
            estimate: estimate, cells: finding.cells,
            modelErrorMetres: configuration.modelErrorMetres)
        posterior.estimate.ce50Metres = posterior.radiusMetres(ofLevel: 0.5)
        posterior.estimate.ce90Metres = posterior.radiusMetres(ofLevel: 0.9)
        return posterior
    }

    /// The probability of some log odds; beyond e⁵⁰ to one it is as good as certain.
    static func probability(logOdds: Double) -> Double {
        1 / (1 + exp(-min(max(logOdds, -50), 50)))
    }

    /// Brings `onset` up to date: as long as samples are remembered it stands, unless they speak for
    /// another one.
    mutating func noteOnset(_ places: [Place], _ known: [ExplainedPower], at now: UnixTime) {
        guard sightlines != nil else { return }
        if now < onset || now.seconds(since: onset) > configuration.memorySeconds { onset = .zero }
        let field = EmissionField(places, configuration: configuration) { known[$0] }
        if let found = EmissionOnset(of: field, configuration: configuration) { onset = found.time }
    }

    /// Writes what is remembered; what follows from it is made anew.
    public func encode(into writer: inout ByteWriter) {
        window.encode(into: &writer)
        writer.append(onset.nanoseconds)
    }

    /// Reads what `encode` wrote.
    public mutating func restore(from reader: inout ByteReader) throws {
        window = try VisitWindow(from: &reader, countMax: configuration.visitCountMax)
        onset = UnixTime(nanoseconds: try reader.readUInt64())
    }
}
