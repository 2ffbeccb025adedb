import Geometry
import Glibc
import Interference
import Interpolation
import Model
import Numerics

/// Everything that is kept warm for one band: evidence, windows, fits and maps.
///
/// A band without stations of one's own has one map, `rss`: all power is somebody's. A band with
/// stations has four: `rss`, `dss` (what the stations put there), `iss` (the rest) and `sinr`.
struct BandEstimator: Sendable {
    let bandIndex: Int
    let configuration: EngineConfiguration
    let stations: [StationEmission]
    /// Which stations each cell sees; `nil` where no city is known, or no station is there to see.
    let visibility: StationVisibility?
    let detector: CellAveragingDetector
    var evidence: EvidenceGrid
    var windows: WindowQueue
    var rssInterpolator: any SpatialInterpolator
    var issInterpolator: any SpatialInterpolator
    var pathLoss: any PathLossEstimator
    /// Deviation of all observations about the model, blocked links included, decibels.
    var lossSpreadDb = 10.0
    /// The model behind the present DSS map.
    var mappedModel: PathLossModel?
    /// Made from that model's scatter, so that a restored engine has the same one.
    var issEstimator: any IssEstimator
    /// Where a city is known, the two laws of path loss, in place of `pathLoss`.
    var cityPathLoss = CityPathLossFit()
    /// The laws behind the present DSS map.
    var mappedLaws: CityPathLoss?
    /// Estimators of ISS samples by half decibels of deviation; made again as they are asked for.
    var issEstimators: [Int: any IssEstimator] = [:]
    /// Of those that know what to expect, likewise.
    var informedEstimators: [Int: InformedIssEstimator] = [:]
    /// What maps the band's interference; `nil` where kriging does.
    var mapping: BandMapping?
    /// The receivers' noise as frames tell it.
    var noise = ToldNoise()
    /// Where unknown emitters are, from the samples themselves.
    var localiser: EmitterLocaliser
    /// Follows the one emitter that moves, in place of `localiser`; `nil` where emitters stand.
    var mover: MovingEmitterFilter?
    /// When emitters were last looked for.
    var localisedTime = UnixTime.zero
    /// Whether samples have come since.
    var isHeardAnew = false
    /// Emitters as the maps of interference place them.
    var mappedEmitters = MappedEmitters()
    /// In the order of `products`.
    var maps: [RadioMap]

    /// - Parameters:
    ///   - bandIndex: index in the region's list.
    ///   - configuration: the engine's.
    ///   - visibleCells: which cells are seen from a station's place, as far as worked out; is added
    ///     to.
    ///   - methods: makes what maps interference.
    /// - Throws: `EngineStateError` where the configuration names an unknown method.
    init(
        bandIndex: Int, configuration: EngineConfiguration,
        visibleCells: inout [LocalPosition: [UInt64]], methods: inout InterferenceMethods
    ) throws {
        let region = configuration.region
        let frame = LocalFrame(origin: region.grid.origin)
        self.bandIndex = bandIndex
        self.configuration = configuration
        let band = region.bands[bandIndex].id
        stations = region.groundStations.filter { $0.band == band }.map { station in
            StationEmission(
                position: frame.local(of: station.position),
                eirpWatts: Decibels.watts(fromDbm: station.eirpDbm))
        }
        if let city = configuration.city, !stations.isEmpty {
            visibility = StationVisibility(
                lineOfSight: LineOfSight(city: city), stations: stations.map(\.position),
                grid: region.grid, known: &visibleCells)
        } else {
            visibility = nil
        }
        mapping = try methods.mapping(of: stations, lineOfSight: visibility?.lineOfSight)
        detector = configuration.detection.detector(on: region.grid)
        evidence = EvidenceGrid(cellCount: region.grid.cellCount)
        windows = WindowQueue(layout: WindowLayout(grid: region.grid))
        rssInterpolator = try configuration.estimation.makeInterpolator()
        issInterpolator = try configuration.estimation.makeInterpolator()
        pathLoss = try configuration.estimation.makePathLossEstimator()
        issEstimator = try configuration.estimation.makeIssEstimator(
            dssDeviationDb: pathLoss.model.standardDeviationDb)
        var localisation = configuration.localisation
        // Free space over one metre: (4 π f / c)².
        localisation.oneMetreLossDb =
            20 * log10(max(region.bands[bandIndex].centerFrequencyHz, 1)) - 147.55
        localiser = EmitterLocaliser(
            area: SearchArea(
                around: region.grid, marginMetres: configuration.detection.searchMarginMetres,
                emitterHeightMetres: configuration.detection.emitterHeightMetres),
            configuration: localisation,
            lineOfSight: configuration.city.map { LineOfSight(city: $0) })
        mover = try configuration.makeMover(bandIndex: bandIndex)
        let products: [MapProduct] = stations.isEmpty ? [.rss] : [.rss, .dss, .iss, .sinr]
        maps = products.map { product in
            RadioMap(key: MapKey(product: product, band: band), grid: region.grid, method: "")
        }
    }

    /// The map in which interferers are looked for.
    var detectionMap: RadioMap { maps[stations.isEmpty ? 0 : 2] }

    /// Whether samples have come near a place since an instant.
    func isRenewed(near position: LocalPosition, since time: UnixTime) -> Bool {
        var isRenewed = false
        forEachCell(within: configuration.detection.suppressionMetres, of: position) { cell, _ in
            if cell.time > time { isRenewed = true }
        }
        return isRenewed
    }

    /// Calls back for each visited cell within a reach of a place seen from above, in the grid's
    /// order, with its centre; looks at the cells about the place only.
    func forEachCell(
        within reachMetres: Double, of place: LocalPosition,
        _ body: (EvidenceCell, LocalPosition) -> Void
    ) {
        let grid = configuration.region.grid
        func span(_ centre: Double, _ side: Double, _ count: Int) -> ClosedRange<Int>? {
            let first = ((centre - reachMetres) / side).rounded(.down)
            let last = ((centre + reachMetres) / side).rounded(.down)
            guard first <= last, last >= 0, first < Double(count) else { return nil }
            return Int(max(first, 0))...Int(min(last, Double(count - 1)))
        }
        guard let columns = span(place.eastMetres, grid.cellEastMetres, grid.nx),
            let rows = span(place.northMetres, grid.cellNorthMetres, grid.ny)
        else { return }
        for z in 0..<grid.nz {
            for y in rows {
                for x in columns {
                    let spot = Grid.Cell(x: x, y: y, z: z)
                    guard let cell = evidence[cell: grid.index(of: spot)] else { continue }
                    let centre = grid.centre(of: spot)
                    guard centre.horizontalDistanceMetres(to: place) <= reachMetres else {
                        continue
                    }
                    body(cell, centre)
                }
            }
        }
    }

    func encode(into writer: inout ByteWriter) {
        evidence.encode(into: &writer)
        windows.encode(into: &writer)
        rssInterpolator.encode(into: &writer)
        issInterpolator.encode(into: &writer)
        pathLoss.encode(into: &writer)
        writer.append(lossSpreadDb)
        writer.append(mappedModel != nil)
        (mappedModel ?? pathLoss.model).encode(into: &writer)
        cityPathLoss.encode(into: &writer)
        writer.append(mappedLaws != nil)
        (mappedLaws ?? cityPathLoss.model).encode(into: &writer)
        noise.encode(into: &writer)
        localiser.encode(into: &writer)
        mover?.encode(into: &writer)
        writer.append(localisedTime.nanoseconds)
        writer.append(isHeardAnew)
        mappedEmitters.encode(into: &writer)
        mapping?.encode(into: &writer)
        writer.append(maps.map(\.revision))
    }

    mutating func restore(
        from reader: inout ByteReader, closedTick: UInt64?, map: (MapKey) throws -> RadioMap?
    ) throws {
        let grid = configuration.region.grid
        evidence = try EvidenceGrid(cellCount: grid.cellCount, from: &reader)
        windows = try WindowQueue(
            layout: WindowLayout(grid: grid), closedTick: closedTick, from: &reader)
        try rssInterpolator.restore(from: &reader)
        try issInterpolator.restore(from: &reader)
        try pathLoss.restore(from: &reader)
        lossSpreadDb = try reader.readDouble()
        let hasModel = try reader.readBool()
        let model = try PathLossModel(from: &reader)
        guard lossSpreadDb.isFinite, model.standardDeviationDb > 0,
            pathLoss.model.standardDeviationDb > 0
        else {
            throw EngineStateError(reason: "a path loss without scatter")
        }
        if hasModel {
            mappedModel = model
            issEstimator = try configuration.estimation.makeIssEstimator(
                dssDeviationDb: model.standardDeviationDb)
        }
        try cityPathLoss.restore(from: &reader)
        let hasLaws = try reader.readBool()
        let laws = try CityPathLoss(from: &reader)
        mappedLaws = hasLaws ? laws : nil
        noise = try ToldNoise(from: &reader)
        try localiser.restore(from: &reader)
        mover = try configuration.mover(bandIndex: bandIndex).map {
            try MovingEmitterFilter(area: $0.area, configuration: $0.configuration, from: &reader)
        }
        localisedTime = UnixTime(nanoseconds: try reader.readUInt64())
        isHeardAnew = try reader.readBool()
        mappedEmitters = try MappedEmitters(from: &reader)
        try mapping?.restore(from: &reader)
        let revisions = try reader.readUInt64s()
        guard revisions.count == maps.count else {
            throw EngineStateError(reason: "\(revisions.count) maps, not \(maps.count)")
        }
        for index in maps.indices where revisions[index] > 0 {
            guard let stored = try map(maps[index].key), stored.revision == revisions[index],
                stored.values.count == grid.cellCount,
                stored.standardDeviationsDb.count == grid.cellCount,
                stored.evidenceTimes.count == grid.cellCount
            else {
                throw EngineStateError(
                    reason: "map \(maps[index].key) is not there at revision \(revisions[index])")
            }
            maps[index] = stored
        }
    }
}
