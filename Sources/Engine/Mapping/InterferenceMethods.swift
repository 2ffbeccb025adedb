import Geometry
import Interference
import Model

/// Makes what maps the bands' interference, sharing what bands have in common.
struct InterferenceMethods {
    private let configuration: EngineConfiguration
    private let choice: InterferenceChoice
    private let network: BatchedNetwork?
    /// Which cells of each level's plane are seen from a station's place, as far as worked out.
    private var visibleCells: [Int: [LocalPosition: [UInt64]]] = [:]

    /// - Throws: `EngineStateError` where the configuration names an unknown method, or a network
    ///   whose weights it does not hold.
    init(_ configuration: EngineConfiguration) throws {
        guard let choice = InterferenceChoice(rawValue: configuration.estimation.interference)
        else {
            throw EngineStateError(
                reason: "no method of interference '\(configuration.estimation.interference)'")
        }
        self.configuration = configuration
        self.choice = choice
        guard choice.needsWeights, configuration.mapsInterference else {
            network = nil
            return
        }
        guard let model = configuration.interferenceModel, model.name == choice.rawValue else {
            throw EngineStateError(reason: "no weights of '\(choice.rawValue)'")
        }
        network = model.network(threadCount: configuration.estimation.networkThreads)
    }

    /// What maps a band's interference; `nil` where kriging does.
    mutating func mapping(
        of stations: [StationEmission], lineOfSight: LineOfSight?
    ) throws -> BandMapping? {
        guard choice != .kriging, !stations.isEmpty, let lineOfSight else { return nil }
        let grid = configuration.region.grid
        var levels: [LevelMapping] = []
        for level in 0..<grid.nz {
            guard let planes = PlaneResampling(of: grid, level: level) else { return nil }
            let visibility = StationVisibility(
                lineOfSight: lineOfSight, stations: stations.map(\.position), grid: planes.fine,
                known: &visibleCells[level, default: [:]])
            levels.append(
                LevelMapping(
                    level: level, planes: planes, stations: stations, visibility: visibility,
                    mapper: try mapper(level: level), table: table(level: level)))
        }
        let label =
            configuration.interferenceModel.map { "\($0.name) \($0.shortHash)" } ?? choice.rawValue
        return BandMapping(
            name: choice.rawValue, label: network == nil ? choice.rawValue : label, levels: levels)
    }

    private func mapper(level: Int) throws -> any PlaneMapper {
        guard let network, let model = configuration.interferenceModel,
            configuration.isLearnt(level: level)
        else { return SynthesisPlaneMapper() }
        return try model.mapper(
            sharing: network, over: model.priorName == nil ? nil : SynthesisPriorSource())
    }

    private func table(level: Int) -> SampleInterferenceTable? {
        network == nil || !configuration.isLearnt(level: level)
            ? nil : configuration.interferenceModel?.table
    }
}

extension EngineConfiguration {
    /// Whether any band's interference is mapped by another method than kriging.
    ///
    /// That takes a known city and stations of one's own, and a region that is not too wide.
    public var mapsInterference: Bool {
        region.bands.contains { mapsInterference(of: $0.id) }
    }

    /// Whether a band's is.
    public func mapsInterference(of band: BandID) -> Bool {
        estimation.interference != InterferenceChoice.kriging.rawValue && city != nil
            && region.groundStations.contains { $0.band == band }
            && PlaneResampling(of: region.grid, level: 0) != nil
    }

    /// Whether a level's height is among those that the network's weights were learnt for.
    ///
    /// Elsewhere physics alone maps the interference: it holds at any height.
    func isLearnt(level: Int) -> Bool {
        interferenceModel?.scope.holds(altitudeMetres: region.grid.zLevelsMetres[level]) ?? true
    }

    /// What a user should be warned of before the first map, one sentence each.
    ///
    /// That is levels whose heights the network's weights were not learnt for.
    public var interferenceWarnings: [String] {
        guard mapsInterference, let model = interferenceModel, let heights = model.scope.heights
        else { return [] }
        let others = region.grid.zLevelsMetres.indices.filter { !isLearnt(level: $0) }
        guard !others.isEmpty else { return [] }
        let levels = others.map { "\(region.grid.zLevelsMetres[$0])" }.joined(separator: ", ")
        return [
            "the weights of \(model) were learnt for heights of \(heights): at \(levels) m "
                + "\(InterferenceChoice.synthesis.rawValue) maps the interference"
        ]
    }

    /// What maps each band's interference and, where it is not the configured method, why: one
    /// sentence a band.
    public var interferenceMethods: [String] {
        region.bands.map { band in
            let chosen = estimation.interference
            let kriging = "band \(band.id): interference by \(InterferenceChoice.kriging.rawValue)"
            guard chosen != InterferenceChoice.kriging.rawValue else { return kriging }
            if mapsInterference(of: band.id) {
                let weights =
                    interferenceModel.map { ", weights \($0.hash.prefix(16))" } ?? ""
                return "band \(band.id): interference by \(chosen)\(weights)"
            }
            let reason =
                if !region.groundStations.contains(where: { $0.band == band.id }) {
                    "it has no stations of one's own"
                } else if city == nil {
                    "no city is known"
                } else {
                    "the region is wider than \(chosen) is made for"
                }
            return "\(kriging), not \(chosen): \(reason)"
        }
    }
}

extension InterferenceModel {
    /// Whether the network has a part in a map.
    public func isBehind(_ map: RadioMap) -> Bool {
        map.method.hasPrefix("\(name) \(shortHash)")
    }
}
