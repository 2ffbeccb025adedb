import Geometry
import Glibc
import Model
import Numerics

/// Maps interference by analysis by synthesis: the emitters whose signals, over the known city and
/// beside the own stations', explain what was received.
///
///     R(q) ≈ 10 log10( D̂(q) + Σ_k P_k 10^(−L_s(q,k)(|q − t_k|) / 10) + σ_w² )
///
/// is fitted to the raw powers of all samples: neither the sign of R − D̂ nor a calibration comes in.
/// Places are searched with the lines of sight worked out anew for each; powers and what the emitters'
/// laws differ by from the stations' follow by Gauss and Newton's method. The emitters of the last
/// update are where the next search begins.
///
/// As "synthesis-kriging" what the samples say beyond that is taken up: which links are not as the
/// city has them, and the transmitters' shadowing around each sample (``FieldCorrection``).
public struct SynthesisMapper: InterferenceMapper {
    /// The method's name.
    public var name: String { isKriged ? "synthesis-kriging" : "synthesis" }

    /// What it may assume and spend.
    public let configuration: SynthesisConfiguration
    /// Whether the fields are conditioned on the samples.
    public let isKriged: Bool
    /// How likely each cell is to hold an emitter by the last screening, 0 to 1 [cell].
    public private(set) var emitterHeat: [Float] = []

    private var candidates: CandidateSightlines?
    private var last: [InterferenceEstimate.Emitter] = []

    /// A mapper that has seen nothing.
    public init(configuration: SynthesisConfiguration = .init(), isKriged: Bool = false) {
        self.configuration = configuration
        self.isKriged = isKriged
    }

    /// Makes the city's sightlines, if they are not yet.
    public mutating func prepare(for evidence: InterferenceEvidence) {
        if let candidates, candidates.suits(evidence) { return }
        last = []
        candidates = CandidateSightlines(
            lineOfSight: evidence.lineOfSight, grid: evidence.grid,
            upMetres: evidence.emitterHeightMetres, configuration: configuration)
    }

    /// Forgets the emitters of the last update; the city's sightlines stay.
    public mutating func forget() { last = [] }

    /// Maps the interference behind the evidence.
    public mutating func map(_ evidence: InterferenceEvidence) throws -> InterferenceEstimate {
        prepare(for: evidence)
        var search = SynthesisSearch(evidence, configuration: configuration)
        guard let candidates else { preconditionFailure("the city has been prepared") }
        search.run(candidates: candidates, from: last)
        emitterHeat = candidates.candidateOfCell.map { candidate in
            candidate < 0 || search.heat.isEmpty ? 0 : search.heat[Int(candidate)]
        }
        let emitters = search.sources.map { source in
            InterferenceEstimate.Emitter(
                position: LocalPosition(
                    eastMetres: source.eastMetres, northMetres: source.northMetres,
                    upMetres: evidence.emitterHeightMetres), eirpDbm: source.eirpDbm,
                confidence: 1 / (1 + exp(-0.1 * (source.gain - search.gainMin))))
        }.sorted { $0.confidence > $1.confidence }
        last = emitters
        let plane = SynthesisPlane(evidence)
        let fields = search.sources.map { plane.field(of: $0, in: search) }
        let cellCount = evidence.grid.levelCellCount
        guard isKriged else {
            let levels = fields.map { field in (0..<cellCount).map { field.level($0) } }
            let (dbm, deviations) = Self.sum(
                levels.map { $0.map(\.dbm) }, levels.map { $0.map(\.variance) },
                noiseDbm: evidence.noiseDbm, cellCount: cellCount)
            return InterferenceEstimate(
                issDbm: dbm, deviationsDb: deviations, emitters: emitters)
        }
        let station = plane.stationField(evidence)
        var correction = FieldCorrection(
            evidence, search: search, fields: (station.map { [$0] } ?? []) + fields)
        let first = station == nil ? 0 : 1
        let wrong = Float(
            max(search.laws.clearErrorShare, search.laws.blockedErrorShare))
        // The station's classes are as sure as D̂ could make them: from samples without interference.
        for _ in 0..<configuration.classSweepCount {
            for index in first..<correction.fields.count {
                correction.correctClasses(of: index, errorShare: wrong)
            }
        }
        let (levels, variances) = correction.kriged()
        let (dbm, deviations) = Self.sum(
            Array(levels[first...]), Array(variances[first...]), noiseDbm: evidence.noiseDbm,
            cellCount: cellCount)
        return InterferenceEstimate(
            issDbm: dbm, deviationsDb: deviations, emitters: emitters,
            desiredDbm: first == 1 && configuration.isDesiredCorrected ? levels[0] : [])
    }

    /// The sum of fields and noise, dBm, and its deviation, decibels [cell].
    private static func sum(
        _ levels: [[Float]], _ variances: [[Float]], noiseDbm: Double, cellCount: Int
    ) -> (dbm: [Float], deviationsDb: [Float]) {
        let noise = Float(Decibels.ratio(fromDb: max(noiseDbm, -180)))
        var total = [Float](repeating: noise, count: cellCount)
        var spread = [Float](repeating: noise * noise, count: cellCount)
        for index in levels.indices {
            for cell in 0..<cellCount {
                let power = exp2(0.332_192_8 * levels[index][cell])
                total[cell] += power
                spread[cell] += power * power * max(variances[index][cell], 0.25)
            }
        }
        return (
            total.map { 10 * log10($0) },
            zip(spread, total).map { ($0 / ($1 * $1)).squareRoot() }
        )
    }
}
