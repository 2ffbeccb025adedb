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
/// update are where the next search begins; large planes are searched tile by tile
/// (``SynthesisTiling``).
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

    private var sightlines: TileSightlines?
    /// The emitters of the last update.
    private(set) var kept: [KeptEmitter] = []

    /// A mapper that has seen nothing.
    public init(configuration: SynthesisConfiguration = .init(), isKriged: Bool = false) {
        self.configuration = configuration
        self.isKriged = isKriged
    }

    /// Makes the city's sightlines, if they are not yet: of a plane that is searched in one go.
    public mutating func prepare(for evidence: InterferenceEvidence) {
        renewSightlines(evidence)
        if var made = sightlines, made.tiling.count == 1 {
            _ = made.sightlines(of: made.tiling.tile(0))
            sightlines = made
        }
    }

    private mutating func renewSightlines(_ evidence: InterferenceEvidence) {
        if let sightlines {
            if sightlines.suits(evidence) { return }
            kept = []
        }
        sightlines = TileSightlines(evidence, configuration: configuration, isWhole: isKriged)
    }

    /// Forgets the emitters of the last update; the city's sightlines stay.
    public mutating func forget() { kept = [] }

    /// Maps the interference behind the evidence, over all of the plane.
    public mutating func map(_ evidence: InterferenceEvidence) throws -> InterferenceEstimate {
        let whole = CellRectangle(columns: 0..<evidence.grid.nx, rows: 0..<evidence.grid.ny)
        guard isKriged else { return map(evidence, in: [whole], renewing: [whole]) }
        renewSightlines(evidence)
        let searches = renew(evidence, in: [whole])
        return kriged(evidence, searches[0])
    }

    /// Maps the interference in some areas; NaN elsewhere.
    ///
    /// - Parameters:
    ///   - evidence: of the whole plane.
    ///   - areas: where the map is asked for.
    ///   - changed: where samples are new: emitters are searched there, those elsewhere stay.
    /// - Returns: the areas' map, and the emitters of the whole plane, surest first.
    mutating func map(
        _ evidence: InterferenceEvidence, in areas: [CellRectangle],
        renewing changed: [CellRectangle]
    ) -> InterferenceEstimate {
        precondition(!isKriged, "levels are kriged over whole planes")
        renewSightlines(evidence)
        renew(evidence, in: changed)
        let sum = SynthesisSum(
            of: kept, evidence, in: areas, configuration: configuration)
        return InterferenceEstimate(
            issDbm: sum.issDbm, deviationsDb: sum.deviationsDb, emitters: emitters(evidence))
    }

    /// Searches the emitters of the tiles that hold some areas.
    @discardableResult
    private mutating func renew(
        _ evidence: InterferenceEvidence, in changed: [CellRectangle]
    ) -> [SynthesisSearch] {
        guard var made = sightlines else { preconditionFailure("the city has been prepared") }
        defer { sightlines = made }
        // A restored emitter may lie outside: states are of the same plane, or of nobody.
        kept.removeAll {
            !made.tiling.plane.contains(eastMetres: $0.eastMetres, northMetres: $0.northMetres)
        }
        var searches: [SynthesisSearch] = []
        for number in made.tiling.tiles(touching: changed) {
            let tile = made.tiling.tile(number)
            let own = kept.filter {
                tile.search.contains(eastMetres: $0.eastMetres, northMetres: $0.northMetres)
            }
            let others = kept.filter {
                !tile.search.contains(eastMetres: $0.eastMetres, northMetres: $0.northMetres)
            }
            var search = SynthesisSearch(
                evidence, configuration: configuration, tile: tile, beside: others)
            search.run(candidates: made.sightlines(of: tile), from: own)
            kept = Array((search.kept + others).prefix(KeptEmitter.countMax))
            // Only the kriged map, of one tile, looks at the search again.
            if isKriged { searches.append(search) }
        }
        return searches
    }

    private func emitters(_ evidence: InterferenceEvidence) -> [InterferenceEstimate.Emitter] {
        kept.map { $0.emitter(upMetres: evidence.emitterHeightMetres) }
            .sorted { $0.confidence > $1.confidence }
    }

    /// The whole plane's map with the fields conditioned on the samples.
    private func kriged(
        _ evidence: InterferenceEvidence, _ search: SynthesisSearch
    ) -> InterferenceEstimate {
        let plane = SynthesisPlane(evidence)
        let fields = kept.map {
            plane.field(of: $0, placeCountMax: configuration.placeCountMax, evidence)
        }
        let station = plane.stationField(evidence)
        var correction = FieldCorrection(
            evidence, search: search, fields: (station.map { [$0] } ?? []) + fields)
        let first = station == nil ? 0 : 1
        let wrong = Float(max(search.laws.clearErrorShare, search.laws.blockedErrorShare))
        // The station's classes are as sure as D̂ could make them: from samples without interference.
        for _ in 0..<configuration.classSweepCount {
            for index in first..<correction.fields.count {
                correction.correctClasses(of: index, errorShare: wrong)
            }
        }
        let (levels, variances) = correction.kriged()
        let sum = SynthesisSum(
            Array(levels[first...]), Array(variances[first...]), noiseDbm: evidence.noiseDbm,
            cellCount: evidence.grid.levelCellCount)
        return InterferenceEstimate(
            issDbm: sum.issDbm, deviationsDb: sum.deviationsDb, emitters: emitters(evidence),
            desiredDbm: first == 1 && configuration.isDesiredCorrected ? levels[0] : [])
    }

    /// Writes the emitters of the last update.
    public func encode(into writer: inout ByteWriter) {
        writer.append(UInt32(kept.count))
        for emitter in kept { emitter.encode(into: &writer) }
    }

    /// Reads them.
    ///
    /// - Throws: where nothing of the kind was written.
    public mutating func restore(from reader: inout ByteReader) throws {
        let count = Int(try reader.readUInt32())
        guard count <= KeptEmitter.countMax else {
            throw InterferenceStateError(reason: "\(count) emitters")
        }
        kept = try (0..<count).map { _ in try KeptEmitter(from: &reader) }
    }
}
