import Geometry
import Glibc
import Model

/// Maps interference by analysis by synthesis: the emitters whose signals, over the known city and
/// beside the own stations', explain what was received.
///
///     R(q) ≈ 10 log10( D̂(q) + Σ_k P_k 10^(−L_s(q,k)(|q − t_k|) / 10) + σ_w² )
///
/// is fitted to the raw powers of all samples: neither the sign of R − D̂ nor a calibration comes in.
/// Places are searched with the lines of sight worked out anew for each; powers and what the emitters'
/// laws differ by from the stations' follow by Gauss and Newton's method. The emitters of the last
/// update are where the next search begins.
public struct SynthesisMapper: InterferenceMapper {
    /// The method's name.
    public var name: String { "synthesis" }

    /// What it may assume and spend.
    public let configuration: SynthesisConfiguration
    /// How likely each cell is to hold an emitter by the last screening, 0 to 1 [cell].
    public private(set) var emitterHeat: [Float] = []

    private var candidates: CandidateSightlines?
    private var last: [InterferenceEstimate.Emitter] = []

    /// A mapper that has seen nothing.
    public init(configuration: SynthesisConfiguration = .init()) {
        self.configuration = configuration
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
        let field = SynthesisField(search, evidence: evidence)
        let (dbm, deviations) = field.estimate(cellCount: evidence.grid.levelCellCount)
        let emitters = search.sources.map { source in
            InterferenceEstimate.Emitter(
                position: LocalPosition(
                    eastMetres: source.eastMetres, northMetres: source.northMetres,
                    upMetres: evidence.emitterHeightMetres), eirpDbm: source.eirpDbm,
                confidence: 1 / (1 + exp(-0.1 * (source.gain - search.gainMin))))
        }.sorted { $0.confidence > $1.confidence }
        last = emitters
        return InterferenceEstimate(issDbm: dbm, deviationsDb: deviations, emitters: emitters)
    }
}
